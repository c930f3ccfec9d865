"""Addresses of a site with a fault in it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from newsroom.urls import urlpatterns as those_of_the_site


def fault(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(1 // 0))


urlpatterns = [*those_of_the_site, path("fault/", fault)]
handler500 = "newsroom.pages.errors.server_error"
