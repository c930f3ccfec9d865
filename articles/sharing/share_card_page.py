"""``/share/<article>-<digest>.jpg``: the picture that messengers and networks show with a link."""

import threading

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from articles.models import Article
from articles.sharing.share_card import SITE, ShareCard, card_of, card_of_site
from web.public_page import FOR_A_YEAR, PUBLIC, read_only

PATIENCE = 3  # seconds to wait until another card is made
_one_at_a_time = threading.Lock()  # in each process: drawing takes a processor for a tenth of a second


@read_only
def share_card(request: HttpRequest, name: str, digest: str) -> HttpResponseBase:
    """The worker has made most cards. One that is not there yet is made now, a few at a time.

    A former address leads to the card as it is now.
    """
    card = _present_card(name)
    if card.digest != digest:
        return _redirect(card, PUBLIC)
    data = card.stored() or _made_now(card)
    if data is None:
        return _redirect(card_of_site(), "no-store")
    response = HttpResponse(data, content_type="image/jpeg")
    response["Cache-Control"] = FOR_A_YEAR
    return response


@read_only
def present_share_card(request: HttpRequest, name: str) -> HttpResponseBase:
    return _redirect(_present_card(name), PUBLIC)


def _present_card(name: str) -> ShareCard:
    if name == SITE:
        return card_of_site()
    article = Article.objects.for_cards().filter(pk=name).first()
    if article is None:
        raise Http404
    return card_of(article)


def _made_now(card: ShareCard) -> bytes | None:
    """None while others are being made. The site's own has no other to stand in for it, and no picture to read."""
    if card.name == SITE:
        return card.make()
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        return None
    try:
        return card.stored() or card.make()
    finally:
        _one_at_a_time.release()


def _redirect(card: ShareCard, cache_control: str) -> HttpResponse:
    response = redirect(card.path)
    response["Cache-Control"] = cache_control
    return response
