"""The site's settings, for a server on the tests' database: static files by their plain names, without a manifest."""

import os

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES, STORAGES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
if relay := os.environ.get("TEST_DATABASE_PORT"):
    DATABASES["default"] |= {"HOST": "127.0.0.1", "PORT": relay}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

STRICT_FRAGMENTS = True
