from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context

from articles.models import Article
from articles.models.article_queryset import MOST_COUNTED

register = template.Library()

# How wide a card's picture is, by the size of the card, for the attribute "sizes".
_PICTURE_SIZES = {
    "lead": "(min-width: 38rem) min(36rem, 52vw), 100vw",
    "row": "(min-width: 60rem) 13rem, 22vw",
    "band": "(min-width: 38rem) min(20rem, 40vw), 100vw",
}
_USUAL_SIZES = "(min-width: 64rem) 18rem, (min-width: 38rem) 50vw, 30vw"
ON_TOP = 4  # a lead and those beside it
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
def readers_figures(articles: Iterable[Article | None]) -> list[tuple[Any, ...]]:
    """What the cards of articles say of readers, for a fragment with several cards in it."""
    discussions: list[Any] = [article.discussion for article in articles if article]  # type: ignore[attr-defined]
    return [(each.card_stars, each.shown_rating_count, each.card_comments) for each in discussions]


@register.filter
def shows_picture(article: Article, size: str) -> bool:
    """Whether a card of size has the article's picture."""
    return bool(article.lead_image_id) and size not in TEXT_ONLY


@register.simple_tag(takes_context=True)
def is_shaped(context: Context, page: Any) -> bool:
    """Whether a list begins with a lead: the first page of a section, a topic or a person, as nobody narrowed it."""
    of_its_own = any(context.get(name) for name in ("section", "topic", "person"))
    return of_its_own and page.number == 1 and "made" not in context["request"].GET


@register.filter
def after_the_top(cards: list[Article], shaped: bool) -> list[Article]:
    return cards[ON_TOP:] if shaped else cards


@register.filter
def is_more_than_counted(count: int) -> bool:
    return count > MOST_COUNTED


@register.filter
def verdicts(cards: Iterable[Article]) -> list[tuple[Any, int, int]]:
    """What cards show of their readers: the stars, or None, the count of ratings, the count of comments."""
    return [_verdict(card.discussion) for card in cards]


def _verdict(discussion: Any) -> tuple[Any, int, int]:
    return discussion.card_stars, discussion.shown_rating_count, discussion.card_comments
