"""``/admin/search/?q=``: a page, and the results alone (``&part=1``) for the script that shows them in a dialog."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from newsroom.desk.search.search_everything import LONGEST, SHORTEST, search_everything


def search_page(request: HttpRequest, desk: Any) -> HttpResponse:
    question = request.GET.get("q", "").strip()[:LONGEST]
    found = {"question": question, "kinds": search_everything(request, question), "shortest": SHORTEST}
    if "part" in request.GET:
        return render(request, "admin/search/_results.html", found)
    context = {**desk.each_context(request), "title": _("Search"), "longest": LONGEST, **found}
    return render(request, "admin/search/search.html", context)
