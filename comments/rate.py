"""COMMENTS_RATE: how many comments an address and a network may send within an hour of the clock."""

from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.utils import timezone

from comments.models import RateCount
from comments.models.rate_count import WINDOW


@dataclass(frozen=True)
class Attempt:
    """One more comment of a sender, as the counts see it. seconds: until the counts begin anew."""

    is_too_many: bool = False
    is_suspicious: bool = False
    seconds: int = 0


def count_attempt(sender: str, *, skips_check: bool) -> Attempt:
    """Count one more comment of sender, the keyed hash of an address or a network; of an unknown one, nothing.

    Past half of the limit it is suspicious, past the limit too many. Without the check the limit is a quarter.
    """
    limit = settings.COMMENTS_RATE
    if limit <= 0 or not sender:
        return Attempt()
    limits = {sender: limit}
    if skips_check:
        limits[f"{sender} without check"] = max(1, limit // 4)
    now = timezone.now()
    began_at = now.replace(minute=0, second=0, microsecond=0)
    counts = RateCount.objects.add(limits, began_at)
    return Attempt(
        is_too_many=any(counts[key] > limits[key] for key in limits),
        is_suspicious=any(counts[key] > max(1, limits[key] // 2) for key in limits),
        seconds=ceil((began_at + WINDOW - now).total_seconds()),
    )
