"""The site as an ASGI application, for gunicorn."""

from newsroom.start.startup import load_site

load_site()

from newsroom.serving.site import Site  # noqa: E402 - its models need the apps
from newsroom.wsgi import application as django_application  # noqa: E402

application = Site(django_application)
