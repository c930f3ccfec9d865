from collections.abc import Iterable
from typing import Any

from django import template

from articles.models import Article

register = template.Library()


@register.filter
def verdicts(cards: Iterable[Article]) -> list[tuple[Any, int]]:
    """What cards show of their readers' verdicts: the stars, or None, and the count of ratings."""
    return [(card.discussion.card_stars, card.discussion.shown_rating_count) for card in cards]
