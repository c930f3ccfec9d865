from collections.abc import Iterable
from typing import Any

from django import template

from articles.models import Article

register = template.Library()

# How wide a card's picture is, by the size of the card, for the attribute "sizes".
_PICTURE_SIZES = {
    "lead": "(min-width: 64rem) 52rem, 100vw",
    "row": "(min-width: 60rem) 13rem, 22vw",
}
_USUAL_SIZES = "(min-width: 64rem) 17rem, (min-width: 38rem) 50vw, 30vw"


@register.simple_tag
def card_picture_sizes(size: str) -> str:
    return _PICTURE_SIZES.get(size, _USUAL_SIZES)


@register.filter
def verdicts(cards: Iterable[Article]) -> list[tuple[Any, int]]:
    """What cards show of their readers' verdicts: the stars, or None, and the count of ratings."""
    return [(card.discussion.card_stars, card.discussion.shown_rating_count) for card in cards]
