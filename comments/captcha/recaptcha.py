"""reCAPTCHA v2, "I'm not a robot": whatever its service does, there is a verdict within three seconds, and no fault.

Source: https://developers.google.com/recaptcha/docs/verify
"""

import json
import logging
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django_recaptcha.fields import ReCaptchaField
from django_recaptcha.widgets import ReCaptchaV2Checkbox

from comments.captcha.captcha_verdict import Verdict
from web.outside_service import post_in_time

LONGEST_ANSWER = 10_000  # characters; those of the service stay well under it

_EXPIRED = "timeout-or-duplicate"
# What the service says when the fault is ours: then the reader's answer is neither right nor wrong.
_OUR_FAULT = {"missing-input-secret", "invalid-input-secret", "bad-request"}

log = logging.getLogger(__name__)


class RecaptchaWidget(ReCaptchaV2Checkbox):
    """Reads the answer. The page renders the place for the check itself, without the library's inline script."""

    input_type = "text"
    template_name = "django/forms/widgets/input.html"


class RecaptchaField(ReCaptchaField):
    provider = "recaptcha"
    widget = RecaptchaWidget

    @property
    def domain(self) -> str:
        """The host that the page loads the service's script from."""
        return settings.RECAPTCHA_DOMAIN

    def to_python(self, value: str | None) -> str:
        """The answer; empty for none, and for what is too long to be one."""
        return value if value and len(value) <= LONGEST_ANSWER else ""

    def validate(self, value: str) -> None:
        """The form says when the answer is missing, and asks for the ``verdict`` on one that is there."""

    def verdict(self, answer: str, address: str) -> Verdict:
        """Ask the service about answer. address: the reader's network address, or empty to send none."""
        fields = {"secret": self.private_key, "response": answer}
        if _is_public(address):
            fields["remoteip"] = address
        reply = _verify_in_time(fields)
        if reply is None:
            return Verdict.UNVERIFIED
        if reply["success"]:
            return Verdict.PERSON
        codes = reply.get("error-codes")
        faults = _OUR_FAULT.intersection(map(str, codes)) if isinstance(codes, list) else ()
        if faults:
            log.error("reCAPTCHA refuses our keys or our question: %s", ", ".join(sorted(faults)))
            return Verdict.UNVERIFIED
        return Verdict.EXPIRED if isinstance(codes, list) and _EXPIRED in codes else Verdict.REFUSED


def _is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


def _verify_in_time(fields: dict[str, str]) -> dict[str, Any] | None:
    """The service's reply with its boolean ``success``; None where it gave none in time."""
    url = f"https://{settings.RECAPTCHA_DOMAIN}/recaptcha/api/siteverify"
    body = post_in_time("reCAPTCHA", url, fields, settings.RECAPTCHA_VERIFY_REQUEST_TIMEOUT)
    if body is None:
        return None
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        reply = None
    if not isinstance(reply, dict) or not isinstance(reply.get("success"), bool):
        log.warning("reCAPTCHA's reply does not say whether the answer is right")
        return None
    return reply
