from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.channels.article_page import article_page
from articles.models import Article
from articles.reading.reader_page import cached_page, reader_page
from comments.captcha.captcha_sources import allows_captcha
from comments.models import Comment, Discussion, ShownOnce
from comments.models.comment_policy import SECTION_SAYS
from comments.models.comment_queryset import CommentQuerySet, as_threads
from comments.reading.related import related_to
from comments.spam.form_token import form_token
from comments.writing.comment_form import CommentForm
from comments.writing.form_page import form_page
from comments.writing.moderation_policy import after_sending
from web.database.prepared import Parameter, Prepared
from web.private import for_its_writer_only

COMMENTS_ON_A_PAGE = 20
ORDER_NAMES = {
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "recommended": _("Most recommended first"),
    "highest": _("Most stars first"),
    "lowest": _("Fewest stars first"),
}
STAR_CHOICES = ["5", "4", "3", "2", "1"]


def _first_threads() -> models.QuerySet[Comment]:
    """The pinned one, and as many of the others as the page shows, the newest first, and one more."""
    threads = Comment.objects.filter(article=Parameter("article")).threads().counting_replies()
    return threads.pinned()[:1].union(threads.unpinned().newest_first()[: COMMENTS_ON_A_PAGE + 1], all=True)


_BY_SLUG = Prepared(
    lambda: Article.objects.for_page(Parameter("now")).select_related(*SECTION_SAYS).filter(slug=Parameter("slug"))
)
_FIRST_THREADS = Prepared(_first_threads)


@cached_page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = _BY_SLUG.run(slug=slug, now=timezone.now())
    if not found:
        raise Http404
    article = found[0]
    if article.is_withdrawn:
        return withdrawn_page(request, article)
    secret = request.GET.get("comment")
    if secret is not None:
        return _own_comment_page(request, article, secret)
    page = discussed_page(request, article)
    page.read_of = article.pk  # type: ignore[attr-defined]  # newsroom.reads counts it
    return page


def own_comment_url(article: Article, secret: str) -> str:
    """The address of the article that shows its sender a comment, once. secret: of ``ShownOnce``."""
    return f"{article.get_absolute_url()}?comment={secret}#your-comment"


def _own_comment_page(request: HttpRequest, article: Article, secret: str) -> HttpResponse:
    """The article with a comment as its sender sees it; to everyone else, the plain address of the article."""
    shown = ShownOnce.objects.open(secret) if request.method == "GET" else None
    own = shown.own_comment if shown else None
    if shown is None or own is None or own.article_id != article.pk:
        return for_its_writer_only(redirect(article))
    # With this one, the page's script shows the comment again after a reload.
    following = ShownOnce.objects.issue(own, as_new=shown.as_new, sent_at=shown.sent_at)
    again = own_comment_url(article, following).partition("#")[0]
    return for_its_writer_only(discussed_page(request, article, own_comment=own, own_comment_again=again))


@allows_captcha
def discussed_page(
    request: HttpRequest,
    article: Article,
    form: CommentForm | None = None,
    *,
    own_comment: Comment | None = None,
    own_comment_again: str = "",
    status: int = 200,
) -> HttpResponse:
    """The article with its discussion: the one page that joins what the newsroom says and what readers say.

    form: one that is given back, with what was typed; a reply comes back on a page of its own.
    own_comment: shown to the one person who wrote it. own_comment_again: the address that shows it once more.
    """
    if form and form.reply_to:
        return form_page(request, article, form, status=status)
    discussion = article.discussion
    if form:
        form.initial["token"] = form_token(article.pk)
    shown = [] if discussion.state == Discussion.State.HIDDEN else _FIRST_THREADS.run(article=article.pk)
    pinned = [comment for comment in shown if comment.pinned_at]
    comments = [comment for comment in shown if not comment.pinned_at]
    related = related_to(article)
    context: dict[str, Any] = {
        "discussion": discussion,
        "threads": as_threads([*pinned, *comments[:COMMENTS_ON_A_PAGE]]),
        "has_more_comments": len(comments) > COMMENTS_ON_A_PAGE,
        "form": form,
        "orders": ORDER_NAMES,
        "star_choices": STAR_CHOICES,
        "own_comment": own_comment,
        "own_comment_again": own_comment_again,
        "after_sending": after_sending(own_comment) if own_comment else "",
        "related": related,
    }
    private = form is not None or own_comment is not None
    with_readers_words = own_comment is not None or discussion.shows_comments
    return article_page(
        request,
        article,
        context,
        cards=related,
        with_readers_words=with_readers_words,
        status=status,
        private=private,
    )


def withdrawn_page(request: HttpRequest, article: Article) -> HttpResponse:
    other = article.merged_into
    merged_into = other if other and other.is_visible else None
    return reader_page(request, "articles/withdrawn.html", {"article": article, "merged_into": merged_into}, status=410)


def shown_threads(discussion: Discussion) -> CommentQuerySet:
    """The comments under an article that readers may see and that are no replies, tombstones included."""
    if discussion.state == Discussion.State.HIDDEN:
        return Comment.objects.none()
    return Comment.objects.filter(article=discussion.article_id).threads()
