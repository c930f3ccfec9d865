"""A draft as readers would see it: for staff, and by a link for someone without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from articles.channels.article_page import article_page
from articles.models import Article, PreviewLink
from articles.reading.reader_page import reader_page
from web.private import unlisted
from web.public_page import read_only


def preview_page(request: HttpRequest, article: Article, *, is_framed: bool = False) -> HttpResponse:
    """The article's page under a banner; no cache keeps it and no search engine lists it.

    is_framed: it is in a frame of the desk, so its links leave that frame.
    """
    if article.copy_of:  # a working copy, as it will be: with the times of the live article
        article.published_at, article.updated_at = article.copy_of.published_at, article.copy_of.updated_at
    context = {"is_preview": True, "is_framed": is_framed}
    return unlisted(article_page(request, article, context, with_readers_words=False, private=True))


@read_only
def preview(request: HttpRequest, signed: str) -> HttpResponse:
    """Answers to a preview link: the draft, or the article once it is public; 410 where it ended, 404 where forged.

    Links from before they were rows were signed otherwise, and ended with that: no one could revoke them.
    """
    link = PreviewLink.objects.named(signed)
    if link is None:
        if PreviewLink.is_former_address(signed):
            return _over(request)
        raise Http404
    article: Any = Article.objects.for_preview().get(pk=link.article_id)
    if article.is_visible:
        return redirect(article)
    if not link.works:
        return _over(request)
    link.note_opening()
    return preview_page(request, article)


def _over(request: HttpRequest) -> HttpResponse:
    return unlisted(reader_page(request, "articles/preview_over.html", {}, status=410, private=True))
