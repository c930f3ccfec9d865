"""Whether the person in this session has shown a password lately: changes of how to sign in need that."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

LASTS = timedelta(minutes=15)
_IN_SESSION = "proved_at"


def prove_now(request: HttpRequest) -> None:
    request.session[_IN_SESSION] = timezone.now().isoformat()


def is_proved(request: HttpRequest) -> bool:
    proved = request.session.get(_IN_SESSION, "")
    return bool(proved) and timezone.now() - datetime.fromisoformat(proved) < LASTS
