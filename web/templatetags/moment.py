from datetime import datetime

from django import template

from web.times.moment import moment_words, zone_words

register = template.Library()


@register.filter
def moment(value: datetime) -> str:
    """A moment with its time zone by name."""
    return moment_words(value) if value else ""


@register.simple_tag
def zone_now() -> str:
    """The site's time zone by name, with its distance from UTC today."""
    return zone_words()
