"""A page about accounts inside the desk's frame, whether or not someone is signed in."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def desk_page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render template, for this browser alone: no cache keeps it, and no link on it gives its address away."""
    frame = {**admin.site.each_context(request), "title": title, **(context or {})}
    response = render(request, template, frame, status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
