"""By what right a machine hands in: its token, and how often it may."""

from http import HTTPStatus
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from articles.intake.problems import Problem
from articles.models import IntakeToken
from web.database.rate_count import WINDOW, began_at
from web.models import RateCount
from web.times.durations import duration_in_words


class SystemToken(HttpBearer):
    """The request goes on with the token as its ``auth``."""

    def authenticate(self, request: HttpRequest, token: str) -> IntakeToken:
        known = IntakeToken.objects.known_by(token)
        if known is None:
            raise unauthorized(_("This token is not known, or was revoked."))
        if not known.may_hand_in:
            raise Problem(HTTPStatus.FORBIDDEN, _("The account that answers for this token may not write any more."))
        known.note_use()
        _count(known)
        # Django's limit for a body is that of a form; this one's length has been looked at.
        vars(request)["_body"] = _body_of(request)
        return known


def unauthorized(words: Any) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, words, headers={"WWW-Authenticate": "Bearer"})


def _count(token: IntakeToken) -> None:
    """Refuse past INTAKE_RATE requests within an hour of the clock."""
    if not settings.INTAKE_RATE:
        return
    since = began_at()
    key = f"intake {token.pk}"
    if RateCount.objects.add([key], since)[key] > settings.INTAKE_RATE:
        words = _("This token may ask %(count)d times within %(time)s. Wait, then send the same again.")
        wait = ceil((since + WINDOW - timezone.now()).total_seconds())
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            words % {"count": settings.INTAKE_RATE, "time": duration_in_words(WINDOW)},
            headers={"Retry-After": str(wait)},
        )


def _body_of(request: HttpRequest) -> bytes:
    try:
        return request.read()
    except OSError as fault:
        raise Problem(HTTPStatus.BAD_REQUEST, _("The request did not arrive whole.")) from fault
