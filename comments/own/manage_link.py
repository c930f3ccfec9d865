"""The signed link as the only authority: no session, no cookie, no account."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.reading.reader_page import reader_page
from comments.models import Comment
from comments.own.signed_links import LinkExpiredError, managed_comment
from web.posted import comes_from_here, posted_form
from web.private import for_its_writer_only

Sent = QueryDict | None
View = Callable[[HttpRequest, Comment, Sent], HttpResponse]


def for_link_holder(view: View) -> Callable:
    """A view of the comment that a signed link opens, and of the fields that were posted; None for GET.

    Opening a link changes nothing, since mail scanners open links; only a POST does. A link that is not good leads to a
    page that says so and gives back what was written.
    """

    @csrf_exempt  # the signed address is the authority; no cookie adds to it
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, signed: str) -> HttpResponse:
        sent: Sent = None
        if request.method == "POST":
            sent = _sent_from_here(request)
        try:
            comment = managed_comment(signed)
        except LinkExpiredError:
            return no_such_link(request, sent, status=410)
        if comment is None:
            return no_such_link(request, sent, status=404)
        return for_its_writer_only(view(request, comment, sent))

    return guarded


def _sent_from_here(request: HttpRequest) -> QueryDict:
    if not comes_from_here(request):
        raise PermissionDenied(
            _("The form was sent from another site, so nothing was changed. Open the link in our e-mail instead.")
        )
    fields, fault = posted_form(request)
    # What did not come as a form has no fields; a form in another encoding is refused where words are damaged.
    return QueryDict() if fault else fields


def no_such_link(request: HttpRequest, sent: Sent, status: int) -> HttpResponse:
    words = (sent.get("message") or sent.get("words") or "") if sent else ""
    context = {"expired": status == 410, "written": words.replace("\0", "")}
    return for_its_writer_only(reader_page(request, "comments/no_such_link.html", context, status=status, private=True))


def to_manage_page(request: HttpRequest, done: str) -> HttpResponse:
    """After a change: back to the page that shows it. done: what was done, one of page.DONE."""
    response = redirect(f"{manage_page_of(request)}?done={done}")
    response.status_code = 303
    return response


def manage_page_of(request: HttpRequest) -> str:
    """The commenter's page, from any page below it."""
    return reverse("manage_comment", args=[signed_part(request)])


def signed_part(request: HttpRequest) -> str:
    """The link's own part of the address."""
    return resolve(request.path_info).kwargs["signed"]
