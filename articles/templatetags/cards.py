from collections.abc import Iterable
from typing import Any

from django import template

from articles.models import Article

register = template.Library()

# How wide a card's picture is, by the size of the card, for the attribute "sizes".
_PICTURE_SIZES = {
    "lead": "(min-width: 38rem) min(36rem, 52vw), 100vw",
    "row": "(min-width: 60rem) 13rem, 22vw",
    "band": "(min-width: 38rem) min(20rem, 40vw), 100vw",
}
_USUAL_SIZES = "(min-width: 64rem) 18rem, (min-width: 38rem) 50vw, 30vw"
TEXT_ONLY = {"brief", "rank"}
WITHOUT_STANDFIRST = {*TEXT_ONLY, "small"}


@register.simple_tag
def card_picture_sizes(size: str) -> str:
    return _PICTURE_SIZES.get(size, _USUAL_SIZES)


@register.filter
def shows_standfirst(article: Article, size: str) -> bool:
    """Whether a card of size has the sentence below the headline. Beside the lead, a picture takes its room."""
    if size in WITHOUT_STANDFIRST or (size == "near" and article.lead_image_id):
        return False
    return bool(article.standfirst)


@register.filter
def shows_picture(article: Article, size: str) -> bool:
    """Whether a card of size has the article's picture."""
    return bool(article.lead_image_id) and size not in TEXT_ONLY


@register.filter
def verdicts(cards: Iterable[Article]) -> list[tuple[Any, int, int]]:
    """What cards show of their readers: the stars, or None, the count of ratings, the count of comments."""
    return [_verdict(card.discussion) for card in cards]


def _verdict(discussion: Any) -> tuple[Any, int, int]:
    return discussion.card_stars, discussion.shown_rating_count, discussion.card_comments
