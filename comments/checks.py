"""What ``manage.py check`` says about comments."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def check_for_a_captcha(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.CAPTCHA_PROVIDER != "none":
        return []
    hint = "Leave CAPTCHA_PROVIDER unset: without keys of reCAPTCHA, a proof of work on this site does the check."
    return [checks.Warning("CAPTCHA_PROVIDER=none: nothing keeps programs from commenting.", hint, id="comments.W001")]


@checks.register(checks.Tags.security)
def check_for_test_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A site in production does not start with them at all: see the settings."""
    if not settings.RECAPTCHA_IS_FOR_TESTS:
        return []
    words = "The keys of reCAPTCHA are Google's public test keys: every check passes, also a program's."
    return [checks.Warning(words, "Get keys of your own before readers come.", id="comments.W002")]
