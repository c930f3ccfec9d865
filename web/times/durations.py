"""Durations in sentences: a page, a mail or a help text takes its figure from the constant that the code obeys."""

from datetime import timedelta

from django.utils.translation import npgettext

_SECOND, _MINUTE, _HOUR, _DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def duration_in_words(duration: timedelta) -> str:
    """duration in the largest unit, days at most, that says it exactly: "30 days", "15 minutes", "36 hours".

    In the grammatical case that answers "for how long?". ValueError for parts of a second.
    """
    if not duration or duration % _SECOND:
        raise ValueError(f"{duration!r} is no whole number of seconds")
    if duration % _DAY == timedelta():
        count = duration // _DAY
        return npgettext("for how long", "%(count)d day", "%(count)d days", count) % {"count": count}
    if duration % _HOUR == timedelta():
        count = duration // _HOUR
        return npgettext("for how long", "%(count)d hour", "%(count)d hours", count) % {"count": count}
    if duration % _MINUTE == timedelta():
        count = duration // _MINUTE
        return npgettext("for how long", "%(count)d minute", "%(count)d minutes", count) % {"count": count}
    count = duration // _SECOND
    return npgettext("for how long", "%(count)d second", "%(count)d seconds", count) % {"count": count}
