"""The check that a person is writing: reCAPTCHA, a proof of work of our own (Altcha), or none.

Each provider is a form field. Cleaning the form only sees whether there is an answer. What the answer is worth, says
``field.verdict(answer, address)``, asked once all else in the form is right: an answer holds for one time only.
"""

from django.conf import settings

from comments.captcha.altcha import AltchaField
from comments.captcha.captcha_verdict import Verdict
from comments.captcha.recaptcha import RecaptchaField


def captcha_field() -> RecaptchaField | AltchaField | None:
    """The field of the provider that CAPTCHA_PROVIDER names; None where the check is off."""
    if settings.CAPTCHA_PROVIDER == "recaptcha":
        return RecaptchaField()
    if settings.CAPTCHA_PROVIDER == "altcha":
        return AltchaField()
    return None


__all__ = ["AltchaField", "RecaptchaField", "Verdict", "captcha_field"]
