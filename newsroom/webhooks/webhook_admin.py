"""Webhooks at the desk: who is told of what, the secret once, and the log of what was sent."""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.models import Webhook, WebhookDelivery
from newsroom.webhooks.webhook import OVERLAP, Event
from newsroom.webhooks.webhook_delivery import BODY_LASTS
from web.admin.bounded_list import BoundedList
from web.public_address import checked_url
from web.times.durations import duration_in_words


class WebhookForm(forms.ModelForm):
    events = forms.MultipleChoiceField(
        label=_("Events"), choices=Event.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "events", "is_on"]

    def clean_url(self) -> str:
        checked_url(self.cleaned_data["url"])
        return self.cleaned_data["url"]


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin):
    form = WebhookForm
    fields = ["name", "url", "events", "is_on"]
    list_display = ["name", "url", "is_on", "failing_since", "stopped"]
    list_per_page = 50
    actions = None
    view_on_site = False
    change_form_template = "admin/newsroom/webhook/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        more = ["stopped"] if obj and obj.stopped else []
        more += ["failing_since"] if obj and obj.failing_since else []
        return [*more, *self.fields] if obj else self.fields  # type: ignore[misc]

    def get_readonly_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        return ["stopped", "failing_since"]

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        """Switched on again, it begins anew: its failures until then no longer count."""
        if not change:
            obj.issue_secret()
        elif obj.is_on and "is_on" in form.changed_data:
            obj.stopped, obj.failing_since = "", None
        obj.save()

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """The page that shows the secret is the answer itself: a message for the next page would be stored."""
        return self._secret_page(request, obj)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [path("<int:pk>/rotate/", wrap(self.rotate), name="newsroom_webhook_rotate"), *super().get_urls()]

    def rotate(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A GET shows a question. The POST is the confirmation, and its answer shows the new secret."""
        webhook = get_object_or_404(Webhook, pk=pk)
        if not self.has_change_permission(request, webhook):
            raise PermissionDenied
        if request.method == "POST":
            webhook.issue_secret()
            webhook.save()
            self.log_change(request, webhook, gettext("New secret."))
            return self._secret_page(request, webhook)
        context = self._context(request, webhook, gettext("Make a new secret?"))
        return render(request, "admin/newsroom/webhook/rotate.html", context)

    def _secret_page(self, request: HttpRequest, webhook: Webhook) -> HttpResponse:
        context = self._context(request, webhook, gettext("Copy the secret now"))
        response = render(request, "admin/newsroom/webhook/secret.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def _context(self, request: HttpRequest, webhook: Webhook, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": webhook,
            "title": title,
            "overlap": duration_in_words(OVERLAP),
        }


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(BoundedList):
    list_display = ["made_at", "webhook", "event", "state", "attempts", "answer", "fault", "took", "sent_at"]
    list_filter = ["state", "event", "webhook"]
    list_select_related = ["webhook"]
    list_per_page = 50
    actions = ["send_again"]
    fields = [
        "webhook", "event", "message_id", "state", "attempts", "answer", "fault", "took", "made_at", "sent_at",
        "content",
    ]  # fmt: skip
    change_form_template = "admin/newsroom/webhookdelivery/change_form.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("webhook__secret", "webhook__former_secret")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what is sent"))
    def content(self, delivery: WebhookDelivery) -> Any:
        if not delivery.body:
            return gettext("Deleted after %(time)s.") % {"time": duration_in_words(BODY_LASTS)}
        return format_html("<pre>{}</pre>", json.dumps(json.loads(delivery.body), ensure_ascii=False, indent=2))

    @admin.action(description=_("Send again"), permissions=["change"])
    def send_again(self, request: HttpRequest, deliveries: Any) -> None:
        again = [delivery for delivery in deliveries.select_related("webhook") if self._may_go(delivery)]
        for delivery in again:
            delivery.send_again()
        self.message_user(request, gettext("Sent again: %(count)d.") % {"count": len(again)})

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/resend/", wrap(self.resend), name="newsroom_webhookdelivery_resend"),
            *super().get_urls(),
        ]

    def resend(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery = get_object_or_404(WebhookDelivery.objects.select_related("webhook"), pk=pk)
        if not self.has_change_permission(request, delivery):
            raise PermissionDenied
        if request.method == "POST":
            if self._may_go(delivery):
                delivery.send_again()
                self.log_change(request, delivery, gettext("Sent again."))
                self.message_user(request, gettext("It will be sent again in a moment."), messages.SUCCESS)
            else:
                words = gettext("It cannot be sent again: it waits, its content is deleted, or its webhook is off.")
                self.message_user(request, words, messages.WARNING)
        return redirect("admin:newsroom_webhookdelivery_change", pk)

    @staticmethod
    def _may_go(delivery: WebhookDelivery) -> bool:
        return delivery.may_be_sent_again and delivery.webhook.is_on
