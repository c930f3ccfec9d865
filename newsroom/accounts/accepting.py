"""The page behind the link of an invitation: the invited person chooses a name for the sign-in and a password."""

import re
from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import UserCreationForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from newsroom.accounts.desk_page import desk_page
from newsroom.desk.password_forms import TWO_PASSWORDS
from newsroom.models import AccountEvent, Invitation
from newsroom.record.account_event import Kind
from web.admin.editors_words import InEditorsWords
from web.signed_writes import signed


class AcceptForm(InEditorsWords, UserCreationForm):
    error_messages = UserCreationForm.error_messages | TWO_PASSWORDS

    class Meta:
        model = get_user_model()
        fields = ["username"]
        labels = {"username": _("Name for the sign-in")}
        help_texts = {"username": _("Letters, digits and @ . + - _ only. You type it each time you sign in.")}


@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing, since mail scanners open links too."""
    with transaction.atomic():  # two clicks at once make one account
        invitation = Invitation.objects.of_link(token).select_for_update().first()
        if invitation is None:
            return desk_page(request, "accounts/invitation_over.html", gettext("This invitation has ended"), status=404)
        account = _account_of(invitation)
        form = AcceptForm(
            request.POST if request.method == "POST" else None,
            instance=account,
            initial={"username": _proposed_name(invitation)},
        )
        if form.is_valid():
            with signed(invitation.invited_by) if invitation.invited_by else nullcontext():
                form.save()
                account.groups.add(invitation.role)
            invitation.accept(account)
            invitation.save()
            AccountEvent.objects.note(Kind.INVITATION_ACCEPTED, account, detail=invitation.name, request=request)
    if form.is_valid():
        messages.success(request, gettext("Welcome. Your account is ready: sign in with it now."))
        return redirect("admin:login")
    return desk_page(
        request,
        "accounts/accept_invitation.html",
        gettext("Join the desk"),
        {"form": form, "invitation": invitation},
        status=422 if form.is_bound else 200,
    )


def _account_of(invitation: Invitation) -> Any:
    first, _space, last = invitation.name.strip().rpartition(" ")
    return get_user_model()(
        email=invitation.email, first_name=first or last, last_name=last if first else "", is_staff=True
    )


def _proposed_name(invitation: Invitation) -> str:
    return re.sub(r"[^\w.@+-]", "", invitation.email.partition("@")[0])
