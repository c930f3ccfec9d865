"""Mails to staff, sent by the worker: the link to a new password, and the invitation."""

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django_tasks import task

from comments.mail.delivery import UndeliveredError, deliver
from comments.mail.letter import letter
from comments.mail.limit import may_write_to
from newsroom.models import Invitation, PasswordResetRequest
from web.absolute_urls import absolute

FOLDER = "accounts/mail"


@task()
def send_password_links(request_id: int, failures: int = 0) -> None:
    """Write to the accounts of an address, if it has any. failures: how often that failed before."""
    reset = PasswordResetRequest.objects.filter(pk=request_id).first()
    if reset is None:
        return
    accounts = [
        account
        for account in get_user_model().objects.filter(email__iexact=reset.email, is_active=True, is_staff=True)
        if account.has_usable_password()
    ]
    try:
        is_done = (
            not accounts
            or not (failures or may_write_to(reset.email))
            or deliver(_password_letter(accounts), send_password_links, request_id, failures)
        )
    except UndeliveredError:
        reset.delete()
        raise
    if is_done:
        reset.delete()


@task()
def send_invitation(invitation_id: int, failures: int = 0) -> None:
    """Write to the invited address, unless the invitation has ended. failures: how often that failed before."""
    invitation = Invitation.objects.select_related("role", "invited_by").filter(pk=invitation_id).first()
    if invitation is None or not invitation.is_open:
        return
    context = {"invitation": invitation, "link": absolute(invitation.get_link())}
    mail = letter("invitation", invitation.email, _("Your invitation"), context, folder=FOLDER)
    if deliver(mail, send_invitation, invitation_id, failures):
        Invitation.objects.filter(pk=invitation_id).update(is_sent=True)


def _password_letter(accounts: list) -> EmailMultiAlternatives:
    entries = [{"name": account.get_username(), "link": absolute(_password_link(account))} for account in accounts]
    return letter("new_password", accounts[0].email, _("Choose a new password"), {"entries": entries}, folder=FOLDER)


def _password_link(account: object) -> str:
    number = urlsafe_base64_encode(force_bytes(account.pk))  # type: ignore[attr-defined]
    return reverse("admin:password_reset_confirm", args=[number, default_token_generator.make_token(account)])  # type: ignore[arg-type]
