"""The pages about the site itself, which staff edit, and the list of all corrections."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.models import Correction, Page
from articles.reading.reader_page import cached_page, reader_page
from web.paging import page_of


@cached_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    about_us = get_object_or_404(Page, slug=slug, is_public=True)
    return reader_page(request, "articles/page.html", {"policy": about_us})


@cached_page
def corrections(request: HttpRequest) -> HttpResponse:
    introduction = get_object_or_404(Page, slug=Page.Slug.CORRECTIONS)
    context = {"policy": introduction, "page": page_of(request, Correction.objects.shown())}
    return reader_page(request, "articles/corrections.html", context)
