"""What is on record about an article's workflow, as sentences beside the version that each step saved."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from articles.models import Article, WorkflowEntry
from articles.models.correction import Correction
from articles.versions.version_names import moment
from articles.workflow.verbs import Verb, WithdrawalKind

MOST_ON_A_PAGE = 500  # entries of the record beside the versions of one page
# What a version shows by itself: these say more only with a note.
_SHOWN_BY_THE_VERSION = {Verb.SAVE, Verb.UPDATE}


@dataclass(frozen=True)
class Event:
    """sentence: what was done. note: words to go with it. waved_through: advice that was read and not followed.

    by: who did it.
    """

    sentence: str
    by: Any
    note: str = ""
    waved_through: list[str] = field(default_factory=list)


def events_of(article: Any, versions: list[Any], before: Any) -> dict[Any, list[Event]]:
    """By the key of each of versions, newest first, what was on record for it. One query.

    before: the version that is older than all of them, or None. An entry belongs to the version that was saved with it.
    """
    if not isinstance(article, Article) or not versions:
        return {}
    entries = WorkflowEntry.objects.filter(article=article.pk, made_at__lte=versions[0].history_date)
    if before is not None:
        entries = entries.filter(made_at__gt=before.history_date)
    found: dict[Any, list[Event]] = {}
    oldest_first = list(reversed(versions))
    for entry in entries.select_related("made_by").order_by("-pk")[:MOST_ON_A_PAGE]:
        version = next(each for each in oldest_first if each.history_date >= entry.made_at)
        if (event := _event(entry, version)) is not None:
            found.setdefault(version.pk, []).insert(0, event)
    return found


def _event(entry: WorkflowEntry, version: Any) -> Event | None:
    verb = Verb(entry.verb)
    if verb in _SHOWN_BY_THE_VERSION and entry.note in ("", version.history_change_reason):
        return None
    words = str(verb.label)
    when = moment(entry.moment) if entry.moment else ""
    match verb:
        case Verb.SCHEDULE if when:
            words = gettext("Scheduled for %(moment)s") % {"moment": when}
        case Verb.EMBARGO:
            words = gettext("Embargo until %(moment)s") % {"moment": when} if when else gettext("Embargo lifted")
        case Verb.WITHDRAW if entry.kind:
            kind = dict(WithdrawalKind.choices).get(entry.kind, "")
            words = gettext("Withdrawn (%(kind)s)") % {"kind": kind}
        case Verb.CORRECT if entry.kind:
            words = str(dict(Correction.Kind.choices).get(entry.kind, verb.label))
    return Event(words, entry.made_by, entry.note, list(entry.waved_through))
