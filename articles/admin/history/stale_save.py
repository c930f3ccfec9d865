"""Two people, one row: a save after someone else's is refused, with what that one saved beside what was typed.

One mechanism for articles, pages and pictures. Nothing of what was typed is lost: it is still in the form.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.history.edit_version import edit_version
from articles.text.body import BodyField, clean_body
from articles.versions.version_changes import marked_changes_of_lines
from articles.versions.version_names import kind_of, moment
from articles.versions.word_diff import blocks_of, lines_of, marked_changes


class RefusesStaleSaves(forms.ModelForm):
    """After a refused save, ``conflict`` is the row as someone else saved it in the meantime, or None."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    save_over = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict: Any = None
        self.initial["version"] = edit_version(self.instance) if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._refuse_stale_save(cleaned)
        return cleaned

    def _refuse_stale_save(self, cleaned: dict[str, Any]) -> None:
        """Compare versions under a lock that holds until the save has happened: the admin's view is one transaction."""
        stored = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        if edit_version(stored) in (cleaned.get("version"), cleaned.get("save_over")):
            return
        self.conflict = stored
        raise ValidationError(
            _("Nothing was saved: someone else saved this while you were writing. Both texts are on this page."),
            code="stale",
        )


class ShowsBothTexts(admin.ModelAdmin):
    """Puts ``conflict`` into the page of a row whose save was refused, for ``admin/history/_both_texts.html``."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        if stored := getattr(form, "conflict", None):
            formsets = [each.formset for each in context.get("inline_admin_formsets", ())]
            context["conflict"] = conflicting_texts(form, stored, formsets)
        return super().render_change_form(request, context, *args, **kwargs)


@dataclass(frozen=True)
class Difference:
    """label: the field's. theirs: as it is stored now. yours: as it was typed. marked: the words between them."""

    label: str
    theirs: Any
    yours: Any
    marked: SafeString


@dataclass(frozen=True)
class Conflict:
    """stored: the row as it is now. kind: what to call it. saved_by: whose save came first, None where no account was
    behind it. saved_at: when. version: what the box to save over it has to send."""

    stored: Any
    kind: str
    saved_by: Any
    saved_at: Any
    version: str
    differences: list[Difference]


def conflicting_texts(form: Any, stored: Any, formsets: list[BaseInlineFormSet]) -> Conflict:
    """What differs between the form with its rows and the row that it may not overwrite unasked, stored."""
    saved_by, saved_at = _saved_last(stored)
    compared = {field.name for field in (*stored._meta.concrete_fields, *stored._meta.many_to_many)} - {"version"}
    names = [name for name in form.fields if name in compared]
    found = [_difference(form, stored, name) for name in names]
    found += [_moment_difference(form, stored)] if "publish_at" in form.fields else []
    found += [_rows_difference(formset, stored) for formset in formsets]
    return Conflict(
        stored,
        kind_of(type(stored)),
        saved_by,
        saved_at,
        edit_version(stored),
        [each for each in found if each],
    )


def _saved_last(stored: Any) -> tuple[Any, Any]:
    """Who saved a row last, and when. The front page has no versions of its own, and says so itself."""
    if not hasattr(stored, "history"):
        return stored.arranged_by, stored.arranged_at
    last = stored.history.select_related("history_user").first()
    return last and last.history_user, last and last.history_date


def _difference(form: Any, stored: Any, name: str) -> Difference | None:
    field = stored._meta.get_field(name)
    label = str(form.fields[name].label or name)
    if isinstance(field, models.FileField):
        return _file_difference(form, name, label)
    typed = form.cleaned_data[name] if name in form.cleaned_data else form[name].data
    if isinstance(field, BodyField):
        theirs, yours = getattr(stored, name), clean_body(str(typed or ""))
        if yours == theirs:
            return None
        return Difference(label, _as_html(theirs), _as_html(yours), marked_changes(blocks_of(theirs), blocks_of(yours)))
    theirs = _as_text(form.fields[name], getattr(stored, name))
    yours = _as_text(form.fields[name], typed)
    if yours.split() == theirs.split():
        return None
    return Difference(label, theirs, yours, marked_changes(lines_of(theirs), lines_of(yours)))


def _file_difference(form: Any, name: str, label: str) -> Difference | None:
    """A file that was chosen here would replace the one that is stored."""
    if name not in form.changed_data:
        return None
    return Difference(label, gettext("The file that is stored now"), gettext("The file that you chose"), SafeString(""))


def _moment_difference(form: Any, stored: Any) -> Difference | None:
    """The moment at which readers will see an article, where it is scheduled or would be."""
    typed = form.cleaned_data.get("publish_at")
    theirs = moment(stored.published_at) if stored.is_scheduled else ""
    yours = moment(typed) if typed else ""
    if theirs == yours:
        return None
    label = str(form.fields["publish_at"].label)
    return Difference(label, theirs, yours, _went_and_came(theirs, yours))


def _rows_difference(formset: BaseInlineFormSet, stored: Any) -> Difference | None:
    """Bylines, sources or corrections: the rows as they are stored, beside the rows as they were typed."""
    names = [name for name in formset.empty_form.fields if name not in ("id", "DELETE", "position", formset.fk.name)]
    model: Any = formset.model
    rows = model._base_manager.filter(**{formset.fk.name: stored}).order_by(*model._meta.ordering)
    theirs = [_row(formset.empty_form.fields, names, lambda name, row=row: getattr(row, name)) for row in rows]
    yours: list[tuple[int, str]] = []
    for each in formset.forms:
        each.is_valid()
        data = getattr(each, "cleaned_data", {})
        if data.get("DELETE") or not (each.has_changed() or each.instance.pk):
            continue
        typed = {name: data[name] if name in data else each[name].value() for name in names}
        place = data.get("position")
        yours.append((place if isinstance(place, int) else len(yours), _row(each.fields, names, typed.get)))
    mine = [line for _place, line in sorted(yours, key=lambda pair: pair[0]) if line]
    if mine == theirs:
        return None
    label = str(capfirst(model._meta.verbose_name_plural))
    return Difference(label, _as_list(theirs), _as_list(mine), marked_changes_of_lines(theirs, mine))


def _row(fields: Any, names: list[str], value: Any) -> str:
    return ", ".join(filter(None, (_as_text(fields[name], value(name)) for name in names)))


def _as_list(lines: list[str]) -> SafeString | str:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((each,) for each in lines))) if lines else ""


def _went_and_came(theirs: str, yours: str) -> SafeString:
    pieces = [(tag, words) for tag, words in (("del", theirs), ("ins", yours)) if words]
    return format_html_join(" ", "<{0}>{1}</{0}>", pieces)


def _as_text(form_field: Any, value: Any) -> str:
    """A value of whatever field in words; several things by their names, a choice by its own."""
    if isinstance(value, models.Manager | models.QuerySet):
        return ", ".join(sorted(map(str, value.all())))
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return moment(value)
    choices = getattr(form_field, "choices", None)
    if isinstance(value, str) and value and choices and not isinstance(form_field, forms.ModelChoiceField):
        return str(dict(choices).get(value, value))
    return str(value or "")


def _as_html(cleaned: str) -> SafeString:
    return format_html('<div class="desk-both__body">{}</div>', mark_safe(cleaned))  # noqa: S308 - cleaned on both sides
