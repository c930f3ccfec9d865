"""The bar above an article's text: its state, its length, when it was saved, and the step that comes next."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from articles.admin.article.steps import Step, StepKey, steps_open_to
from articles.models import Article
from articles.text.length import WORDS_A_MINUTE, minutes_to_read, words_in
from articles.workflow.working_copy import goes_out_at

LEADS_ON = (
    StepKey.REINSTATE,
    StepKey.PUBLISH,
    StepKey.PUBLISH_CHANGES,
    StepKey.SUBMIT,
)  # the first that is open comes next


@dataclass(frozen=True)
class Bar:
    """words, minutes: the length of the text, and how long people read it. saved: when, in words; empty while new.

    goes_out: when readers will see what is saved, by itself; None for never. checklist: where it is looked at again.
    save, preview, next: steps with a button of their own, or None. others: steps in the menu.
    """

    words: int
    minutes: int
    saved: str
    save: Step | None = None
    preview: Step | None = None
    next: Step | None = None
    others: list[Step] = field(default_factory=list)
    goes_out: datetime | None = None
    checklist: str = ""
    words_a_minute: int = WORDS_A_MINUTE


def bar_of(user: Any, article: Article | None, may_write: bool) -> Bar:
    steps = {step.key: step for step in steps_open_to(user, article or Article())} if may_write else {}
    save, preview = steps.pop(StepKey.SAVE, None), steps.pop(StepKey.PREVIEW, None)
    is_scheduled = bool(article and article.is_scheduled)
    leads_on = next((key for key in LEADS_ON if key in steps and not is_scheduled), None)
    words = words_in(article.body) if article else 0
    return Bar(
        words=words,
        minutes=minutes_to_read(words),
        saved=_moment(article.modified_at) if article else "",
        save=save,
        preview=preview,
        next=steps.pop(leads_on) if leads_on else None,
        others=list(steps.values()),
        goes_out=goes_out_at(article) if article else None,
        checklist=panel_of(article) if article else "",
    )


def panel_of(article: Article) -> str:
    """The page with the checklist of what is scheduled already."""
    page = "publish_changes" if article.copy_of_id else "schedule"
    return reverse(f"admin:articles_article_{page}", args=[article.pk])


def _moment(moment: datetime) -> str:
    """The time, and the day as well where that is not today."""
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localdate()
    return date_format(local, "TIME_FORMAT" if is_today else "DATETIME_FORMAT")
