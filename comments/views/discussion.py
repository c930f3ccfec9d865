from django.db.models import F
from django.db.models.expressions import OrderBy
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import Article
from articles.pages import read_only, reader_page
from articles.views import numbered_page
from comments.models import Comment, Discussion
from comments.views.article import COMMENTS_ON_A_PAGE, shown_comments
from comments.views.leave_comment import leave_comment

ORDERS: dict[str, list[str | OrderBy]] = {
    "newest": ["-created_at", "-pk"],
    "oldest": ["created_at", "pk"],
    "highest": [F("stars").desc(nulls_last=True), "-created_at", "-pk"],
    "lowest": [F("stars").asc(nulls_last=True), "-created_at", "-pk"],
}
ORDER_NAMES = {
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "highest": _("Most stars first"),
    "lowest": _("Fewest stars first"),
}
STARS = ["1", "2", "3", "4", "5"]


@csrf_exempt  # a comment is sent with no authority but its own words
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    return leave_comment(request, slug) if request.method == "POST" else all_comments(request, slug)


def all_comments(request: HttpRequest, slug: str) -> HttpResponse:
    """Every published comment of an article, in numbered pages. ``?order=``, ``?stars=``; 404 for what is neither."""
    order = request.GET.get("order", "newest")
    stars = request.GET.get("stars", "")
    if order not in ORDERS or stars not in ["", *STARS]:
        raise Http404
    article = get_object_or_404(Article.objects.published().select_related("section", "discussion"), slug=slug)
    if article.discussion.state == Discussion.State.HIDDEN:
        raise Http404
    shown = shown_comments(article.discussion).order_by(*ORDERS[order])
    if stars:
        shown = shown.filter(stars=int(stars))
    page = numbered_page(request, shown)
    context = {
        "article": article,
        "discussion": article.discussion,
        "page": page,
        "comments": page.object_list,
        "order": order,
        "orders": ORDER_NAMES,
        "stars": stars,
    }
    return reader_page(request, "comments/comments.html", context)


@read_only
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect to the page that holds a published comment: the article's for the newest, else one of the numbered."""
    comment = get_object_or_404(Comment.objects.published().select_related("article__discussion"), pk=pk)
    article = comment.article
    if not Article.objects.published().filter(pk=article.pk).exists():
        raise Http404
    shown = shown_comments(article.discussion)
    if not shown.filter(pk=pk).exists():
        raise Http404
    number = shown.newer_than(comment).count() // COMMENTS_ON_A_PAGE + 1
    page = article.get_absolute_url() if number == 1 else f"{reverse('comments', args=[article.slug])}?page={number}"
    response = redirect(f"{page}#comment-{comment.pk}")
    response["Cache-Control"] = "no-cache"
    return response
