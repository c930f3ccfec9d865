"""The buttons under an article: which step an account may take from the state that the article is in."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.models.states import State


class StepKey(StrEnum):
    """What a button asks for, as the form sends it."""

    SAVE = "save"
    PREVIEW = "preview"
    SUBMIT = "submit"
    RETURN = "return"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    REINSTATE = "reinstate"
    COPY = "copy"
    PUBLISH_CHANGES = "publish_changes"


@dataclass(frozen=True)
class Step:
    """key: the button's value. words: on the button. done: what is said afterwards. look: the button's class."""

    key: StepKey
    words: str | Promise
    done: str | Promise
    look: str = ""


SAVE = Step(StepKey.SAVE, _("Save"), _("Saved."), "default")
SAVE_DRAFT = Step(StepKey.SAVE, _("Save draft"), _("Saved. Only staff can see it."), "default")
SAVE_LIVE = Step(StepKey.SAVE, _("Save"), _("Saved. Readers see the change."), "default")
PREVIEW = Step(StepKey.PREVIEW, _("Preview"), _("Saved."))
SUBMIT = Step(StepKey.SUBMIT, _("Submit for review"), _("Submitted. An editor sees it on the first page of the desk."))
SEND_BACK = Step(StepKey.SEND_BACK, _("Send back…"), _("Saved."))
RETURN = Step(StepKey.RETURN, _("Back to draft"), _("It is a draft again."))
PUBLISH = Step(StepKey.PUBLISH, _("Publish…"), _("Published. Readers see it now."), "desk-go")
SCHEDULE = Step(StepKey.SCHEDULE, _("Schedule…"), _("Scheduled. Readers will see it from that moment on."))
REINSTATE = Step(StepKey.REINSTATE, _("Publish again"), _("Readers see the article again."), "desk-go")
SAVE_COPY = Step(StepKey.SAVE, _("Save working copy"), _("Saved. Readers do not see it yet."), "default")
COPY = Step(StepKey.COPY, _("Save as a working copy"), _("Saved as a working copy. Readers do not see it yet."))
PUBLISH_CHANGES = Step(StepKey.PUBLISH_CHANGES, _("Publish changes…"), _("Saved."), "desk-go")

# Each saves what was typed, and opens a page of its own for the rest.
TO_A_PAGE = {PREVIEW.key, SEND_BACK.key, PUBLISH.key, SCHEDULE.key, PUBLISH_CHANGES.key}
PUBLISHERS_ONLY = {PUBLISH, SCHEDULE, REINSTATE, SEND_BACK, COPY, PUBLISH_CHANGES}


def steps_open_to(user: Any, article: Article) -> list[Step]:
    """The steps that user may take, in the order of the buttons."""
    if article.copy_of_id:
        return [SAVE_COPY, PREVIEW, PUBLISH_CHANGES] if user.has_perm("articles.publish_article") else []
    match article.state:
        case State.DRAFT:
            steps = [SAVE_DRAFT, PREVIEW, SUBMIT, SCHEDULE, PUBLISH]
        case State.SUBMITTED:
            # The writer takes it back without a note to oneself.
            is_own = user.pk in (article.created_by_id, article.submitted_by_id)
            steps = [SAVE_DRAFT, PREVIEW, RETURN if is_own else SEND_BACK, SCHEDULE, PUBLISH]
        case State.SCHEDULED:
            steps = [SAVE, PREVIEW, RETURN, SCHEDULE, PUBLISH]
        case State.PUBLISHED:
            has_copy = Article.objects.filter(copy_of=article).exists()
            steps = [SAVE_LIVE] if has_copy else [SAVE_LIVE, COPY]
        case State.WITHDRAWN:
            steps = [SAVE, REINSTATE]
    may_publish = user.has_perm("articles.publish_article")
    return [step for step in steps if may_publish or step not in PUBLISHERS_ONLY]


def words_after(key: str, article: Article) -> str:
    """What to say once step key is done; article is as it stands then."""
    if key == SAVE.key:
        if article.copy_of_id:
            return str(SAVE_COPY.done)
        if article.state == State.PUBLISHED:
            return str(SAVE_LIVE.done)
        return str(SAVE_DRAFT.done if article.is_draft else SAVE.done)
    return next(str(step.done) for step in (SUBMIT, RETURN, REINSTATE, COPY) if step.key == key)
