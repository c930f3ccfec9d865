"""What the desk answers when it cannot take a form: the form again, with every word, and what to do next."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from newsroom.desk.password_forms import SignInForm
from newsroom.desk.unsaved.carried_form import CarriedForm


def sign_in_to_go_on(
    request: HttpRequest, carried: CarriedForm, *, words: str = "", form: Any = None, status: int = 403
) -> HttpResponse:
    """The sign-in, which carries the form along. form: a refused sign-in, with what is wrong."""
    words = words or _("You are signed out, so nothing was saved. What you wrote is safe on this page.")
    sign_in = form or SignInForm(request)
    return _page(request, carried, status, words=words, sign_in=sign_in)


def one_more_step(request: HttpRequest, carried: CarriedForm, address: str) -> HttpResponse:
    """The sign-in is not over: its next page opens beside this one, which keeps the form."""
    words = _("Your sign-in needs one more step. What you wrote is safe on this page.")
    return _page(request, carried, 200, words=words, next_step=address)


def after_signing_in(request: HttpRequest, carried: CarriedForm) -> HttpResponse:
    """The form for the account that is signed in now, filled as it was sent. Nothing is saved before it is sent again.

    An account that did not write it sees nothing of it.
    """
    if not carried.is_written_by(request.user):
        return of_another_account(request, carried)
    try:
        match = resolve(carried.path.partition("?")[0])
    except Resolver404:
        match = None
    if match and _is_change_form(match):
        try:
            return _filled_form(request, carried, match)
        except (PermissionDenied, Http404):
            return words_to_copy(request, carried)
    return _page(request, carried, 403, words=_("Nothing has been saved yet. Check what you wrote, and send it again."))


def words_to_copy(request: HttpRequest, carried: CarriedForm) -> HttpResponse:
    """There is nothing left that the form could be sent to."""
    words = _("You can’t save this here any more: it was deleted, or it is not yours to change. Copy what you wrote.")
    return _page(request, carried, 404, words=words, again=False)


def of_another_account(request: HttpRequest, carried: CarriedForm) -> HttpResponse:
    words = _("You are signed in as %(name)s, but another account wrote this. Nothing was sent.")
    return sign_in_to_go_on(request, carried, words=words % {"name": request.user.get_username()})


def not_saved_yet(had_files: bool) -> str:
    """The sentence over a form that is shown again, filled."""
    words = _("Not saved yet. Everything you wrote is here: check it, and save it now.")
    return f"{words} {_('Choose your file again: a browser does not keep it.')}" if had_files else words


def _is_change_form(match: ResolverMatch) -> bool:
    """Whether the address is Django's own form of a row. Other pages do at once what is sent to them."""
    pages = getattr(match.func, "model_admin", None)
    name = (match.url_name or "").rpartition("_")[2]
    own = {"add": ModelAdmin.add_view, "change": ModelAdmin.change_view}.get(name)
    return bool(pages and own) and getattr(type(pages), f"{name}_view") is own


def _filled_form(request: Any, carried: CarriedForm, match: ResolverMatch) -> HttpResponse:
    """The answer of the form's own view to what was sent; ``NotSavedYet`` keeps it from saving. Http404 where none."""
    path, _mark, query = carried.path.partition("?")
    request.path = request.path_info = path
    request.method = "POST"
    request.META["QUERY_STRING"] = query
    request.GET = QueryDict(query)
    request.POST, request._files = carried.as_post(), MultiValueDict()
    request.resolver_match = match
    request.csrf_processing_done = True  # what brought us here was checked, and nothing is saved
    request.not_saved_yet = not_saved_yet(carried.had_files)
    answer = match.func(request, *match.args, **match.kwargs)
    if answer.status_code != 200:
        raise Http404
    return answer


def _page(request: HttpRequest, carried: CarriedForm, status: int, **context: Any) -> HttpResponse:
    frame = {
        **admin.site.each_context(request),
        "title": _("Not saved yet"),
        "carried": carried,
        "is_popup": False,
        "again": "sign_in" not in context and "next_step" not in context,
    }
    response = render(request, "admin/given_back.html", {**frame, **context}, status=status)
    response["Cache-Control"] = "no-store"
    return response
