"""Why a moderator does not publish a comment: a code, and the house rule behind it in the house's own words.

The rule is what the commenter is told, what the page ``/house-rules/`` says, and what the moderator chooses from.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """In the order in which the house rules stand."""

    OFF_TOPIC = "off_topic", _("Off topic")
    INSULT = "insult", _("Insult or threat")
    HATE = "hate", _("Hate")
    UNLAWFUL = "unlawful", _("Illegal content")
    PRIVATE_DATA = "private_data", _("Personal details")
    IMPERSONATION = "impersonation", _("Impersonation")
    ADVERTISING = "advertising", _("Advertising")
    DUPLICATE = "duplicate", _("Repetition")
    UNREADABLE = "unreadable", _("Unreadable")
    OTHER = "other", _("Another reason")

    @property
    def rule(self) -> str:
        """The house rule, in one or two sentences. OTHER has none of its own: the moderator says why."""
        return str(_RULES[self])

    def get_absolute_url(self) -> str:
        """Where the house rules say it."""
        return f"{reverse('house-rules')}#{self.value}"


_RULES = {
    Reason.OFF_TOPIC: _("Write about the article: what it says, what it leaves out, what you know about it."),
    Reason.INSULT: _(
        "Argue with what people say. Do not insult or threaten anyone, whether in the article or in the discussion."
    ),
    Reason.HATE: _("Nothing that degrades people for who they are, where they come from or what they believe."),
    Reason.UNLAWFUL: _("Nothing illegal, and no call to break the law."),
    Reason.PRIVATE_DATA: _(
        "Keep private what is private: no addresses, telephone numbers or other personal details, not even your own."
    ),
    Reason.IMPERSONATION: _("Write under your own name or one you have chosen, not under someone else’s."),
    Reason.ADVERTISING: _("No advertising, and no links meant to sell something."),
    Reason.DUPLICATE: _("Say a thing once. The same comment again, here or under other articles, is not shown."),
    Reason.UNREADABLE: _("Write so others can follow: in sentences, and not all in capitals."),
    Reason.OTHER: _("If none of these fits, we tell you why in our own words."),
}


def reason_of(code: str) -> Reason | None:
    """The reason that code stands for; None for an empty code and for one that this version does not know."""
    return Reason(code) if code in Reason.values else None
