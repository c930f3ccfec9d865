"""The worker makes the share cards of new and changed articles, before anyone passes them on."""

from __future__ import annotations

import logging
from collections import deque

from django.db import Error

from articles.models import Article
from articles.reading.content_watch import ContentWatch
from articles.sharing.share_card import ShareCard, card_of, card_of_site

NEWEST, CHANGED = 40, 40  # articles whose cards are made ahead: those that were published last, and changed last
REMEMBERED = 500  # cards that are known to be there, or could not be made

log = logging.getLogger(__name__)


class CardsAhead:
    """What one worker knows of the cards."""

    def __init__(self) -> None:
        self._watch = ContentWatch()
        self._waiting: deque[ShareCard] = deque()
        self._known: deque[str] = deque(maxlen=REMEMBERED)

    def make_one(self) -> bool:
        """Make a card that is missing; False if there is none."""
        if not self._waiting:
            self._look()
        while self._waiting:
            card = self._waiting.popleft()
            self._known.append(card.path)
            try:
                if card.is_made:
                    continue
                card.make()
            except Error:
                raise
            except Exception:  # a full disk or a storage that is away must not stop the worker
                log.exception("The share card %s cannot be made now.", card.path)
                continue
            return True
        return False

    def _look(self) -> None:
        if not self._watch.has_moved():
            return
        newest = Article.objects.for_cards()[:NEWEST]
        changed = Article.objects.for_cards().order_by("-modified_at", "-pk")[:CHANGED]
        articles = {article.pk: article for article in [*newest, *changed]}
        cards = [card_of_site(), *map(card_of, articles.values())]
        self._waiting.extend(card for card in cards if card.path not in self._known)
