"""Subscribe to the letter, confirm it, end it. No account, and no answer tells whether an address is known."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.reading.reader_page import reader_page
from comments.mail.limit import count_asking
from newsroom.newsletter.confirmation import send_confirmation
from newsroom.newsletter.letter_form import LetterForm
from newsroom.newsletter.subscription import Subscription, ended_by, to_confirm
from web.database.rate_count import WINDOW
from web.posted import comes_from_here, posted_form
from web.private import for_its_writer_only
from web.times.durations import duration_in_words

MOST_OF_AN_ADDRESS = 3  # requests in an hour of the clock
MOST_OF_A_NETWORK = 20


@csrf_exempt  # asking takes no authority: the mail goes to the address alone
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """``?about=topic-<slug>`` or ``person-<slug>`` offers that as well, and chooses it."""
    named = request.GET.get("about", "")
    if request.method != "POST":
        return _page(request, LetterForm(named=named), is_sent="sent" in request.GET)
    if not comes_from_here(request):
        raise PermissionDenied(_("The form was sent from another site. Please use the one here."))
    fields, fault = posted_form(request)
    form = LetterForm(fields, named=fields.get("about", ""))
    if fault:
        form.add_error(None, fault)
    if not form.is_valid():
        return _page(request, form, status=422)
    of_network, of_address = count_asking("letter", request, form.cleaned_data["email"])
    if of_network > MOST_OF_A_NETWORK:
        form.add_error(
            None,
            _("You’ve asked for this many times. Please wait %(time)s, then try again.")
            % {"time": duration_in_words(WINDOW)},
        )
        return _page(request, form, status=429)
    if of_address <= MOST_OF_AN_ADDRESS:  # past it, the answer is the same
        _request(form)
    response = redirect(f"{request.path}?sent")
    response.status_code = 303
    return for_its_writer_only(response)


@transaction.atomic
def _request(form: LetterForm) -> None:
    """Keep what is wanted until the address confirms. One that is confirmed already stays as it is until then."""
    row = Subscription(
        email=form.cleaned_data["email"],
        pace=form.cleaned_data["pace"],
        wanted_pace=form.cleaned_data["pace"],
        **form.subject,
    )
    row.email_key = row.key_of_address
    Subscription.objects.bulk_create([row], ignore_conflicts=True)
    subscription = Subscription.objects.select_for_update().get(email_key=row.email_key, **form.subject)
    subscription.wanted_pace = row.wanted_pace
    if subscription.confirmed_at is None:
        subscription.email, subscription.made_at = row.email, row.made_at
    subscription.save()
    send_confirmation.enqueue(subscription.pk)


@csrf_exempt  # the signed address is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, signed: str) -> HttpResponse:
    """A program that looks at links in mails only sees the question: the answer takes a press of the button."""
    subscription = to_confirm(signed)
    if subscription is None:
        return _own_page(request, "link_over", {}, status=410)
    is_done = request.method == "POST"
    if is_done:
        subscription.confirm()
    return _own_page(request, "confirm", {"subscription": subscription, "is_done": is_done})


@csrf_exempt  # the signed address is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """A POST ends it, whatever is in it, and so does a second one: mail programs send it by themselves. RFC 8058."""
    found = ended_by(signed)
    if found is None:
        return _own_page(request, "link_over", {}, status=404)
    subscription = found.select_related("section", "topic", "person").first()
    if request.method == "POST":
        found.delete()
    is_done = request.method == "POST" or subscription is None
    return _own_page(request, "unsubscribe", {"subscription": subscription, "is_done": is_done})


def _page(request: HttpRequest, form: LetterForm, *, is_sent: bool = False, status: int = 200) -> HttpResponse:
    response = _own_page(request, "subscribe", {"form": form, "is_sent": is_sent}, status=status)
    if status == 429:
        response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def _own_page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    page = reader_page(request, f"newsletter/{name}.html", context, status=status, private=True)
    return for_its_writer_only(page)


urlpatterns = [
    path("", subscribe, name="letter"),
    path("confirm/<str:signed>/", confirm, name="confirm_letter"),
    path("unsubscribe/<str:signed>/", unsubscribe, name="unsubscribe_letter"),
]
