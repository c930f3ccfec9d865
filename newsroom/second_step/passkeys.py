"""Passkeys: allauth's, with forms that take anything a client sends.

What a client sends as a passkey's answer is JSON that may be anything. What the library cannot read is a wrong answer.

Views import this module when a passkey is at hand, not before: it loads the whole of ``fido2`` and ``cryptography``,
8 MB in each worker that no reader's page uses.
"""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_authentication, begin_registration
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from web.admin.editors_words import InEditorsWords

__all__ = ["NewPasskeyForm", "PasskeyForm", "WebAuthn", "begin_authentication", "begin_registration"]

LONGEST_CREDENTIAL = 20_000  # characters of JSON
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, AssertionError)
_WRONG = _("This passkey was not accepted. Please try again.")


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
