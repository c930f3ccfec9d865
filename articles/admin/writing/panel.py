"""What is beside an article's text: its groups in the order of the page, and which of them keep it from publication."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.disclosure.levels import AiUse
from articles.models import Article


@dataclass(frozen=True)
class Group:
    """A part of the panel that opens and closes.

    key: its name in classes and templates. title: its heading. now: what it holds, in a few words. missing: why the
    article cannot be published before someone fills it in; empty where nothing is missing. is_open: whether it shows
    its fields at first. fieldset, rows: the admin's own fieldset, and its inline formset; None where there is none.
    is_shown: False where nobody can fill anything in yet. The admin wants the numbers of its rows all the same.
    """

    key: str
    title: str | Promise
    now: str = ""
    missing: str | Promise = ""
    is_open: bool = False
    fieldset: Any = None
    rows: Any = None
    is_shown: bool = True

    @property
    def id(self) -> str:
        return group_id(self.key)

    @property
    def look(self) -> str:
        return "write-group--missing" if self.missing else ""


def group_id(key: str) -> str:
    """The id of a group in the page."""
    return f"group-{key}"


TITLES = {
    "making": _("How it was made"),
    "place": _("Section and topics"),
    "byline_set": _("Bylines"),
    "picture": _("Lead picture"),
    "sources": _("Sources"),
    "corrections": _("Corrections"),
    "publication": _("Publication"),
}


def groups_beside(adminform: Any, formsets: Any, article: Article | None, may_write: bool) -> list[Group]:
    """The groups of the panel. adminform, formsets: as the admin's template gets them. article: None while it is new.

    A fieldset is a group where its classes name one of ``TITLES``; a formset is one by its prefix.
    """
    fieldsets = {fieldset.classes: fieldset for fieldset in adminform}
    rows = {formset.formset.prefix: formset for formset in formsets}
    missing = dict(_missing(article, may_write))
    groups = []
    for key, title in TITLES.items():
        fieldset, formset = fieldsets.get(key), rows.get(key)
        if fieldset is None and formset is None:
            continue
        groups.append(
            Group(
                key,
                title,
                now=", ".join(_now(key, adminform.form, formset, article)),
                missing=missing.get(key, ""),
                is_open=key in missing
                or _has_errors(fieldset, formset)
                or (key == "making" and _waits_for_a_check(article))
                or (key == "picture" and may_write and _waits_for_a_picture(article)),
                fieldset=fieldset,
                rows=formset,
                is_shown=fieldset is not None or _has_anything(formset),
            )
        )
    return groups


def _missing(article: Article | None, may_write: bool) -> Iterator[tuple[str, str | Promise]]:
    """What publication waits for, by the key of the group that has the field."""
    if not may_write:
        return
    if article is None or not article.ai_use:
        yield "making", _("To publish, say how it was made.")
    if article is None:
        yield "place", _("Choose the section.")


def _waits_for_a_check(article: Article | None) -> bool:
    return bool(article and article.ai_use == AiUse.GENERATED and article.reviewed_at is None)


def _waits_for_a_picture(article: Article | None) -> bool:
    """Open groups save a click, and most articles get a lead picture before readers see them."""
    return article is None or (article.is_draft and article.lead_image is None)


def _has_anything(formset: Any) -> bool:
    return bool(formset.formset.forms) or formset.has_add_permission


def _has_errors(fieldset: Any, formset: Any) -> bool:
    if formset is not None and formset.formset.is_bound and formset.formset.total_error_count():
        return True
    return any(name in fieldset.form.errors for line in fieldset or () for name in line.fields)


def _now(key: str, form: Any, formset: Any, article: Article | None) -> Iterator[str]:
    """What a group holds, as it is stored, in words short enough for its heading."""
    if article is None:
        return
    match key:
        case "making" if article.ai_use and "ai_use" in form.fields:
            yield str(dict(form.fields["ai_use"].choices).get(article.ai_use, ""))
        case "place":
            yield str(article.section)
            if article.kicker:
                yield article.kicker
        case "byline_set":
            yield from (str(row.instance) for row in formset.formset.initial_forms)
        case "picture" if article.lead_image:
            yield str(article.lead_image)
        case "sources" | "corrections":
            yield str(formset.formset.initial_form_count() or "")
