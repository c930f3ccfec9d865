"""Django as a WSGI application. newsroom.serving hands requests to it."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup(set_prefix=False)


class Request(WSGIRequest):
    """Reads every query as UTF-8, as browsers send it.

    Django would read it in the encoding that the content type names, and fails on odd ones before any page of ours.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            self.content_type, self.content_params = "", {}


class Application(WSGIHandler):
    request_class = Request


application = Application()
