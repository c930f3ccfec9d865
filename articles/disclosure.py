"""How an article was made: the four levels, their words, and the rule that derives the level.

The level is never typed and never stored. It follows from what was stated (``ai_use``) and from whether a review is on
record. Source of the wording: docs/DECISIONS.md, "The label's words".
"""

import hashlib
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AiUse(models.TextChoices):
    """What staff state. The empty value means "not stated", and nothing unstated can be published."""

    NONE = "none", _("None: people wrote it")
    ASSISTED = "assisted", _("Assisted: people wrote it, AI changed the text, a person checked the result")
    GENERATED = "generated", _("Generated: AI wrote it")


@dataclass(frozen=True)
class Level:
    """One way an article can have been made.

    key: the name in code, addresses and programs. label: the words above the headline, empty where nothing is owed.
    explanation: the sentence after the label.
    """

    key: str
    label: str | Promise = ""
    explanation: str | Promise = ""


HUMAN = Level("human")
AI_ASSISTED = Level("ai_assisted", _("Edited with AI"))
AI_REVIEWED = Level("ai_reviewed", _("Content created by AI"), _("Checked by an editor before publication."))
AI_GENERATED = Level("ai_generated", _("Content created by AI"), _("Not checked by an editor before publication."))
LEVELS = {level.key: level for level in (HUMAN, AI_ASSISTED, AI_REVIEWED, AI_GENERATED)}


def derive_level(ai_use: str, *, reviewed: bool) -> Level | None:
    """The level that follows from what was stated; None while nothing is, which is why it cannot be published."""
    match ai_use:
        case AiUse.NONE:
            return HUMAN
        case AiUse.ASSISTED:
            return AI_ASSISTED
        case AiUse.GENERATED:
            return AI_REVIEWED if reviewed else AI_GENERATED
    return None


SEPARATOR = "\x1f"  # ASCII's unit separator: cannot be typed into a headline


def text_digest(headline: str, standfirst: str, body: str) -> str:
    """SHA-256, in hexadecimal, of the text that a review is bound to.

    The trigger ``article_review_is_of_this_text`` computes the same in SQL; change both together.
    """
    return hashlib.sha256(SEPARATOR.join((headline, standfirst, body)).encode()).hexdigest()
