"""A draft as readers would see it: for staff, and by a signed address for someone without an account."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from articles.channels.article_page import article_page
from articles.models import Article
from web.public_page import read_only

LIFETIME = timedelta(days=7)
_signer = signing.TimestampSigner(salt="articles.preview")


def preview_address(article: Article) -> tuple[str, datetime]:
    """An address under which anyone can read the draft, and the moment at which it stops."""
    signed = _signer.sign(str(article.pk))
    return settings.SITE_URL + reverse("preview", args=[signed]), timezone.now() + LIFETIME


def preview_page(request: HttpRequest, article: Article) -> HttpResponse:
    """The article's page under a banner; no cache keeps it and no search engine lists it."""
    response = article_page(request, article, {"is_preview": True}, with_readers_words=False, private=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@read_only
def preview(request: HttpRequest, signed: str) -> HttpResponse:
    """Answers to a signed address: the draft, or the article once it is public; 404 where it expired or is forged."""
    try:
        pk = _signer.unsign(signed, max_age=LIFETIME)
    except signing.BadSignature:
        raise Http404 from None
    article = get_object_or_404(Article.objects.for_preview(), pk=pk)
    if not (article.is_draft or article.is_scheduled):
        return redirect(article)
    return preview_page(request, article)
