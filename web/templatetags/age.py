from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext

from web.times.age import age as age_in_words
from web.times.moment import zone_name

register = template.Library()

AGE_UP_TO = timedelta(days=7)


@register.simple_tag
def age(moment: datetime | None, *, with_clock: bool = False) -> str:
    """The date and the age of moment in one ``<time>``; nothing where there is no moment.

    with_clock: the time of day and its zone are said too.
    ``static/js/reader.js`` refreshes the age alone. Words for an age under a minute come from ``data-just-now``.
    """
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    date = date_format(local, "DATE_FORMAT")
    if with_clock:
        date = f"{date}, {date_format(local, 'TIME_FORMAT')} {zone_name(local)}"
    return format_html(
        '<time datetime="{}" data-age data-just-now="{}">{} <span class="age">{}</span></time>',
        local.isoformat(timespec="seconds"),
        gettext("just now"),
        date,
        age_in_words(moment),
    )


@register.simple_tag
def age_or_date(moment: datetime | None) -> str:
    """The age of moment while it is less than AGE_UP_TO, then the date alone. Screen readers hear the date in any case.

    ``static/js/reader.js`` does the same where a cache held the page.
    """
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    written, date = local.isoformat(timespec="seconds"), date_format(local, "DATE_FORMAT")
    if timezone.now() - moment >= AGE_UP_TO:
        return format_html('<time datetime="{}">{}</time>', written, date)
    return format_html(
        '<time datetime="{}" data-age title="{}" data-just-now="{}"><span class="visually-hidden">{}, </span>'
        '<span class="age">{}</span></time>',
        written,
        date,
        gettext("just now"),
        date,
        age_in_words(moment),
    )


@register.simple_tag
def short_age(moment: datetime | None) -> str:
    """The age of moment alone, for the desk's dense lists. The date is in its ``title``."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, "DATETIME_FORMAT"),
        age_in_words(moment),
    )
