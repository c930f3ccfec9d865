"""Moves from other sites, at the desk: what became of each item, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.moving_in.move_batch import MoveBatch, MovedItem
from newsroom.moving_in.move_report import kind_words, totals_of
from newsroom.moving_in.undoing import lost_with, undo_later
from web.admin.bounded_list import BoundedList
from web.paging import KEY

ITEMS_ON_A_PAGE = 100


@admin.register(MoveBatch)
class MoveBatchAdmin(BoundedList):
    list_display = ["number", "started_at", "from_where", "state"]
    list_per_page = 50
    actions = None
    fields = readonly_fields = ("from_where", "started_at", "finished_at", "undone_at")
    change_form_template = "admin/newsroom/movebatch/change_form.html"

    @admin.display(description=_("move"), ordering="pk")
    def number(self, batch: MoveBatch) -> str:
        return gettext("Move %(batch)s") % {"batch": batch.pk}

    @admin.display(description=_("from"))
    def from_where(self, batch: MoveBatch) -> str:
        return "; ".join(f"{each['format']}: {each['path']}" for each in batch.sources)

    @admin.display(description=_("state"))
    def state(self, batch: MoveBatch) -> str:
        if batch.undone_at:
            return gettext("taken back")
        return gettext("done") if batch.finished_at else gettext("not finished")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        undo = path("<int:number>/undo/", self.admin_site.admin_view(self.undo), name="newsroom_movebatch_undo")
        return [undo, *super().get_urls()]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The record of a move stays. What it made is taken back instead."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        return redirect(reverse("admin:newsroom_movebatch_undo", args=[object_id]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        batch = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if batch is not None:
            context |= self._report(request, batch)
        return super().change_view(request, object_id, form_url, context)

    def _report(self, request: HttpRequest, batch: MoveBatch) -> dict[str, Any]:
        outcome = request.GET.get("outcome", "")
        outcome = outcome if outcome in MovedItem.Outcome.values else ""
        after = request.GET.get("after", "")
        rows = batch.items.filter(outcome=outcome) if outcome else batch.items.all()
        if KEY.fullmatch(after):
            rows = rows.filter(pk__gt=int(after))
        items = list(rows.order_by("pk")[: ITEMS_ON_A_PAGE + 1])
        more = items[ITEMS_ON_A_PAGE - 1].pk if len(items) > ITEMS_ON_A_PAGE else None
        return {
            "title": self.number(batch),
            "subtitle": None,
            "totals": [(kind_words(kind), counts) for kind, counts in totals_of(batch).items()],
            "items": [(kind_words(item.kind), item) for item in items[:ITEMS_ON_A_PAGE]],
            "outcomes": MovedItem.Outcome.choices,
            "outcome": outcome,
            "more": more,
            "may_undo": self.has_delete_permission(request, batch) and not batch.undone_at,
        }

    def undo(self, request: HttpRequest, number: int) -> HttpResponse:
        batch = get_object_or_404(MoveBatch, pk=number)
        if not self.has_delete_permission(request, batch):
            raise PermissionDenied
        if request.method == "POST" and not batch.undone_at:
            undo_later.enqueue(batch.pk)
            words = gettext("The move is being taken back. The list says when nothing of it is here any more.")
            self.message_user(request, words, messages.SUCCESS)
            return redirect(reverse("admin:newsroom_movebatch_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Take move %(batch)s back") % {"batch": batch.pk},
            "opts": self.opts,
            "original": batch,
            "lost": [] if batch.undone_at else lost_with(batch),
            "totals": [(kind_words(kind), counts) for kind, counts in totals_of(batch).items()],
        }
        return render(request, "admin/newsroom/movebatch/undo.html", context)
