"""COMMENTS_RATE: how many comments an address and a network may send within an hour of the clock."""

from math import ceil

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Finding, HeldBecause, NetworkKey, network_of, wide_network_of
from comments.spam.in_use import is_in_use
from comments.spam.submission import Attempt, Submission
from web.database.rate_count import WINDOW, began_at
from web.models import RateCount
from web.times.durations import duration_in_words

WIDER = 4  # times what a network may send, a wide network may: whole /64 of it cost its owner nothing


def check(submission: Submission) -> Finding | None:
    counts = [attempt.count for attempt in submission.attempts if attempt.is_suspicious]
    return Finding(HeldBecause.RATE, _said(max(counts))) if counts else None


def _said(count: int) -> str:
    return _("%(count)d within %(time)s") % {"count": count, "time": duration_in_words(WINDOW)}


def count_from(address: str, key: NetworkKey, prefix: str = "", *, skips_check: bool = False) -> Attempt:
    """Count one more of what prefix stands for, from the network of address and from the wider one around it."""
    network, wide = network_of(address), wide_network_of(address)
    wider = f"{prefix}{key.hash('network', wide)} wide" if wide != network else ""
    sender = network and f"{prefix}{key.hash('network', network)}"
    return count_attempt(sender, wider, skips_check=skips_check)


def count_attempt(sender: str, wider: str = "", *, skips_check: bool = False) -> Attempt:
    """Count one more comment of sender, the keyed hash of an address or a network; of an unknown one, nothing.

    Past half of the limit it is suspicious, past the limit too many. Without the check the limit is a quarter.
    wider: another sender, of which this one is a part, and whose limit is WIDER times as high.
    """
    limit = settings.COMMENTS_RATE
    if limit <= 0 or not sender or not is_in_use(HeldBecause.RATE):
        return Attempt()
    limits = {sender: limit}
    if wider:
        limits[wider] = limit * WIDER
    if skips_check:
        limits[f"{sender} without check"] = max(1, limit // 4)
    since = began_at()
    counts = RateCount.objects.add(limits, since)
    return Attempt(
        is_too_many=any(counts[key] > limits[key] for key in limits),
        is_suspicious=any(counts[key] > max(1, limits[key] // 2) for key in limits),
        count=max(counts.values()),
        seconds=ceil((since + WINDOW - timezone.now()).total_seconds()),
    )
