from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.disclosure.chosen_level import chosen_level
from articles.disclosure.levels import LEVELS
from articles.models import Article

register = template.Library()

PLACES = ("section", "topic", "person")  # lists with a feed and a letter of their own


@register.simple_tag
def label_in_words(article: Article) -> str:
    """For mails in plain text: a paragraph of its own on how article was made; empty where nothing is owed."""
    statement = article.level.statement if article.level else ""
    return "\n\n" + _("The article: %(statement)s") % {"statement": statement} if statement else ""


@register.inclusion_tag("articles/_made.html", takes_context=True)
def ways_it_was_made(context: Context) -> dict[str, Any]:
    """The reader's choice on a list: all of its articles, or those made in one way; and the feed of the choice."""
    request = context["request"]
    chosen = chosen_level(request)
    feed = _feed_of(context)
    return {
        "request": request,
        "levels": LEVELS.values(),
        "chosen": chosen,
        "feed": f"{feed}?made={chosen.key}" if chosen and feed else feed,
        "letter": _letter_of(context),
    }


def _feed_of(context: Context) -> str:
    """The feed of the list; empty for a list without one."""
    name = context["request"].resolver_match.url_name
    if name == "front":
        return reverse("feed_atom")
    place = context.get(name) if name in PLACES else None
    return reverse(f"{name}_feed_atom", args=[place.slug]) if place else ""


def _letter_of(context: Context) -> str:
    """Where the letter about the list is subscribed to; empty for a list without one."""
    name = context["request"].resolver_match.url_name
    if name == "front":
        return reverse("letter")
    place = context.get(name) if name in PLACES else None
    return f"{reverse('letter')}?about={name}-{place.slug}" if place else ""
