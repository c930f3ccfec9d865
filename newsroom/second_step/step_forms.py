"""The forms of codes: allauth's, with the promises that its cache of one process cannot keep."""

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from web.admin.editors_words import InEditorsWords

LONGEST_CODE = 40
CODES_REMEMBERED = 3  # a code is valid in three windows of 30 seconds at most
CODE_INPUT = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "vTextField", "autofocus": True}


class CodeForm(InEditorsWords, AuthenticateForm):
    """A code of the app, or a recovery code. Each works once, in whichever process it is checked."""

    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs=CODE_INPUT),
    )

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            _spend(self.authenticator, code)
        return code


class NewAppForm(InEditorsWords, ActivateTOTPForm):
    code = forms.CharField(
        label=_("The code that the app shows"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs=CODE_INPUT),
    )


@transaction.atomic
def _spend(authenticator: Authenticator, code: str) -> None:
    """ValidationError for a code that was used before. allauth remembers used codes in the memory of one process."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    digest = salted_hmac("newsroom.second_step", "".join(code.split()), algorithm="sha256").hexdigest()
    spent = row.data.get("spent", [])
    if digest in spent:
        raise ValidationError(_("This code was used already. Wait for the next one."), code="used")
    row.data["spent"] = [*spent, digest][-CODES_REMEMBERED:]
    row.save(update_fields=["data"])
    authenticator.data = row.data
