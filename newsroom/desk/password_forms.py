"""Django's forms about passwords, in the words of the desk."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from web.admin.editors_words import InEditorsWords

TWO_PASSWORDS: dict[str, Any] = {"password_mismatch": _("The two passwords are not the same. Type the same one twice.")}


class SignInForm(InEditorsWords, AdminAuthenticationForm):
    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": _(
            "Name and password do not go together, or the account may not open the desk. Capital letters count."
        ),
        "inactive": _("This account may not sign in any more."),
    }


class NewPasswordForm(InEditorsWords, SetPasswordForm):
    error_messages = SetPasswordForm.error_messages | TWO_PASSWORDS


class OwnPasswordForm(InEditorsWords, AdminPasswordChangeForm):
    error_messages = (
        AdminPasswordChangeForm.error_messages
        | TWO_PASSWORDS
        | {"password_incorrect": _("This is not your present password.")}
    )
