import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles.pictures.body_pictures import BodyPictures, pictures_within, with_pictures
from articles.text import embeds
from articles.text.embeds import with_cards

register = template.Library()
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)


@register.filter
def article_body(body: str, pictures: BodyPictures | None = None) -> SafeString:
    """The cleaned body, ready for the page: each table scrolls inside a region of its own, also by keyboard.

    body: HTML as ``BodyField`` keeps it; the one place where HTML from the database is trusted. pictures: the
    library's rows for its pictures, looked up where they are not given.
    """
    opening = format_html(
        '<div class="scroll" role="group" tabindex="0" aria-label="{}">',
        gettext("Table; scroll sideways to see it all"),
    )
    shown = with_pictures(body, pictures_within(body) if pictures is None else pictures)
    # BodyField cleaned it.
    return mark_safe(TABLE.sub(lambda table: f"{opening}{table[0]}</div>", with_cards(shown)))  # noqa: S308


@register.filter
def plays_videos(body: str) -> bool:
    """Whether the page needs the script that plays videos."""
    return embeds.plays_videos(body)
