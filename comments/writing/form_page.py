"""The comment form apart from the article's page, which caches keep."""

import re

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from articles.models import Article
from articles.reading.reader_page import reader_page
from comments.captcha.captcha_sources import allows_captcha
from comments.models import Comment, Discussion
from comments.models.comment_policy import SECTION_SAYS
from comments.spam.form_token import form_token
from comments.writing.comment_form import CommentForm
from web.private import for_its_writer_only
from web.public_page import read_only

PK = re.compile(r"[1-9][0-9]{0,17}")


@read_only
def token(request: HttpRequest, article: int) -> HttpResponse:
    """``{"token": …}`` for the form of an article, by its key: fetched when someone starts to write."""
    response = JsonResponse({"token": form_token(article)})
    response["Cache-Control"] = "no-store"
    return response


@read_only
def new_comment(request: HttpRequest, slug: str) -> HttpResponse:
    """The form on a page of its own, made for one reader: its token makes up for the script that would fetch one.

    ``?reply=``: the comment that it answers; 404 for one that readers do not see.
    """
    article = get_object_or_404(Article.objects.published().select_related(*SECTION_SAYS, "discussion"), slug=slug)
    parent = request.GET.get("reply")
    reply_to = None if parent is None else comment_to_answer(article, parent)
    if parent is not None and reply_to is None:
        raise Http404
    return form_page(request, article, CommentForm(reply_to=reply_to))


@allows_captcha
def form_page(request: HttpRequest, article: Article, form: CommentForm, *, status: int = 200) -> HttpResponse:
    """form without its article, under the comment that it answers, if any."""
    form.initial["token"] = form_token(article.pk)
    context = {"article": article, "discussion": article.discussion, "form": form}
    page = reader_page(request, "comments/new_comment.html", context, status=status, private=True)
    return for_its_writer_only(page)


def comment_to_answer(article: Article, pk: str) -> Comment | None:
    """The comment under article that readers see and may answer; None where there is none such."""
    if article.discussion.state == Discussion.State.HIDDEN or not PK.fullmatch(pk):
        return None
    return Comment.objects.published().filter(article=article, pk=pk).select_related("parent").first()
