"""The guard of the sign-in: which failures are counted together, when the door opens again, and for whom it stays open.

django-axes counts failures by name and network, and refuses for ``AXES_COOLOFF_TIME`` once they are too many. Here are
the two wider limits, one for a network whichever names it tries, one for a name from whichever networks. By failing on
purpose, someone could keep the owner of a name out. So a browser in which the account signed in before counts alone, as
a network of its own, and only its own failures lock it. It shows a signed cookie, which goes to the sign-in alone.
Source: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

import secrets
import unicodedata
from datetime import datetime, timedelta
from ipaddress import IPv6Address
from math import ceil
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext

from comments.models import NetworkKey, network_of
from newsroom.desk.unsaved.carried_form import CarriedForm
from newsroom.desk.unsaved.given_back import sign_in_to_go_on
from newsroom.models import AccountEvent
from newsroom.pages.errors import error_page
from newsroom.record.account_event import Kind
from web.client_address import client_address
from web.database.rate_count import WINDOW, began_at
from web.models import RateCount

MOST_FROM_A_NETWORK = 20  # failures, whichever names
MOST_OF_A_NAME = 20  # failures, from whichever networks
COOKIE = "desk_browser"
KNOWN_FOR = timedelta(days=90)  # after the last time that the account signed in there
_signer = signing.TimestampSigner(salt="newsroom.sign_in")


class Guard(AxesDatabaseHandler):
    """``AXES_FAILURE_LIMIT`` is the limit of a name from one network. The others are scaled to it."""

    def get_failures(self, request: Any, credentials: Any = None) -> int:
        """``AXES_FAILURE_LIMIT`` or more as soon as one of the limits is reached. One query."""
        limits = _limits(request, credentials)
        counts = _recent(request).aggregate(
            **{
                f"of_{number}": Sum("failures_since_start", filter=which)
                for number, (which, _most) in enumerate(limits)
            }
        )
        return max(
            (counts[f"of_{number}"] or 0) * settings.AXES_FAILURE_LIMIT // most
            for number, (_which, most) in enumerate(limits)
        )


def counted_as(request: HttpRequest) -> str:
    """What the guard stores for a client: a stand-in for the browser, where the account knows it, or the network."""
    browser = _known_browser(request)
    return stand_in_for("browser", browser) if browser else stand_in_for("sign-in", client_address(request))


def stand_in_for(kind: str, value: str) -> str:
    """What the guard of the sign-in stores for a client: a keyed hash of value in the form of an address.

    kind: "sign-in", with the network address of the client as value, which counts for its whole network; or "browser".
    It tells one from another on the same day (UTC), and no one which that was. The form is that of a private address,
    fd00::/8, since the guard's column takes nothing else. Source: RFC 4193.
    """
    digest = NetworkKey.objects.today().hash(kind, network_of(value) if kind == "sign-in" else value)
    return str(IPv6Address(0xFD << 120 | int(digest[:30] or "0", 16)))


def remember_browser(response: HttpResponse, account: Any) -> None:
    """Let the browser that gets response count alone when account signs in the next time."""
    value = _signer.sign_object({"browser": secrets.token_hex(8), "account": _account_hash(account.get_username())})
    response.set_cookie(
        COOKIE,
        value,
        max_age=KNOWN_FOR,
        path=reverse("admin:login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """The page that says what is locked, why, and when to try again."""
    seconds = max(1, ceil((_opens_at(request, credentials) - timezone.now()).total_seconds()))
    minutes = ceil(seconds / 60)
    words = ngettext(
        "The sign-in is locked for %(minutes)d minute, because there were too many wrong passwords. Then try again."
        " The site and the desk work as usual for everyone who is signed in.",
        "The sign-in is locked for %(minutes)d minutes, because there were too many wrong passwords. Then try again."
        " The site and the desk work as usual for everyone who is signed in.",
        minutes,
    )
    _note_lock(request, get_client_username(request, credentials) or "")
    words %= {"minutes": minutes}
    if carried := CarriedForm.sent_with(request):
        page = sign_in_to_go_on(request, carried, words=words, status=429)
    else:
        page = error_page(request, 429, words, heading=gettext("The sign-in is locked"))
    page["Retry-After"] = str(seconds)
    return page


def locked_until_the_next_hour(request: HttpRequest, account: Any) -> HttpResponse:
    """The page after too many wrong codes at the second step."""
    _note_lock(request, account.get_username())
    seconds = max(1, ceil((began_at() + WINDOW - timezone.now()).total_seconds()))
    minutes = ceil(seconds / 60)
    words = ngettext(
        "The sign-in is locked for %(minutes)d minute, because there were too many wrong codes. Then try again.",
        "The sign-in is locked for %(minutes)d minutes, because there were too many wrong codes. Then try again.",
        minutes,
    )
    page = error_page(request, 429, words % {"minutes": minutes}, heading=gettext("The sign-in is locked"))
    page["Retry-After"] = str(seconds)
    return page


def _note_lock(request: HttpRequest, name: str) -> None:
    """Put it on record, once an hour for a name: those who go on trying add nothing."""
    key = f"lock {_account_hash(name)[:40]}"
    if RateCount.objects.add([key], began_at())[key] == 1:
        AccountEvent.objects.note_failure(Kind.LOCKED, name, request)


def _limits(request: Any, credentials: Any) -> list[tuple[Q, int]]:
    """Which failures count together, and how many are too many."""
    here = Q(ip_address=request.axes_ip_address)
    name = Q(username=get_client_username(request, credentials))
    limits = [(here & name, settings.AXES_FAILURE_LIMIT)]
    if not _known_browser(request):
        limits += [(here, MOST_FROM_A_NETWORK), (name, MOST_OF_A_NAME)]
    return limits


def _recent(request: Any) -> Any:
    return AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))


def _opens_at(request: Any, credentials: Any) -> datetime:
    """When so many failures are forgotten that no limit is reached any more."""
    opens = timezone.now()
    cool_off = get_cool_off(request) or timedelta()
    for which, most in _limits(request, credentials):
        attempts = list(_recent(request).filter(which).order_by("attempt_time"))
        left = sum(attempt.failures_since_start for attempt in attempts)
        for attempt in attempts:
            if left < most:
                break
            left -= attempt.failures_since_start
            opens = max(opens, attempt.attempt_time + cool_off)
    return opens


def _known_browser(request: HttpRequest) -> str:
    """The number of the browser, where the typed name signed in there before; empty for any other."""
    typed = unicodedata.normalize("NFKC", request.POST.get("username", "").strip())
    try:
        known = _signer.unsign_object(request.COOKIES.get(COOKIE, ""), max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return known["browser"] if known["account"] == _account_hash(typed) else ""


def _account_hash(name: str) -> str:
    return salted_hmac("newsroom.sign_in", name, algorithm="sha256").hexdigest()
