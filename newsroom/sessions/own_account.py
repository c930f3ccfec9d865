"""The page of one's own account: how one signs in, where one is signed in, and what happened lately."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from newsroom.accounts.desk_page import desk_page
from newsroom.models import AccountEvent, SignedInSession
from newsroom.record.account_event import FAILURES, SIGN_INS, Kind
from newsroom.second_step.passkey_adapter import passkey_host
from newsroom.second_step.required import is_required_of, second_steps_of
from newsroom.sessions.signed_in_session import network_hash

EVENTS = 10  # the latest on the page


@never_cache
@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    steps = list(second_steps_of(user).order_by("created_at"))
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    events = AccountEvent.objects.of(user).filter(kind__in=(*SIGN_INS, *FAILURES))
    context = {
        "steps": steps,
        "has_app": any(step.type == Authenticator.Type.TOTP for step in steps),
        "codes_left": codes_left(codes),
        "passkeys_work": bool(passkey_host(request)),
        "site_url_setting": settings.SITE_URL,
        "is_required": is_required_of(user),
        "sessions": sessions_of(user, request),
        "events": events[:EVENTS],
    }
    return desk_page(request, "accounts/own_account.html", gettext("Your account"), context)


def codes_left(codes: Authenticator | None) -> int | None:
    """How many recovery codes are unused; None without any. Counted without reading the secret."""
    if codes is None:
        return None
    return app_settings.RECOVERY_CODE_COUNT - codes.data.get("used_mask", 0).bit_count()


def sessions_of(account: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """The live sessions of account, and whether each is of this browser or was in this network today."""
    here = network_hash(request)
    return [
        {
            "row": row,
            "token": token_of(row),
            "is_this_one": row.pk == request.session.session_key,
            "is_here": bool(here) and row.network == here,
        }
        for row in SignedInSession.objects.of(account)
    ]


@never_cache
@require_POST
def end_own_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out one other browser, by its ``session``, or all others."""
    user: Any = request.user
    others = SignedInSession.objects.of(user).exclude(session=request.session.session_key)
    if chosen := request.POST.get("session"):
        others = others.filter(pk__in=[row.pk for row in others if token_of(row) == chosen])
    _say_ended(request, user, others.end())
    return redirect("admin:account")


def token_of(row: SignedInSession) -> str:
    """What a page calls a session by: its key would let a reader of the page take it over."""
    return salted_hmac("newsroom.session", row.pk, algorithm="sha256").hexdigest()[:20]


def _say_ended(request: HttpRequest, account: Any, count: int) -> None:
    if count:
        AccountEvent.objects.note(Kind.SIGNED_OUT_BY, account, by=request.user, detail=str(count), request=request)
    words = ngettext("%(count)d browser was signed out.", "%(count)d browsers were signed out.", count)
    messages.success(request, words % {"count": count})


def end_all_sessions(request: HttpRequest, account: Any) -> None:
    """Sign account out everywhere, as an administrator does."""
    _say_ended(request, account, SignedInSession.objects.of(account).end())
