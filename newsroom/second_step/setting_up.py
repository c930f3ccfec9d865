"""One's own second steps: an app, passkeys, recovery codes. Each change needs a password shown lately."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from newsroom.accounts.desk_page import desk_page
from newsroom.models import AccountEvent, SignedInSession
from newsroom.record.account_event import Kind
from newsroom.second_step.passkey_adapter import passkey_host
from newsroom.second_step.proof import is_proved, prove_now
from newsroom.second_step.required import is_required_of, note_second_step, second_steps_of
from newsroom.second_step.step_forms import NewAppForm
from web.admin.editors_words import InEditorsWords

View = Callable[..., HttpResponse]


def proved(view: View) -> View:
    """A page that wants the password first, unless it was typed in the last minutes."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def asking_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_proved(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('admin:account_proof')}?next={request.path}")

    return asking_first


class ProofForm(InEditorsWords, forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "vTextField"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Failures count at the sign-in's guard, so a found session guesses no faster than a stranger."""
    form = ProofForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        name = request.user.get_username()
        if authenticate(request, username=name, password=form.cleaned_data["password"]) == request.user:
            prove_now(request)
            to = request.GET.get("next", "")
            is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith(reverse("admin:index"))
            return redirect(to if is_ours else "admin:account")
        form.add_error("password", _("This is not your password."))
    status = 422 if form.is_bound else 200
    return desk_page(request, "accounts/proof.html", gettext("Is it you?"), {"form": form}, status=status)


@proved
def set_up_app(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if second_steps_of(user).filter(type=Authenticator.Type.TOTP).exists():
        return redirect("admin:account")
    form = NewAppForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        with transaction.atomic():
            TOTP.activate(user, form.secret)
            codes = _after_adding(request, gettext("an app with codes"))
        clear_totp_secret(request)
        return _added(request, codes)
    address = get_adapter().build_totp_url(user, form.secret)
    svg = get_adapter().build_totp_svg(address)
    picture = mark_safe(svg[svg.index("<svg") :])  # noqa: S308 - of our own text
    context = {"form": form, "secret": form.secret, "picture": picture}
    status = 422 if form.is_bound else 200
    return desk_page(request, "accounts/set_up_app.html", gettext("An app with codes"), context, status=status)


@proved
def set_up_passkey(request: HttpRequest) -> HttpResponse:
    from newsroom.second_step import passkeys  # a worker that meets none stays small

    user: Any = request.user
    form: Any = passkeys.NewPasskeyForm(request.POST if request.method == "POST" else None, user=user)  # type: ignore[call-arg]
    works = bool(passkey_host(request))
    if works and form.is_valid():
        name = form.cleaned_data["name"]
        with transaction.atomic():
            passkeys.WebAuthn.add(user, name, form.cleaned_data["credential"])
            codes = _after_adding(request, gettext("the passkey “%(name)s”") % {"name": name})
        return _added(request, codes)
    context = {
        "form": form,
        "refused": form.errors.get("credential") or form.non_field_errors(),
        "options": json.dumps(passkeys.begin_registration(user, passwordless=False)) if works else None,
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "accounts/set_up_passkey.html", gettext("A passkey"), context, status=status)


@proved
def renew_recovery_codes(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if not second_steps_of(user).exists():
        return redirect("admin:account")
    if request.method == "POST":
        with transaction.atomic():
            Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
            codes = RecoveryCodes.activate(user).generate_codes()
        return _codes_page(request, codes)
    return desk_page(request, "accounts/renew_codes.html", gettext("New recovery codes?"))


@proved
def remove_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    step = second_steps_of(user).filter(pk=pk).first()
    if step is None:
        raise Http404
    if is_required_of(user) and second_steps_of(user).count() == 1:
        messages.error(request, gettext("Your account needs a second step. Set up another one first."))
        return redirect("admin:account")
    if request.method == "POST":
        remove_steps(request, user, second_steps_of(user).filter(pk=pk))
        messages.success(request, gettext("Removed."))
        return redirect("admin:account")
    return desk_page(request, "accounts/remove_step.html", gettext("Remove this second step?"), {"step": step})


def remove_steps(request: HttpRequest, account: Any, steps: Any) -> None:
    """Remove steps of account. Recovery codes go with the last one."""
    with transaction.atomic():
        for step in steps:
            AccountEvent.objects.note(
                Kind.SECOND_STEP_REMOVED, account, by=request.user, detail=step_in_words(step), request=request
            )
            step.delete()
        if not second_steps_of(account).exists():
            Authenticator.objects.filter(user=account.pk).delete()


def step_in_words(step: Authenticator) -> str:
    if step.type == Authenticator.Type.WEBAUTHN:
        return gettext("the passkey “%(name)s”") % {"name": step.wrap().name}
    return gettext("an app with codes")


def _after_adding(request: HttpRequest, what: str) -> list[str] | None:
    """Put it on record and sign other browsers out. Returns recovery codes if this is the first step."""
    user: Any = request.user
    AccountEvent.objects.note(Kind.SECOND_STEP_ADDED, user, detail=what, request=request)
    SignedInSession.objects.of(user).exclude(session=request.session.session_key).end()
    note_second_step(request)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        return None
    return RecoveryCodes.activate(user).generate_codes()


def _added(request: HttpRequest, codes: list[str] | None) -> HttpResponse:
    if codes is None:
        messages.success(request, gettext("Your second step is set up. Other browsers are signed out."))
        return redirect("admin:account")
    return _codes_page(request, codes)


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The answer itself shows them: a redirect would have to store them on the way."""
    return desk_page(request, "accounts/recovery_codes.html", gettext("Your recovery codes"), {"codes": codes})
