"""The history of an article, a page or a picture: every version, any one whole, any two compared, one put back."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from articles.admin.history.edit_version import edit_version
from articles.models import Article
from articles.models.states import State
from articles.text.body import BodyField, clean_body
from articles.versions.restoring import outcome, put_back
from articles.versions.version_changes import PART_LABELS, Changes, changes_between, part_lines, state_of
from articles.versions.version_names import Names, fields_of, is_text, kind_of, label_of
from articles.versions.workflow_words import Event, events_of
from articles.workflow.blocking import blocking_findings
from articles.workflow.working_copy import goes_out_at
from web.paging import KEY
from web.signed_writes import signed

VERSIONS_ON_A_PAGE = 25
LARGEST_KEY = 2**31 - 1  # of a version


@dataclass
class Entry:
    """version: a historical row. number: counted from the first. changes: since the version before.

    events: what is on record about its workflow.
    """

    version: Any
    number: int
    changes: Changes = field(default_factory=Changes)
    events: list[Event] = field(default_factory=list)
    is_first: bool = False


class HasHistory(admin.ModelAdmin):
    """Pages behind ``history/``. Who may open the row may read them; who may change it may put a version back."""

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/history/compare/", view(self.compare_view), name=f"{name}_compare"),
            path("<int:pk>/history/<int:key>/", view(self.version_view), name=f"{name}_version"),
            path("<int:pk>/history/<int:key>/restore/", view(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self._row_to_read(request, unquote(object_id))
        versions = self._versions(row)
        page = Paginator(versions, VERSIONS_ON_A_PAGE).get_page(request.GET.get("page"))
        start = (page.number - 1) * VERSIONS_ON_A_PAGE
        found = list(versions[start : start + VERSIONS_ON_A_PAGE + 1])
        chosen = self._chosen(request, versions)
        names = Names(found)
        on_page = found[:VERSIONS_ON_A_PAGE]
        events = events_of(row, on_page, found[VERSIONS_ON_A_PAGE] if len(found) > VERSIONS_ON_A_PAGE else None)
        entries = []
        for position, version in enumerate(on_page):
            entry = Entry(version, page.paginator.count - start - position, events=events.get(version.pk, []))
            if position + 1 < len(found):
                entry.changes = changes_between(self.model, found[position + 1], version, names)
            else:
                entry.is_first = True
            entries.append(entry)
        shown = {version.pk for version in on_page}
        defaults = [each.version.pk for each in entries[1::-1]] if len(entries) > 1 else []
        context = {
            "title": gettext("History"),
            "entries": entries,
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "elsewhere": [(which, version) for which, version in chosen.items() if version.pk not in shown],
            "old": chosen["old"].pk if "old" in chosen else (defaults[0] if defaults else None),
            "new": chosen["new"].pk if "new" in chosen else (defaults[1] if defaults else None),
        }
        return self._render(request, "list", row, context | (extra_context or {}))

    def version_view(self, request: HttpRequest, pk: int, key: int) -> HttpResponse:
        row = self._row_to_read(request, pk)
        version = self._version(row, key)
        newest = self._versions(row).first()
        context = {
            "title": gettext("A version from the history"),
            "version": version,
            "newest": newest,
            "number": self._number(row, version),
            "shown": _shown(self.model, version),
            "parts": _parts(self.model, version),
            "state": state_of(version) if self.model is Article else None,
            "picture": row if getattr(row, "digest", None) == getattr(version, "digest", "") else None,
        }
        return self._render(request, "version", row, context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row_to_read(request, pk)
        chosen = self._chosen(request, self._versions(row))
        if len(chosen) < 2 or chosen["old"] == chosen["new"]:
            self.message_user(request, gettext("Choose two different versions to compare."), messages.WARNING)
            return redirect(self._address("history", row.pk))
        old, new = sorted(chosen.values(), key=lambda version: (version.history_date, version.pk))
        context = {
            "title": gettext("Two versions compared"),
            "old": old,
            "new": new,
            "old_number": self._number(row, old),
            "new_number": self._number(row, new),
            "changes": changes_between(self.model, old, new, Names([old, new]), whole=True),
            "parts_unknown": self.model is Article and (old.parts is None) != (new.parts is None),
        }
        return self._render(request, "compare", row, context)

    def restore_view(self, request: HttpRequest, pk: int, key: int) -> HttpResponse:
        """Shows what would change and asks; the answer puts the version back, unless the row changed meanwhile."""
        row = self._row_to_read(request, pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        version = self._version(row, key)
        faults: list[str] = []
        status = 200
        if request.method == "POST":
            faults, status = self._put_back(request, row, version)
            if not faults:
                return redirect(self._address("change", row.pk))
            row = self._row_to_read(request, pk)
        newest = self._versions(row).first()
        stored = self._row_to_read(request, pk)
        result, left_out = outcome(row, version, newest)
        context = {
            "title": gettext("Put this version back?"),
            "original": stored,
            "version": version,
            "number": self._number(row, version),
            "edit_version": edit_version(stored),
            "faults": faults,
            "changes": changes_between(self.model, newest, result, Names([newest, result])),
            "left_out": left_out,
            "is_article": self.model is Article,
            "is_public": getattr(row, "state", "") == State.PUBLISHED,
        }
        return self._render(request, "restore", row, context, status=status)

    def _put_back(self, request: HttpRequest, row: Any, version: Any) -> tuple[list[str], int]:
        """What kept it from being put back, with the status to answer with; nothing where it was."""
        try:
            with signed(request.user):
                stored = self.get_queryset(request).select_for_update(of=("self",)).get(pk=row.pk)
                if not self.has_change_permission(request, stored):
                    raise PermissionDenied
                if request.POST.get("edit_version") != edit_version(stored):
                    words = gettext("Nothing was put back: someone saved a change meanwhile. Please look again.")
                    return [words], 409
                checker = getattr(stored, "reviewed_by", None)
                left_out = put_back(stored, version, by=request.user)
                _refuse_what_is_blocked(stored)
                self.log_change(request, stored, stored._change_reason)
        except ValidationError as error:
            return list(error.messages), 422
        words = gettext("That version is back, as a new change. What it replaced stays in the history.")
        self.message_user(request, " ".join([words, *left_out]), messages.SUCCESS)
        if checker and not stored.reviewed_by_id:
            words = gettext("The text changed after %(person)s checked it, so that check no longer counts.")
            self.message_user(request, words % {"person": checker}, messages.WARNING)
        return [], 302

    # Rows and versions ------------------------------------------------------------------------------------------------

    def _row_to_read(self, request: HttpRequest, key: Any) -> Any:
        row = self.get_object(request, str(key))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _versions(self, row: Any) -> Any:
        return self.model.history.filter(id=row.pk).select_related("history_user")  # type: ignore[attr-defined]

    def _version(self, row: Any, key: int) -> Any:
        version = self._versions(row).filter(pk=key).first() if key <= LARGEST_KEY else None
        if version is None:
            raise Http404
        return version

    def _number(self, row: Any, version: Any) -> int:
        before = self.model.history.filter(id=row.pk)  # type: ignore[attr-defined]
        earlier = before.filter(history_date__lt=version.history_date).count()
        return earlier + before.filter(history_date=version.history_date, pk__lte=version.pk).count()

    def _chosen(self, request: HttpRequest, versions: Any) -> dict[str, Any]:
        """The versions that ``?old=`` and ``?new=`` name, where there are such."""
        keys = {which: request.GET.get(which, "") for which in ("old", "new")}
        known = [key for key in keys.values() if KEY.fullmatch(key) and int(key) <= LARGEST_KEY]
        found = {str(version.pk): version for version in versions.filter(pk__in=known)} if known else {}
        return {which: found[key] for which, key in keys.items() if key in found}

    def _address(self, view: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=args)

    def _render(
        self, request: HttpRequest, page: str, row: Any, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "kind": kind_of(self.model),
            "may_restore": self.has_change_permission(request, row),
            "change_address": self._address("change", row.pk),
            "list_address": self._address("changelist"),
            "history_address": self._address("history", row.pk),
            "compare_address": self._address("compare", row.pk),
            **context,
        }
        return render(request, f"admin/history/{page}.html", context, status=status)


def _refuse_what_is_blocked(row: Any) -> None:
    """A scheduled article goes out by itself, so a version that the publishing panel would refuse cannot come back."""
    moment = goes_out_at(row) if isinstance(row, Article) else None
    if moment and (blocking := [finding.words for finding in blocking_findings(row, moment)]):
        raise ValidationError(blocking)


def _shown(model: Any, version: Any) -> list[dict[str, Any]]:
    """Every field of version that says something, as label and words; a body as HTML."""
    names = Names([version])
    shown = []
    for each in fields_of(model):
        if each.name == "digest":
            continue
        value = version.serializable_value(each.name)
        if isinstance(each, BodyField):
            html = mark_safe(clean_body(value))  # noqa: S308 - cleaned by today's rules
            shown.append({"label": label_of(each), "html": html})
        elif words := value if is_text(each) else names.said(each, version):
            shown.append({"label": label_of(each), "words": words})
    return shown


def _parts(model: Any, version: Any) -> list[tuple[str, list[str]]] | None:
    if model is not Article:
        return []
    if version.parts is None:
        return None
    return [(label(), part_lines(version.parts, kind)) for kind, label in PART_LABELS.items()]
