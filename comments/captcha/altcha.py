"""Altcha, a proof of work on our own host: the browser solves a small puzzle, no one else hears of it."""

import base64
import json
from datetime import timedelta
from typing import Any

import altcha
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django_altcha import AltchaField as BaseAltchaField
from django_altcha import get_hmac_key

from comments.captcha.captcha_verdict import Verdict
from comments.models import SpentChallenge
from web.public_page import read_only

HARDEST_NUMBER = 30_000  # steps: a second or two on a phone
CHALLENGE_LASTS = timedelta(minutes=20)
LONGEST_ANSWER = 4_000  # characters


class AltchaWidget(TextInput):
    """Reads the answer. The page renders the place for the check itself, without the library's script element."""

    def __init__(self, options: dict[str, Any] | None = None, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        return data.get("altcha")


class AltchaField(BaseAltchaField):
    provider = "altcha"
    widget = AltchaWidget

    def to_python(self, value: str | None) -> str:
        """The answer; empty for none, and for what is too long to be one."""
        return value if value and len(value) <= LONGEST_ANSWER else ""

    def validate(self, value: str) -> None:
        """The form says when the answer is missing, and asks for the ``verdict`` on one that is there."""

    def verdict(self, answer: str, address: str) -> Verdict:
        """What the solution is worth. It is spent by asking, for good, the person the client first."""
        try:
            solution = json.loads(base64.b64decode(answer))
            is_right, fault = altcha.verify_solution(solution, get_hmac_key())
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return Verdict.REFUSED
        if fault == "Altcha payload expired":
            return Verdict.EXPIRED
        if not is_right:
            return Verdict.REFUSED
        return Verdict.PERSON if SpentChallenge.objects.spend(solution["challenge"]) else Verdict.EXPIRED


@read_only
def challenge(request: HttpRequest) -> HttpResponse:
    """A fresh puzzle, as JSON of the shape that the Altcha script asks for."""
    options = altcha.ChallengeOptions(
        hmac_key=get_hmac_key(), max_number=HARDEST_NUMBER, expires=timezone.now() + CHALLENGE_LASTS
    )
    response = JsonResponse(altcha.create_challenge(options).to_dict())
    response["Cache-Control"] = "no-store"
    return response
