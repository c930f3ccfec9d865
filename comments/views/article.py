from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from articles.channels.article_page import article_page as whole_page
from articles.models import Article
from articles.pages import kept_page, reader_page
from articles.paging import ROWS_ON_A_PAGE
from comments.captcha.sources import allows_captcha
from comments.forms import CommentForm
from comments.models import Comment, Discussion
from comments.models.comment_queryset import CommentQuerySet, prefetch_first_replies
from comments.policy import what_happens_next
from comments.signed_links import own_comment
from comments.spam.form import form_token
from comments.views.form import form_page
from comments.views.private import for_its_writer_only

COMMENTS_ON_A_PAGE = ROWS_ON_A_PAGE
RELATED_ARTICLES = 4


@kept_page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    article = Article.objects.for_page().select_related("section__comment_period").filter(slug=slug).first()
    if article is None:
        moved = Article.objects.moved_from(slug)
        if moved is None:
            raise Http404
        return redirect(moved, permanent=True)
    if article.is_withdrawn:
        return withdrawn_page(request, article)
    signed = request.GET.get("comment")
    if signed is None:
        return article_page(request, article, CommentForm())
    own = own_comment(signed)
    if own and own.article != article:
        own = None
    return for_its_writer_only(article_page(request, article, CommentForm(), own_comment=own))


@allows_captcha
def article_page(
    request: HttpRequest, article: Article, form: CommentForm, *, own_comment: Comment | None = None, status: int = 200
) -> HttpResponse:
    """The article with its discussion: the one page that joins what the newsroom says and what readers say.

    form: bound where it is given back, with what was typed; a reply comes back on a page of its own.
    own_comment: shown to the one person who wrote it.
    """
    if form.reply_to:
        return form_page(request, article, form, status=status)
    discussion = article.discussion
    if form.is_bound:
        form.initial["token"] = form_token(article.pk)
    threads = shown_threads(discussion).counting_replies()
    pinned = threads.pinned().first()
    comments = list(threads.unpinned().newest_first()[: COMMENTS_ON_A_PAGE + 1])
    prefetch_first_replies([*comments, *([pinned] if pinned else [])])
    in_section = Article.objects.for_cards().filter(section=article.section_id)
    related = list(in_section.exclude(pk=article.pk)[:RELATED_ARTICLES])
    context: dict[str, Any] = {
        "discussion": discussion,
        "comments": comments[:COMMENTS_ON_A_PAGE],
        "pinned": pinned,
        "has_more_comments": len(comments) > COMMENTS_ON_A_PAGE,
        "form": form,
        "own_comment": own_comment,
        "what_happens_next": what_happens_next(own_comment) if own_comment else "",
        "related": related,
    }
    private = form.is_bound or own_comment is not None
    with_readers_words = own_comment is not None or discussion.shows_comments
    return whole_page(
        request,
        article,
        context,
        cards=related,
        with_readers_words=with_readers_words,
        status=status,
        private=private,
    )


def withdrawn_page(request: HttpRequest, article: Article) -> HttpResponse:
    return reader_page(request, "articles/withdrawn.html", {"article": article}, status=410)


def shown_threads(discussion: Discussion) -> CommentQuerySet:
    """The comments under an article that readers may see and that are no replies, tombstones included."""
    if discussion.state == Discussion.State.HIDDEN:
        return Comment.objects.none()
    return Comment.objects.filter(article=discussion.article_id).threads()
