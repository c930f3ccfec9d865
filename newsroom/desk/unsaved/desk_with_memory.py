"""The part of the desk that loses no words: forms that cannot be taken come back, and a save is told to the browser."""

from collections.abc import Callable
from functools import update_wrapper, wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import quote
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.desk.unsaved.carried_form import WRITTEN_BY, CarriedForm, account_key
from newsroom.desk.unsaved.given_back import (
    after_signing_in,
    of_another_account,
    one_more_step,
    sign_in_to_go_on,
    words_to_copy,
)
from newsroom.desk.unsaved.presence import open_form
from newsroom.desk.unsaved.sent_once import remember_as_sent, sent_before

DRAFT = "_draft"  # in a form that a script sends: the number of its draft in the browser
COOKIE = "desk_saved"  # numbers of drafts that were saved; a script deletes them, and the cookie
LONGEST_NUMBER = 40  # characters
MOST_DRAFTS = 20  # in the cookie
SAVED_AT = ("modified_at", "updated_at", "uploaded_at")  # what rows call the time of their last save
LASTS = 30 * 24 * 3600  # seconds, of the cookie: a draft lasts no longer


class RemembersForms(AdminSite):
    def get_urls(self) -> list[Any]:
        return [
            path("session/", self.session_state, name="session_state"),
            path("open/<str:app_label>/<str:model_name>/<path:object_id>/", open_form(self), name="open_form"),
            *super().get_urls(),
        ]

    @property
    def session_state(self) -> Callable[[HttpRequest], HttpResponse]:
        """JSON: whether someone is signed in, as whom, and the token that forms need now."""

        @never_cache
        @require_safe
        def view(request: HttpRequest) -> HttpResponse:
            is_in = self.has_permission(request)
            return JsonResponse(
                {
                    "account": account_key(request.user) if is_in else "",
                    "name": request.user.get_username() if is_in else "",
                    "token": get_token(request),
                }
            )

        return view

    def each_context(self, request: Any) -> dict[str, Any]:
        key = account_key(request.user) if self.has_permission(request) else ""
        return {**super().each_context(request), "desk_account": key}

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not hasattr(request, "not_saved_yet"):
                is_in = self.has_permission(request)
                carried = CarriedForm.sent_with(request) if not is_in or WRITTEN_BY in request.POST else None
                if carried and not is_in:
                    return sign_in_to_go_on(request, carried)
                if carried and not carried.is_written_by(request.user):
                    return of_another_account(request, carried)
            draft = _draft_of(request)
            response = (sent_before(request) if draft else None) or inner(request, *args, **kwargs)
            if draft and getattr(request, "desk_saved", response.status_code in (302, 303)):
                remember_as_sent(request, response)
                _tell_what_was_saved(request, response, draft)
            return response

        return update_wrapper(answer, inner)


class NotSavedYet:
    """In front of a form's class: the form is shown as it was sent, and cannot be saved."""

    words: str

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if self.is_bound:  # type: ignore[attr-defined]
            self.add_error(None, self.words)  # type: ignore[attr-defined]


class FormsAreRemembered(ModelAdmin):
    """What ``RemembersForms`` needs of every page with a form."""

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.desk_saved = False
        return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if words := getattr(request, "not_saved_yet", ""):
            return type(form)(form.__name__, (NotSavedYet, form), {"words": words})  # type: ignore[misc]
        return form

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        if hasattr(request, "not_saved_yet"):
            kwargs["form_url"] = request.get_full_path()
        if (row := context.get("original")) is not None:
            names = [row._meta.app_label, row._meta.model_name, quote(row.pk)]
            context["open_at"] = reverse("admin:open_form", args=names)
            moment = next((getattr(row, name) for name in SAVED_AT if hasattr(row, name)), None)
            context["saved_at"] = moment and moment.isoformat()
        context["is_refused"] = bool(context.get("problems"))
        return super().render_change_form(request, context, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """A row that a colleague deleted leaves the words that were meant for it."""
        if carried := CarriedForm.sent_with(request):
            return words_to_copy(request, carried)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]

    def response_add(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.desk_saved = True
        return super().response_add(request, *args, **kwargs)

    def response_change(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.desk_saved = True
        return super().response_change(request, *args, **kwargs)


def carries_forms(login: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around the sign-in of a desk: a form that came with it comes back, whatever becomes of the sign-in."""

    @wraps(login)
    def around(desk: Any, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        carried = CarriedForm.sent_with(request)
        response = login(desk, request, extra_context)
        if carried is None:
            return response
        if response.status_code != 302:
            form = (getattr(response, "context_data", None) or {}).get("form")
            return sign_in_to_go_on(request, carried, form=form, status=response.status_code)
        if desk.has_permission(request):
            answer = after_signing_in(request, carried)
        else:
            answer = one_more_step(request, carried, response["Location"])
        answer.cookies.update(response.cookies)
        return answer

    return around


def not_taken_yet(request: Any, response: HttpResponse) -> HttpResponse:
    """response, which leads to what an account has to do first. A form that came with request stays on a page."""
    request.desk_saved = False
    carried = CarriedForm.sent_with(request)
    address = response.headers.get("Location", "")
    return one_more_step(request, carried, address) if carried and address else response


def _draft_of(request: HttpRequest) -> str:
    draft = request.POST.get(DRAFT, "") if request.method == "POST" else ""
    return draft if draft.isalnum() and draft.isascii() and len(draft) <= LONGEST_NUMBER else ""


def _tell_what_was_saved(request: HttpRequest, response: HttpResponse, draft: str) -> None:
    """Name the draft in a cookie once the form is saved, so the browser may forget it: not before."""
    before = [each for each in request.COOKIES.get(COOKIE, "").split(".") if each.isalnum() and each.isascii()]
    before = [each for each in before if each != draft]
    response.set_cookie(
        COOKIE,
        ".".join([*before, draft][-MOST_DRAFTS:]),
        max_age=LASTS,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
