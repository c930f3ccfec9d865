"""The forms of the second step: allauth's, with the promises that its cache of one process cannot keep.

What a client sends as a passkey's answer is JSON that may be anything. What the library cannot read is a wrong answer.
"""

import json
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from web.admin.editors_words import InEditorsWords

LONGEST_CREDENTIAL = 20_000  # characters of JSON
LONGEST_CODE = 40
CODES_REMEMBERED = 3  # a code is valid in three windows of 30 seconds at most
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, AssertionError)
_WRONG = _("This passkey was not accepted. Please try again.")
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


class AnswerField(forms.JSONField):
    """JSON of a bounded size and depth: parsing nests as deep as the text does."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and (len(value) > LONGEST_CREDENTIAL or value.count("[") + value.count("{") > 100):
            raise ValidationError(_WRONG, code="incorrect_code")
        return super().to_python(value)


class CredentialForm(InEditorsWords, forms.Form):
    """Takes a passkey's answer from a browser, and lets nothing but what the standard names into the database."""

    def clean_answer(self) -> dict[str, Any]:
        answer = self.cleaned_data["credential"]
        if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
            raise ValidationError(_WRONG, code="incorrect_code")
        if "\\u0000" in json.dumps(answer):
            raise ValidationError(_WRONG, code="incorrect_code")
        return answer


class PasskeyForm(CredentialForm, AuthenticateWebAuthnForm):
    credential = AnswerField(error_messages={"required": _WRONG, "invalid": _WRONG})

    def clean_credential(self) -> Authenticator:
        self.clean_answer()
        try:
            return super().clean_credential()
        except ValidationError:
            raise ValidationError(_WRONG, code="incorrect_code") from None
        except MALFORMED:
            raise ValidationError(_WRONG, code="incorrect_code") from None


class NewPasskeyForm(CredentialForm, AddWebAuthnForm):
    name = forms.CharField(
        label=_("What you call it"),
        required=False,
        max_length=60,
        help_text=_("Such as “my phone” or “blue key”."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    credential = AnswerField(error_messages={"required": _WRONG, "invalid": _WRONG})

    def clean_credential(self) -> dict[str, Any]:
        return self.clean_answer()

    def clean(self) -> dict[str, Any] | None:
        try:
            return super().clean()
        except ValidationError:
            raise ValidationError(_WRONG, code="incorrect_code") from None
        except MALFORMED:
            raise ValidationError(_WRONG, code="incorrect_code") from None


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
