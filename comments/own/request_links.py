"""New links for the person who lost theirs. The answer is the same, and takes the same work, whether the address is
known.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.reading.reader_page import reader_page
from comments.mail import send_links
from comments.mail.limit import count_asking
from comments.models import LinkRequest
from comments.own.manage_forms import LinksForm
from web.database.rate_count import WINDOW
from web.posted import comes_from_here, posted_form
from web.private import for_its_writer_only
from web.times.durations import duration_in_words

MOST_OF_AN_ADDRESS = 3  # in an hour of the clock
MOST_OF_A_NETWORK = 20


@csrf_exempt  # asking takes no authority: the links go to the address alone
@require_http_methods(["GET", "HEAD", "POST"])
def request_links(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, LinksForm(), is_sent="sent" in request.GET)
    if not comes_from_here(request):
        raise PermissionDenied(_("The form was sent from another site. Please use the one here."))
    fields, fault = posted_form(request)
    form = LinksForm(fields)
    if fault:
        form.add_error(None, fault)
    if not form.is_valid():
        return _page(request, form, status=422)
    email = form.cleaned_data["email"]
    of_network, of_address = count_asking("links", request, email)
    if of_network > MOST_OF_A_NETWORK:
        form.add_error(
            None,
            _("You’ve asked for this many times. Please wait %(time)s, then try again.")
            % {"time": duration_in_words(WINDOW)},
        )
        return _page(request, form, status=429)
    # No one hears that others asked for an address before: it is answered the same past its limit.
    if of_address <= MOST_OF_AN_ADDRESS:
        with transaction.atomic():
            link_request = LinkRequest.objects.create(email=email)
            send_links.enqueue(link_request.pk)
    response = redirect(f"{request.path}?sent")
    response.status_code = 303
    return for_its_writer_only(response)


def _page(request: HttpRequest, form: LinksForm, *, is_sent: bool = False, status: int = 200) -> HttpResponse:
    context = {"form": form, "is_sent": is_sent}
    response = for_its_writer_only(
        reader_page(request, "comments/manage/request_links.html", context, status=status, private=True)
    )
    if status == 429:
        response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response
