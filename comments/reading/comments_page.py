from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import Article
from articles.reading.dependencies import cacheable
from articles.reading.reader_page import cached_page, reader_page
from comments.models import Comment, Discussion
from comments.models.comment_policy import SECTION_SAYS
from comments.models.comment_queryset import REPLIES_SHOWN, as_threads
from comments.reading.article_with_comments import COMMENTS_ON_A_PAGE, ORDER_NAMES, STAR_CHOICES, shown_threads
from comments.writing.leave_comment import leave_comment
from web.paging import FURTHEST, bounded_count, page_of
from web.public_page import read_only

ORDERS = {
    "newest": ["-created_at", "-pk"],
    "oldest": ["created_at", "pk"],
    "highest": ["-most_stars", "-created_at", "-pk"],
    "lowest": ["fewest_stars", "-created_at", "-pk"],
    "recommended": ["-recommendations_shown", "-created_at", "-pk"],
}
REPLY_ORDERS = ("oldest", "newest", "recommended")
NUMBERED = FURTHEST * COMMENTS_ON_A_PAGE  # comments that are on numbered pages


@csrf_exempt  # a comment is sent with no authority but its own words
@require_http_methods(["GET", "HEAD", "POST"])
@cacheable
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    return leave_comment(request, slug) if request.method == "POST" else all_comments(request, slug)


def all_comments(request: HttpRequest, slug: str) -> HttpResponse:
    """Every comment of an article, in numbered pages. ``?order=``, ``?stars=``; 404 for what is neither.

    The pinned one is above the first page, unless the reader asked for stars.
    """
    order = request.GET.get("order", "newest")
    stars = request.GET.get("stars", "")
    if order not in ORDERS or stars not in ["", *STAR_CHOICES]:
        raise Http404
    article = get_object_or_404(_discussed_articles(), slug=slug)
    if article.discussion.state == Discussion.State.HIDDEN:
        raise Http404
    threads = shown_threads(article.discussion).with_shown_stars().with_shown_recommendations().counting_replies()
    chosen = threads.published().with_stars(int(stars)) if stars else threads.unpinned()
    among = Comment.objects.filter(article=article.pk).with_shown_stars().with_shown_recommendations()
    page = page_of(request, chosen.order_by(*ORDERS[order]), among, COMMENTS_ON_A_PAGE)
    pinned = [] if stars or page.query else list(threads.pinned()[:1])
    context = {
        "article": article,
        "discussion": article.discussion,
        "page": page,
        "threads": as_threads([*pinned, *page.object_list]),
        "order": order,
        "orders": ORDER_NAMES,
        "stars": stars,
        "star_choices": STAR_CHOICES,
    }
    return reader_page(request, "comments/comments.html", context, about=article)


@cached_page
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment, or its tombstone, with every published reply to it, in numbered pages.

    ``?order=``, the oldest first by default; 404 for what is none. Replies have no stars.
    """
    order = request.GET.get("order", "oldest")
    if order not in REPLY_ORDERS:
        raise Http404
    article, thread = article_and_thread(pk)
    found = thread.replies.published().with_shown_recommendations().order_by(*ORDERS[order])
    among = thread.replies.with_shown_recommendations()
    page = page_of(request, found, among, COMMENTS_ON_A_PAGE)
    context = {
        "article": article,
        "discussion": article.discussion,
        "comment": thread,
        "page": page,
        "replies": page.object_list,
        "order": order,
        "orders": {each: ORDER_NAMES[each] for each in REPLY_ORDERS},
    }
    return reader_page(request, "comments/replies.html", context, about=article)


@read_only
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect to the page that holds a comment: the article's for the newest, else one of the numbered."""
    comment = get_object_or_404(Comment, pk=pk)
    article, thread = article_and_thread(comment.parent_id or pk)
    if comment.parent_id and comment.status != Comment.Status.PUBLISHED:
        raise Http404
    response = redirect(f"{_page_that_holds(comment, thread, article)}#comment-{comment.pk}")
    response["Cache-Control"] = "no-cache"
    return response


def _page_that_holds(comment: Comment, thread: Comment, article: Article) -> str:
    if comment.parent_id:
        before = _count(thread.replies.published().older_than(comment))
        if before >= REPLIES_SHOWN:
            return _page_at(reverse("replies", args=[thread.pk]), before, comment)
    before = 0 if thread.pinned_at else _count(shown_threads(article.discussion).unpinned().newer_than(thread))
    if before < COMMENTS_ON_A_PAGE:
        return article.get_absolute_url()
    return _page_at(reverse("comments", args=[article.slug]), before, thread)


def _count(comments: QuerySet[Comment]) -> int:
    """How many there are; of more than are on numbered pages only that they are more."""
    return bounded_count(comments, NUMBERED)


def _page_at(address: str, before: int, comment: Comment) -> str:
    """The page of a list that holds comment, which comes after so many others; it begins with it where those are many.

    before: as ``_count`` counts.
    """
    if before >= NUMBERED:
        return f"{address}?from={comment.pk}"
    number = before // COMMENTS_ON_A_PAGE + 1
    return address if number == 1 else f"{address}?page={number}"


def _discussed_articles() -> QuerySet[Article]:
    return Article.objects.published().select_related(*SECTION_SAYS, "discussion").prefetch_related("corrections")


def article_and_thread(pk: int) -> tuple[Article, Comment]:
    """The comment pk, which readers see and which is no reply, and its article; 404 where there is none such."""
    thread = get_object_or_404(Comment.objects.threads(), pk=pk)
    article = get_object_or_404(_discussed_articles(), pk=thread.article_id)
    if article.discussion.state == Discussion.State.HIDDEN:
        raise Http404
    return article, thread
