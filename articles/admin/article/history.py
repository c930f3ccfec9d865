"""What changed, when, and by whose hand: an article's history with the words that went and came."""

from difflib import SequenceMatcher
from typing import Any, ClassVar

from django.contrib.admin.utils import display_for_field
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from articles.models.article_fields import ARTICLE_FIELDS
from articles.text.body_structure import plain_text

WORDS_AROUND = 6  # unchanged words shown on either side of a change
LONGEST = 4_000  # words: beyond, comparing takes longer than an editor should wait
NOTHING = "-"
TEXTS = {field.name for field in ARTICLE_FIELDS if field.is_text}


def marked_changes(old: str, new: str) -> SafeString:
    """The words that went as <del>, those that came as <ins>, each with a few unchanged words around."""
    before, after = _words(old), _words(new)
    if max(len(before), len(after)) > LONGEST:
        return format_html("<del>{}</del> <ins>{}</ins>", _shortened(before), _shortened(after))
    pieces: list[tuple[str, str]] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("span", _context(before[i1:i2])))
        if kind in ("delete", "replace"):
            pieces.append(("del", " ".join(before[i1:i2])))
        if kind in ("insert", "replace"):
            pieces.append(("ins", " ".join(after[j1:j2])))
    return format_html_join(" ", "<{0}>{1}</{0}>", pieces)


def _words(html: str) -> list[str]:
    return plain_text(html).split()


def _context(words: list[str]) -> str:
    if len(words) <= 2 * WORDS_AROUND:
        return " ".join(words)
    return " ".join([*words[:WORDS_AROUND], "…", *words[-WORDS_AROUND:]])


def _shortened(words: list[str]) -> str:
    return " ".join([*words[:60], "…"])


class _MarkedChanges(HistoricalRecordContextHelper):
    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        return [
            {"field": self.format_delta_change(change).field, "marked": self._mark(change)} for change in delta.changes
        ]

    def _mark(self, change: Any) -> SafeString:
        if change.field in TEXTS:
            return marked_changes(change.old or "", change.new or "")
        field = self.model._meta.get_field(change.field)
        return format_html("<del>{}</del> <ins>{}</ins>", _shown(field, change.old), _shown(field, change.new))


def _shown(field: Any, value: Any) -> str:
    """A value of field as people read it: a name, the words of a choice, a moment in the site's own time."""
    if isinstance(value, DeletedObject):
        # Also what is said of a field that holds nothing.
        return NOTHING if value.pk is None else gettext("deleted: %(kind)s") % {"kind": value.model._meta.verbose_name}
    if field.is_relation or value is None:
        return NOTHING if value is None else str(value)
    return str(display_for_field(value, field, NOTHING)) or NOTHING


class HistoryWithDiffs(SimpleHistoryAdmin):
    """The history page only shows. Going back to an old text is an edit like any other, and passes the same checks."""

    object_history_template: ClassVar[Any] = "admin/articles/article/history.html"
    object_history_list_template = "admin/articles/article/_history.html"
    history_list_per_page = 25

    def get_urls(self) -> list[Any]:
        name_of_one_version = f"{self.opts.app_label}_{self.opts.model_name}_simple_history"
        return [url for url in super().get_urls() if url.name != name_of_one_version]

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> Any:
        return _MarkedChanges(self.model, historical_record)
