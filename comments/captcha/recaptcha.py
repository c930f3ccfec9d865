"""reCAPTCHA v2, "I'm not a robot": whatever its service does, there is a verdict within three seconds, and no fault.

Source: https://developers.google.com/recaptcha/docs/verify
"""

import json
import logging
import ssl
import threading
import time
from http.client import HTTPException
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from django.conf import settings
from django_recaptcha.fields import ReCaptchaField
from django_recaptcha.widgets import ReCaptchaV2Checkbox

from comments.captcha.verdict import Verdict

LONGEST_ANSWER = 10_000  # characters; those of the service stay well under it
LONGEST_REPLY = 65_536  # bytes; the service sends some two hundred

# What the service says when the fault is ours: then the reader's answer is neither right nor wrong.
_OUR_FAULT = {"missing-input-secret", "invalid-input-secret", "bad-request"}

log = logging.getLogger(__name__)


class RecaptchaWidget(ReCaptchaV2Checkbox):
    """Reads the answer. The page draws the place for the check itself, without the library's inline script."""

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
        question = {"secret": self.private_key, "response": answer}
        if _is_public(address):
            question["remoteip"] = address
        reply = _ask_in_time(question)
        if reply is None:
            return Verdict.UNVERIFIED
        if reply["success"]:
            return Verdict.PERSON
        codes = reply.get("error-codes")
        faults = _OUR_FAULT.intersection(map(str, codes)) if isinstance(codes, list) else ()
        if faults:
            log.error("reCAPTCHA refuses our keys or our question: %s", ", ".join(sorted(faults)))
            return Verdict.UNVERIFIED
        return Verdict.REFUSED


def _is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


def _ask_in_time(question: dict[str, str]) -> dict[str, Any] | None:
    """The service's reply with its boolean ``success``; None where it gave none in time.

    A thread asks, since looking up a name cannot be given a time limit in any other way.
    """
    seconds = settings.RECAPTCHA_VERIFY_REQUEST_TIMEOUT
    deadline = time.monotonic() + seconds
    replies: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
    threading.Thread(target=lambda: replies.put(_ask(question, deadline)), daemon=True).start()
    try:
        return replies.get(timeout=seconds)
    except Empty:
        log.warning("reCAPTCHA did not answer within %s seconds", seconds)
        return None


def _ask(question: dict[str, str], deadline: float) -> dict[str, Any] | None:
    request = Request(
        f"https://{settings.RECAPTCHA_DOMAIN}/recaptcha/api/siteverify",
        data=urlencode(question).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Newsroom"},
    )
    try:
        opener = build_opener(HTTPSHandler(context=_context_until(deadline)), _NoRedirect())
        with opener.open(request, timeout=max(deadline - time.monotonic(), 0.001)) as response:
            body = response.read(LONGEST_REPLY)
            if response.length or response.read(1):
                raise ValueError("the reply broke off, or is too long")
        reply = json.loads(body)
        if not isinstance(reply, dict) or not isinstance(reply.get("success"), bool):
            raise ValueError("the reply does not say whether the answer is right")
    except (OSError, HTTPException, ValueError, RecursionError) as fault:
        log.warning("reCAPTCHA could not be asked: %s: %s", type(fault).__name__, fault)
        return None
    return reply


def _context_until(deadline: float) -> ssl.SSLContext:
    """A TLS context whose sockets stop reading at deadline, also where a byte arrives now and then."""

    class SocketWithDeadline(ssl.SSLSocket):
        def recv_into(self, *args: Any, **kwargs: Any) -> int:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TimeoutError("the reply takes too long")
            self.settimeout(remaining)
            return super().recv_into(*args, **kwargs)

    context = ssl.create_default_context()
    context.sslsocket_class = SocketWithDeadline
    return context


class _NoRedirect(HTTPRedirectHandler):
    """The secret goes to one address. A redirect is a fault, which urllib raises when this returns None."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None
