"""The site as an ASGI application, for gunicorn."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup(set_prefix=False)

from newsroom.serving.site import Site  # noqa: E402 - its models need the apps
from newsroom.wsgi import application as django_application  # noqa: E402

application = Site(django_application)
