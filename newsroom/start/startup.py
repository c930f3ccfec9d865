"""The start of every outermost process: settings that can be used, or one sentence and the end."""

import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def load_settings() -> None:
    """Read the settings, and ``.env`` with them. SystemExit, status 1, with the sentence that says what to mend."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        settings.DATABASES  # noqa: B018 - the first look reads the file
    except ImproperlyConfigured as error:
        sys.exit(str(error))


def load_site() -> None:
    """As ``load_settings``, and the apps, which judge the settings that only they know."""
    load_settings()
    try:
        django.setup(set_prefix=False)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
