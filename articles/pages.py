"""What every reader page has in common: its frame, and what caches may do with it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Section

PUBLIC = (
    "public, max-age=0, s-maxage=60"  # what everybody may see: kept for a minute at most, and only by shared caches
)


def reader_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200, private: bool = False
) -> HttpResponse:
    """Render template inside the site's frame.

    private: the page is one person's own (a refused form, the own pending comment), so no cache may keep it.
    """
    response = render(request, template, {"sections": Section.objects.all(), **context}, status=status)
    response["Cache-Control"] = "private, no-store" if private else PUBLIC
    return response
