"""The comment form apart from the article's page, which caches keep."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from articles.models import Article
from articles.pages import read_only, reader_page
from comments.forms import CommentForm
from comments.spam.form import form_token
from comments.views.private import for_its_writer_only


@read_only
def token(request: HttpRequest, article: int) -> HttpResponse:
    """``{"token": …}`` for the form of an article, by its key: fetched when somebody starts to write."""
    response = JsonResponse({"token": form_token(article)})
    response["Cache-Control"] = "no-store"
    return response


@read_only
def new_comment(request: HttpRequest, slug: str) -> HttpResponse:
    """The form on a page of its own, made for one reader: its token makes up for the script that would fetch one."""
    article = get_object_or_404(Article.objects.published().select_related("section", "discussion"), slug=slug)
    discussion = article.discussion
    form = CommentForm(initial={"token": form_token(article.pk)})
    context = {
        "article": article,
        "discussion": discussion,
        "form": form,
    }
    return for_its_writer_only(reader_page(request, "comments/new_comment.html", context, private=True))
