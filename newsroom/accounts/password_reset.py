"""A new password by mail. The answer is the same, and takes the same work, whether the address is known."""

from typing import Any

from axes.utils import reset as forget_failures
from django import forms
from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments.models import NetworkKey, wide_network_of
from comments.text.email_key import LONGEST_ADDRESS
from newsroom.accounts.desk_page import desk_page
from newsroom.accounts.staff_mail import send_password_links
from newsroom.desk.password_forms import NewPasswordForm
from newsroom.models import AccountEvent, PasswordResetRequest, SignedInSession
from newsroom.record.account_event import Kind
from web.admin.editors_words import InEditorsWords
from web.client_address import client_address
from web.database.rate_count import WINDOW, began_at
from web.models import RateCount
from web.times.durations import duration_in_words

MOST_OF_A_NETWORK = 20  # requests in an hour of the clock


class AddressForm(InEditorsWords, forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "vTextField"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def request_password(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if _times_of(request) <= MOST_OF_A_NETWORK:
            with transaction.atomic():
                reset = PasswordResetRequest.objects.create(email=form.cleaned_data["email"])
                send_password_links.enqueue(reset.pk)
            return redirect("admin:password_reset_done")
        words = gettext("Too many requests came from your network. Please wait %(time)s, then try again.")
        form.add_error(None, words % {"time": duration_in_words(WINDOW)})
        return _request_page(request, form, status=429)
    return _request_page(request, form, status=422 if form.is_bound else 200)


def password_sent(request: HttpRequest) -> HttpResponse:
    return desk_page(request, "accounts/password_sent.html", gettext("Look into your mailbox"))


@method_decorator(never_cache, "dispatch")
class ChoosePassword(PasswordResetConfirmView):
    """The page behind the link. It signs no one in: the sign-in asks for the second step as always."""

    form_class = NewPasswordForm
    template_name = "accounts/choose_password.html"
    success_url = reverse_lazy("admin:login")
    title = _("Choose a new password")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        SignedInSession.objects.of(form.user).end()
        AccountEvent.objects.note(Kind.PASSWORD_CHANGED, form.user, request=self.request)
        forget_failures(username=form.user.get_username())
        messages.success(self.request, gettext("Your password is changed. Sign in with it now."))
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from django.contrib import admin

        return {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}


def _request_page(request: HttpRequest, form: AddressForm, status: int) -> HttpResponse:
    page = desk_page(
        request, "accounts/request_password.html", gettext("Choose a new password"), {"form": form}, status=status
    )
    if status == 429:
        page["Retry-After"] = str(int(WINDOW.total_seconds()))
    return page


def _times_of(request: HttpRequest) -> int:
    """How often the network has asked in this hour, with this time."""
    key = f"password {NetworkKey.objects.today().hash('network', wide_network_of(client_address(request)))}"
    return RateCount.objects.add([key], began_at())[key]
