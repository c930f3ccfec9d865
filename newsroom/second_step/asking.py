"""The page between the password and the desk: a code of the app, a recovery code, or a passkey."""

import json
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import is_valid_path, reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from newsroom.accounts.desk_page import desk_page
from newsroom.desk.sign_in import locked_until_the_next_hour, remember_browser
from newsroom.models import AccountEvent
from newsroom.record.account_event import Kind
from newsroom.second_step.passkey_adapter import passkey_host
from newsroom.second_step.pending_sign_in import PendingSignIn
from newsroom.second_step.required import note_second_step, second_steps_of
from newsroom.second_step.step_forms import CodeForm
from web.database.rate_count import began_at
from web.models import RateCount

MOST_TRIES = 10  # of an account in an hour of the clock, whatever the browser


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_second_step(request: HttpRequest) -> HttpResponse:
    found = PendingSignIn.of(request)
    if found is None:
        messages.info(request, gettext("Please sign in again."))
        return redirect("admin:login")
    pending, account = found
    form: Any = None
    if request.method == "POST":
        tries = f"second step {account.pk}"
        if RateCount.objects.add([tries], began_at())[tries] > MOST_TRIES:
            return locked_until_the_next_hour(request, account)
        form = _filled_in(request, account)
        if form.is_valid():
            RateCount.objects.filter(key=tries).delete()
            return _signed_in(request, pending, account, form)
        AccountEvent.objects.note(Kind.SECOND_STEP_FAILED, account, request=request)
    kinds = set(second_steps_of(account).values_list("type", flat=True))
    context: dict[str, Any] = {
        "form": form if isinstance(form, CodeForm) else CodeForm(user=account),
        "refused": form.errors.get("credential") if form and not isinstance(form, CodeForm) else None,
        "has_app": Authenticator.Type.TOTP in kinds,
        "options": None,
    }
    if Authenticator.Type.WEBAUTHN in kinds and passkey_host(request):
        from newsroom.second_step.passkeys import begin_authentication  # a worker that meets none stays small

        context["options"] = json.dumps(begin_authentication(account))
    status = 422 if form else 200
    return desk_page(request, "accounts/second_step.html", gettext("Second step"), context, status=status)


def _filled_in(request: HttpRequest, account: Any) -> Any:
    if "credential" not in request.POST:
        return CodeForm(request.POST, user=account)
    from newsroom.second_step.passkeys import PasskeyForm  # a worker that meets none stays small

    return PasskeyForm(request.POST, user=account)


def _signed_in(request: HttpRequest, pending: PendingSignIn, account: Any, form: Any) -> HttpResponse:
    PendingSignIn.end(request)
    login(request, account, backend=pending.backend)
    note_second_step(request)
    form.save()
    used = form.authenticator if isinstance(form, CodeForm) else form.cleaned_data["credential"]
    if used.type == Authenticator.Type.RECOVERY_CODES:
        AccountEvent.objects.note(Kind.RECOVERY_CODE_USED, account, request=request)
        messages.warning(request, gettext("You used a recovery code. It does not work again."))
    to = urlsplit(pending.to).path
    # A script that signs in in place asks for the state of the session, which is no page to end at.
    is_page = is_valid_path(to) and to != reverse("admin:session_state")
    response = redirect(pending.to if is_page else "admin:index")
    remember_browser(response, account)
    return response
