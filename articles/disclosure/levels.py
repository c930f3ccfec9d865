"""How an article was made: the four levels, what each says in every channel, and the rule that derives the level.

The level is never typed and never stored. It follows from what was stated (``ai_use``) and from whether a review is on
record. Source of the wording and of the choice of terms: docs/DECISIONS.md, "The label's words".
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SCHEMA_ORG = "https://schema.org/"
NOT_IN_SCHEMA_ORG = {"digitalCreation", "humanEdits"}


class AiUse(models.TextChoices):
    """What staff state. The empty value means "not stated", and nothing unstated can be published."""

    NONE = "none", _("None: people wrote it")
    ASSISTED = "assisted", _("Assisted: people wrote it, AI changed the text, a person checked the result")
    GENERATED = "generated", _("Generated: AI wrote it")


class ReviewScope(models.TextChoices):
    """What someone who checks a text vouches for. Sources and pictures are bound to the check once they are in it."""

    FACTS = "facts", _("Facts")
    QUOTES = "quotes", _("Quotes")
    FIGURES = "figures", _("Figures")
    NAMES = "names", _("Names")
    SOURCES = "sources", _("Sources")
    PICTURES = "pictures", _("Pictures")


HOW_MUCH_AI = ("", AiUse.NONE, AiUse.ASSISTED, AiUse.GENERATED)


def claims_less_ai(before: str, after: str) -> bool:
    """Whether stating after where before stood takes back that AI took part, or how much.

    The trigger ``article_less_ai_needs_a_reason`` asks the same in SQL; change both together.
    """
    return before in (AiUse.ASSISTED, AiUse.GENERATED) and HOW_MUCH_AI.index(after) < HOW_MUCH_AI.index(before)


def schema_org_source(iptc_uri: str) -> str:
    """schema.org's address for an IPTC digital source type; empty where schema.org has none.

    Source: https://schema.org/IPTCDigitalSourceEnumeration
    """
    term = iptc_uri.removeprefix(IPTC)
    if term in NOT_IN_SCHEMA_ORG:
        return ""
    return f"{SCHEMA_ORG}{term[0].upper()}{term[1:]}DigitalSource"


@dataclass(frozen=True)
class Level:
    """One way an article can have been made, and the same fact in each channel's terms.

    For people: label, the words above the headline, empty where nothing is owed; explanation, the sentence after the
    label; in_short, that sentence where there is no room for it; choice, what a reader picks to see only such articles.
    For programs: source_term and source_name, IPTC's digital source type; header_mode, the ``AI-Disclosure`` header's;
    html_value, the ``ai-disclosure`` of HTML.
    key: the name in code and in addresses.
    """

    key: str
    choice: str | Promise
    label: str | Promise
    explanation: str | Promise
    source_term: str
    source_name: str
    header_mode: str
    html_value: str
    in_short: str | Promise = ""

    @property
    def is_disclosed(self) -> bool:
        """Whether anything is said at all. The absence of AI is claimed to programs only where it is to people."""
        return bool(self.label)

    @property
    def involves_ai(self) -> bool:
        return self.key != "human"

    @property
    def is_checked(self) -> bool:
        """Whether AI's own text was checked, and the check still holds, whenever it was made."""
        return self.key == "ai_reviewed"

    @property
    def source_uri(self) -> str:
        return IPTC + self.source_term

    @property
    def schema_org_source(self) -> str:
        return schema_org_source(self.source_uri)

    @property
    def statement(self) -> str:
        """Label and explanation as one text: "Content created by AI. Not checked by an editor before publication."."""
        label = f"{self.label}." if self.label and not str(self.label).endswith(".") else str(self.label)
        return f"{label} {self.explanation}".strip()


