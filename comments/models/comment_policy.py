"""Which comments are published at once: the article decides, else its section, else the site. The one place that says
so; what follows from it for one comment is in ``comments/writing/moderation_policy.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Section
from articles.reading.content_version import content_triggers

if TYPE_CHECKING:
    from comments.models.discussion import Discussion

# What a query for articles joins, so asking their discussions for policy and end costs no further query.
SECTION_SAYS = ("section__comment_period", "section__comment_policy")


class Policy(models.TextChoices):
    """The site's default is the setting COMMENTS_MODERATION, which has all of these but CLOSED."""

    ALL = "all", _("A moderator reads every comment first")
    CONFIRMED = "confirmed", _("Published once the e-mail address is confirmed")
    TRUSTED = "trusted", _("Published once confirmed, if we published that address before; others wait")
    OPEN = "open", _("Published at once")
    CLOSED = "closed", _("No comments are taken")


PUBLISHES_AT_ONCE = [Policy.CONFIRMED.value, Policy.TRUSTED.value, Policy.OPEN.value]
NEEDS_A_POLICY = _("Choose with it which comments are published at once: with the others, there is nothing to end.")


def policy_field(**rest: Any) -> models.CharField:
    facts: dict[str, Any] = {
        "verbose_name": _("comment policy"),
        "max_length": 9,
        "choices": Policy.choices,
        "help_text": _("Suspicious comments wait for a moderator in any case."),
    }
    return models.CharField(**facts | rest)


def premoderation_field() -> models.PositiveSmallIntegerField:
    """Days after publication from which a moderator reads every comment first again. None: never."""
    return models.PositiveSmallIntegerField(
        _("days until a moderator reads every comment first"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from the publication of the article. Empty: never."),
    )


def policy_constraints(name: str, *policies: str) -> list[models.BaseConstraint]:
    """For a table with the fields policy, which is one of policies, and premoderated_after. name: of its rows."""
    is_sensible = models.Q(premoderated_after__gte=1, policy__in=PUBLISHES_AT_ONCE)
    return [
        models.CheckConstraint(name=f"{name}_is_known", condition=models.Q(policy__in=policies)),
        models.CheckConstraint(
            name=f"{name}_has_something_to_end",
            condition=models.Q(premoderated_after=None) | is_sensible,
            violation_error_message=NEEDS_A_POLICY,
        ),
    ]


class SectionPolicy(models.Model):
    """The comment policy of a section's articles. Those of a section without one have the site's."""

    section = models.OneToOneField(
        Section, verbose_name=_("section"), on_delete=models.CASCADE, related_name="comment_policy"
    )
    policy = policy_field()
    premoderated_after = premoderation_field()

    class Meta:
        verbose_name = _("comment policy of a section")
        verbose_name_plural = _("comment policies of sections")
        ordering = ["section__position", "section__name"]
        constraints = policy_constraints("section_policy", *Policy.values)
        triggers = content_triggers("section_policy")

    def __str__(self) -> str:
        return f"{self.section}: {self.policy}"


class ChosenBy(models.TextChoices):
    ARTICLE = "article"
    SECTION = "section"
    SITE = "site"


@dataclass(frozen=True)
class PolicyInForce:
    """chosen: one of Policy, by chosen_by. premoderated_from: when a moderator reads every comment first again, past or
    future; None for never.
    """

    chosen: str
    chosen_by: ChosenBy
    premoderated_from: datetime | None

    @property
    def is_premoderated(self) -> bool:
        return self.premoderated_from is not None and self.premoderated_from <= timezone.now()

    @property
    def name(self) -> str:
        """The policy as it is now. One that this version does not know is the strictest."""
        known = self.chosen in Policy.values and not self.is_premoderated
        return self.chosen if known else Policy.ALL.value

    @property
    def label(self) -> str | Promise:
        """For staff."""
        return Policy(self.name).label


def policy_in_force(discussion: Discussion) -> PolicyInForce:
    """The policy of the nearest that has one, with its own pre-moderation: the article, its section, the site.

    Ask it of the discussion of an article that comes with SECTION_SAYS.
    """
    article = discussion.article
    of_section = getattr(article.section, "comment_policy", None)
    if discussion.policy:
        chosen, chosen_by, days = discussion.policy, ChosenBy.ARTICLE, discussion.premoderated_after
    elif of_section is not None:
        chosen, chosen_by, days = of_section.policy, ChosenBy.SECTION, of_section.premoderated_after
    else:
        chosen, chosen_by, days = settings.COMMENTS_MODERATION, ChosenBy.SITE, None
    if days is None or article.published_at is None:
        return PolicyInForce(chosen, chosen_by, premoderated_from=None)
    return PolicyInForce(chosen, chosen_by, article.published_at + timedelta(days=days))
