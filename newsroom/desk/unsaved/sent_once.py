"""A form that arrives twice is saved once. The sender of the first did not see the answer, or pressed again."""

import hashlib
import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from newsroom.desk.unsaved.carried_form import WRITTEN_BY

KEY = "desk_sent"  # in the session: digests of forms that were saved, with the address after them, and when
KEPT = 10
LASTS = 3600  # seconds
_NOT_TYPED = ("csrfmiddlewaretoken", "_draft", WRITTEN_BY)


def sent_before(request: HttpRequest) -> HttpResponse | None:
    """The way to what was saved, where the same form with the same words was saved in this session shortly before."""
    if request.method != "POST" or not _sent(request):
        return None
    for digest, address, at in _sent(request):
        if at > time.time() - LASTS and digest == _digest(request):
            messages.info(request, _("This was saved already, so it was not saved again."))
            return redirect(address)
    return None


def remember_as_sent(request: HttpRequest, response: HttpResponse) -> None:
    if address := response.headers.get("Location", ""):
        request.session[KEY] = [*_sent(request), [_digest(request), address, time.time()]][-KEPT:]


def _sent(request: HttpRequest) -> list[Any]:
    return request.session.get(KEY, [])


def _digest(request: HttpRequest) -> str:
    typed = [(name, values) for name, values in sorted(request.POST.lists()) if name not in _NOT_TYPED]
    files = [(name, [(file.name, file.size) for file in files]) for name, files in sorted(request.FILES.lists())]
    return hashlib.sha256(repr((request.path, typed, files)).encode()).hexdigest()