HUMAN = Level(
    "human",
    choice=_("Written by people"),
    label=lazy(lambda: settings.HUMAN_LABEL, str)(),  # the desk's own sentence, where it asserts that no AI took part
    explanation="",
    source_term="digitalCreation",
    source_name="",
    header_mode="none",
    html_value="none",
)
AI_ASSISTED = Level(
    "ai_assisted",
    choice=_("Edited with AI"),
    label=_("Edited with AI"),
    explanation="",
    source_term="compositeWithTrainedAlgorithmicMedia",
    source_name="Edited using Generative AI",
    header_mode="ai-modified",
    html_value="ai-assisted",
)
AI_REVIEWED = Level(
    "ai_reviewed",
    choice=_("Created by AI, checked by an editor"),
    label=_("Content created by AI"),
    explanation=_("Checked by an editor before publication."),
    source_term="trainedAlgorithmicMedia",
    source_name="Created using Generative AI",
    header_mode="ai-originated",
    html_value="ai-generated",
    in_short=pgettext_lazy("a text that AI wrote", "checked"),
)
# The same level, told truly where no one had checked the text when readers first saw it.
AI_REVIEWED_LATER = replace(AI_REVIEWED, explanation=_("Checked by an editor after publication."))
AI_GENERATED = Level(
    "ai_generated",
    choice=_("Created by AI, not checked"),
    label=_("Content created by AI"),
    explanation=_("Not checked by an editor before publication."),
    source_term="trainedAlgorithmicMedia",
    source_name="Created using Generative AI",
    header_mode="machine-generated",
    html_value="ai-generated",
    in_short=pgettext_lazy("a text that AI wrote", "not checked"),
)
LEVELS = {level.key: level for level in (HUMAN, AI_ASSISTED, AI_REVIEWED, AI_GENERATED)}


@dataclass(frozen=True)
class PictureLabel:
    """What is said on a picture in which AI had a part. level: whose terms for programs it shares."""

    words: str | Promise
    level: Level

    def in_front_of(self, text: str) -> str:
        """An alternative text with these words first, once: "AI-generated picture: A bridge"."""
        words = str(self.words)
        if not text or text.casefold().startswith(words.casefold()):
            return text or words
        return gettext("%(label)s: %(text)s") % {"label": words, "text": text}


# By IPTC's digital source type.
PICTURE_LABELS = {
    AI_GENERATED.source_uri: PictureLabel(_("AI-generated picture"), AI_GENERATED),
    AI_ASSISTED.source_uri: PictureLabel(_("Picture edited with AI"), AI_ASSISTED),
}


def claims_less_ai_in_picture(before: str, after: str) -> bool:
    """Whether the digital source type after takes back that AI made or edited a picture, as before says.

    The trigger ``image_less_ai_needs_a_reason`` asks the same in SQL; change both together.
    """
    most_first = [*PICTURE_LABELS]
    return before in most_first and after not in most_first[: most_first.index(before) + 1]


def derive_level(ai_use: str, *, reviewed_at: datetime | None, published_at: datetime | None) -> Level | None:
    """The level that follows from what was stated; None while nothing is, which is why it cannot be published."""
    match ai_use:
        case AiUse.NONE:
            return HUMAN
        case AiUse.ASSISTED:
            return AI_ASSISTED
        case AiUse.GENERATED:
            if reviewed_at is None:
                return AI_GENERATED
            return AI_REVIEWED_LATER if published_at and published_at < reviewed_at else AI_REVIEWED
    return None


def condition_for_level(level: Level) -> models.Q:
    """The rows whose derived level is level: ``derive_level`` the other way round, for the database."""
    conditions = {
        "human": models.Q(ai_use=AiUse.NONE),
        "ai_assisted": models.Q(ai_use=AiUse.ASSISTED),
        "ai_reviewed": models.Q(ai_use=AiUse.GENERATED, reviewed_at__isnull=False),
        "ai_generated": models.Q(ai_use=AiUse.GENERATED, reviewed_at__isnull=True),
    }
    return conditions[level.key]


SEPARATOR = "\x1f"  # ASCII's unit separator: cannot be typed into a headline


def text_digest(*parts: str) -> str:
    """SHA-256, in hexadecimal, of parts in their order."""
    return hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()
