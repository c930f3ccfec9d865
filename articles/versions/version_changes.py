"""What changed from one version to the next, in an editor's words."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from articles.disclosure.levels import ReviewScope
from articles.models import Article, Correction, Person
from articles.models.states import State
from articles.versions.version_names import Names, blocks, fields_of, is_text, label_of, moment
from articles.versions.word_diff import lines_of, marked_changes, marked_text

PART_LABELS = {
    "topics": lambda: gettext("Topics"),
    "bylines": lambda: gettext("Bylines"),
    "sources": lambda: gettext("Sources"),
    "corrections": lambda: gettext("Corrections"),
}


@dataclass(frozen=True)
class Change:
    """label: of what changed. marked: what went as <del>, what came as <ins>. is_body: marked holds whole blocks."""

    label: str
    marked: SafeString
    is_body: bool = False


@dataclass(frozen=True)
class Changes:
    """What is different in a version.

    steps: of the workflow, as far as the versions show them. sentences: what else happened, such as a check. changes:
    of fields and parts, each marked.
    """

    steps: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.steps or self.sentences or self.changes)


def changes_between(model: type[models.Model], old: Any, new: Any, names: Names, *, whole: bool = False) -> Changes:
    """What is different in the version new. whole: texts are shown from beginning to end."""
    found = Changes()
    if model is Article:
        found.steps.extend(_steps(old, new))
        found.sentences.extend(_sentences(old, new, names))
    for each in fields_of(model):
        before, after = old.serializable_value(each.name), new.serializable_value(each.name)
        if before == after:
            continue
        if each.name == "digest":
            found.sentences.append(gettext("The file was replaced."))
        elif is_text(each):
            mark = marked_text if whole else marked_changes
            texts = blocks(each, before), blocks(each, after)
            found.changes.append(Change(label_of(each), mark(*texts), whole))
        else:
            found.changes.append(Change(label_of(each), _from_to(names.said(each, old), names.said(each, new))))
    if model is Article and old.parts is not None and new.parts is not None:
        found.changes.extend(_part_changes(old.parts, new.parts))
    return found


def _from_to(before: str, after: str) -> SafeString:
    pieces = [(tag, words) for tag, words in (("del", before), ("ins", after)) if words]
    return format_html_join(" ", "<{0}>{1}</{0}>", pieces)


# What happened to an article ------------------------------------------------------------------------------------------


def state_of(version: Any) -> State:
    """The state in which version left its article."""
    if version.published_at is None:
        return State.SUBMITTED if version.submitted_at else State.DRAFT
    if version.withdrawn_at is not None:
        return State.WITHDRAWN
    return State.SCHEDULED if version.published_at > version.history_date else State.PUBLISHED


def _steps(old: Any, new: Any) -> list[str]:
    before, after = state_of(old), state_of(new)
    if before != after:
        words = _step(before, after, old, new)
        return [words] if words else []
    if after == State.SCHEDULED and old.published_at != new.published_at:
        return [gettext("Scheduled for %(moment)s.") % {"moment": moment(new.published_at)}]
    return []


def _sentences(old: Any, new: Any, names: Names) -> list[str]:
    said = []
    if old.reviewed_at != new.reviewed_at or old.reviewed_by_id != new.reviewed_by_id:
        said.append(_check(new, names))
    if old.generated_by_id != new.generated_by_id and new.generated_by_id:
        who = names.of(get_user_model(), new.generated_by_id)
        said.append(gettext("Having AI write it counts as done by %(who)s.") % {"who": who})
    return said


def _step(before: State, after: State, old: Any, new: Any) -> str:
    match before, after:
        case _, State.SUBMITTED:
            return gettext("Submitted for review.")
        case State.SCHEDULED, State.DRAFT:
            return gettext("Taken off the schedule.")
        case _, State.DRAFT:
            return gettext("Back to draft.")
        case _, State.SCHEDULED:
            return gettext("Scheduled for %(moment)s.") % {"moment": moment(new.published_at)}
        case State.WITHDRAWN, State.PUBLISHED:
            return gettext("Published again.")
        case State.SCHEDULED, State.PUBLISHED:
            # Its moment came by itself, unless this save brought it forward.
            return gettext("Published.") if old.published_at != new.published_at else ""
        case _, State.PUBLISHED:
            return gettext("Published.")
        case _, State.WITHDRAWN:
            return gettext("Withdrawn.")
    return ""


def _check(new: Any, names: Names) -> str:
    if new.reviewed_at is None:
        return gettext("The check no longer counts.")
    parts = ", ".join(str(ReviewScope(part).label) for part in new.review_scope)
    return gettext("Checked by %(person)s: %(parts)s.") % {
        "person": names.of(Person, new.reviewed_by_id),
        "parts": parts,
    }


# Topics, bylines, sources, corrections --------------------------------------------------------------------------------


def part_lines(parts: dict[str, Any], kind: str) -> list[str]:
    """The parts of one kind as an editor reads them, one line each."""
    match kind:
        case "sources":
            return [", ".join(filter(None, (row["title"], row["publisher"], row["address"]))) for row in parts[kind]]
        case "corrections":
            return [_correction(row) for row in parts[kind]]
    return [row["name"] for row in parts[kind]]


def _correction(row: dict[str, Any]) -> str:
    kind = dict(Correction.Kind.choices).get(row["kind"], "")
    cause = dict(Correction.Cause.choices).get(row["cause"], "")
    return gettext("%(kind)s: %(text)s (cause: %(cause)s)") % {"kind": kind, "text": row["text"], "cause": cause}


def _part_changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    found = []
    for kind, label in PART_LABELS.items():
        keys = [_keys(parts, kind) for parts in (old, new)]
        if keys[0] == keys[1]:
            continue
        lines = [part_lines(parts, kind) for parts in (old, new)]
        if sorted(map(str, keys[0])) == sorted(map(str, keys[1])):  # the same in another order
            marked = _from_to(" · ".join(lines[0]), " · ".join(lines[1]))
        else:
            marked = marked_changes_of_lines(*lines) if kind in ("sources", "corrections") else _lists(*lines)
        found.append(Change(label(), marked))
    return found


def _keys(parts: dict[str, Any], kind: str) -> list[Any]:
    """What makes a row of a kind the same: a renamed person is no change of a byline."""
    if kind in ("topics", "bylines"):
        keys = [row["id"] for row in parts[kind]]
        return sorted(keys) if kind == "topics" else keys
    return part_lines(parts, kind)


def _lists(old: list[str], new: list[str]) -> SafeString:
    gone = [("del", words) for words in old if words not in new]
    came = [("ins", words) for words in new if words not in old]
    return format_html_join(" ", "<{0}>{1}</{0}>", gone + came)


def marked_changes_of_lines(old: list[str], new: list[str]) -> SafeString:
    """The lines that changed, each with the words that went and came; a line that is in both is left out."""
    before = [line for line in old if line not in new]
    after = [line for line in new if line not in old]
    pairs = [(before.pop(0) if before else "", line) for line in after] + [(line, "") for line in before]
    return format_html(
        "<ul>{}</ul>",
        format_html_join("", "<li>{}</li>", ((marked_changes(lines_of(a), lines_of(b)),) for a, b in pairs)),
    )
