from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.models.article_queryset import ArticleManager, ArticleQuerySet, Moment
from comments.models.comment_period import CommentPeriod
from comments.models.comment_policy import (
    Policy,
    PolicyInForce,
    policy_constraints,
    policy_field,
    policy_in_force,
    premoderation_field,
)
from comments.totals.discussion_versions import DISCUSSION_VERSIONS
from comments.totals.lists_version import DISCUSSION_MOVES_THE_LISTS
from web.database.prepared import Parameter

STARS = (1, 2, 3, 4, 5)
SHOWN = ["open", "locked"]  # states
STAR_COUNTS = ("one_star_count", "two_star_count", "three_star_count", "four_star_count", "five_star_count")
PRIOR_STARS, PRIOR_RATINGS = 3.0, 10  # what an article is taken to have been given before anyone rates it


def _rating_count() -> models.Expression:
    return cast(models.Expression, sum((F(count) for count in STAR_COUNTS[1:]), start=F(STAR_COUNTS[0])))


def _cautious_stars() -> models.Expression:
    """Mean of the stars given, rendered toward PRIOR_STARS as if PRIOR_RATINGS others had given those.

    One lone five does not lead a list so, and many good ratings do. Stars, 1.0 to 5.0.
    Source: the Bayesian average, https://en.wikipedia.org/wiki/Bayesian_average
    """
    given = sum(
        (F(count) * stars for stars, count in zip(STARS[1:], STAR_COUNTS[1:], strict=True)), start=F(STAR_COUNTS[0])
    )
    ratings = _rating_count() + models.Value(float(PRIOR_RATINGS))
    return cast(models.Expression, (given + models.Value(PRIOR_STARS * PRIOR_RATINGS)) / ratings)


class Discussion(models.Model):
    """What readers say under one article: its state, and its totals.

    The database makes the row with the article and keeps the totals in step with the published comments, by whatever
    path they change. No one but the database writes them.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        LOCKED = "locked", _("Locked: readable, no new comments")
        HIDDEN = "hidden", _("Hidden: not shown at all")

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="discussion")
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN, db_default=State.OPEN)
    state_reason = models.CharField(
        _("reason"), max_length=300, blank=True, db_default="", help_text=_("Readers see it where the form would be.")
    )
    policy = policy_field(blank=True, default="", db_default="")
    premoderated_after = premoderation_field()
    comment_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    one_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    two_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    three_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    four_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    five_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    frozen_star_counts = ArrayField(models.PositiveIntegerField(), size=5, null=True, editable=False)
    rating_count = models.GeneratedField(
        expression=_rating_count(), output_field=models.PositiveIntegerField(), db_persist=True
    )
    cautious_stars = models.GeneratedField(
        expression=_cautious_stars(), output_field=models.FloatField(), db_persist=True
    )
    version = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    card_version = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        indexes = [
            models.Index(F("state"), F("article").desc(), name="discussion_by_state"),
            models.Index(
                F("cautious_stars").desc(),
                F("rating_count").desc(),
                F("article").desc(),
                name="discussion_best_rated",
                condition=models.Q(rating_count__gt=0, state__in=SHOWN),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="discussion_state_is_known", condition=models.Q(state__in=["open", "locked", "hidden"])
            ),
            *policy_constraints("discussion_policy", "", *Policy.values),
        ]
        triggers = [*DISCUSSION_VERSIONS, DISCUSSION_MOVES_THE_LISTS]

    def __str__(self) -> str:
        return str(self.article)

    @property
    def true_star_counts(self) -> dict[int, int]:
        """Ratings that count, by stars: {1: …, …, 5: …}."""
        return {stars: getattr(self, count) for stars, count in zip(STARS, STAR_COUNTS, strict=True)}

    @property
    def star_counts(self) -> dict[int, int]:
        """Ratings as readers are shown them, by stars: those from before a burst that staff have not decided about."""
        if self.frozen_star_counts is None:
            return self.true_star_counts
        return dict(zip(STARS, self.frozen_star_counts, strict=True))

    @property
    def shown_rating_count(self) -> int:
        return sum(self.star_counts.values())

    @property
    def rating_average(self) -> Decimal | None:
        """Mean of the stars shown, to one decimal, a half rounded up; None where there are none."""
        if not (count := self.shown_rating_count):
            return None
        stars = sum(stars * count for stars, count in self.star_counts.items())
        return (Decimal(stars) / count).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def has_enough_ratings(self) -> bool:
        """Whether the average says something about the article, and not only about the first readers."""
        return self.shown_rating_count >= settings.RATING_MINIMUM

    @property
    def card_stars(self) -> Decimal | None:
        """The average where a card may show it; None where ratings are too few, or hidden."""
        return self.rating_average if self.has_enough_ratings and self.state != self.State.HIDDEN else None

    @property
    def card_comments(self) -> int:
        """How many comments a card says that there are; 0 where they are hidden."""
        return self.comment_count if self.shows_comments else 0

    @property
    def shows_comments(self) -> bool:
        """Whether words of readers are on the article's page."""
        return self.state != self.State.HIDDEN and self.comment_count > 0

    @property
    def _period(self) -> CommentPeriod | None:
        return getattr(self.article.section, "comment_period", None)

    @property
    def policy_in_force(self) -> PolicyInForce:
        return policy_in_force(self)

    @property
    def is_closed_by_policy(self) -> bool:
        return self.policy_in_force.chosen == Policy.CLOSED

    @property
    def moments(self) -> list[datetime | None]:
        """When its page becomes another by itself: when it closes, and when the policy becomes stricter."""
        return [self.closes_at, self.policy_in_force.premoderated_from]

    @property
    def closes_at(self) -> datetime | None:
        """When an open discussion closes, or has closed, by the age of its article; None where its section sets no end.

        Ask it of the discussion of an article that comes with SECTION_SAYS.
        """
        if self.state != self.State.OPEN or self._period is None or self.article.published_at is None:
            return None
        if self.is_closed_by_policy:
            return None
        return self.article.published_at + timedelta(days=self._period.days)

    @property
    def is_open(self) -> bool:
        if self.state != self.State.OPEN or self.is_closed_by_policy:
            return False
        return self.closes_at is None or self.closes_at > timezone.now()

    @property
    def closed_because(self) -> str:
        """Why it takes no comments, in a sentence for readers."""
        if self.closes_at and self._period:
            day = date_format(timezone.localtime(self.closes_at), "DATE_FORMAT")
            days = self._period.days
            words = ngettext(
                "Comments closed on %(day)s, a day after the article was published.",
                "Comments closed on %(day)s, %(days)d days after the article was published.",
                days,
            )
            return words % {"day": day, "days": days}
        return self.state_reason or gettext("This discussion is closed to new comments.")


class DiscussedArticleQuerySet(ArticleQuerySet):
    def best_rated(self, now: Moment, ratings: int | Parameter) -> DiscussedArticleQuerySet:
        """Cards of those with so many ratings at least, the best first; what is hidden or frozen stays out."""
        rated = self.filter(
            discussion__state__in=SHOWN,
            discussion__frozen_star_counts=None,
            discussion__rating_count__gte=ratings,
        )
        return rated.for_cards(now).order_by("-discussion__cautious_stars", "-discussion__rating_count", "-pk")


class DiscussedArticle(Article):
    """Article, as the discussion knows it: the trigger gives each new article its discussion."""

    objects = ArticleManager.from_queryset(DiscussedArticleQuerySet)()  # type: ignore[misc, django-manager-missing]

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="article_opens_its_discussion",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func="INSERT INTO comments_discussion (article_id) VALUES (NEW.id); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="article_takes_its_comments_along",
                operation=pgtrigger.UpdateOf("section_id"),
                when=pgtrigger.After,
                condition=pgtrigger.Condition("OLD.section_id <> NEW.section_id"),
                # In the order in which all lock comments (CommentQuerySet.locked), so no one waits in a circle.
                func="""
                    PERFORM 1 FROM comments_comment WHERE article_id = NEW.id
                    ORDER BY parent_id, id FOR NO KEY UPDATE;
                    UPDATE comments_comment SET section_id = NEW.section_id WHERE article_id = NEW.id;
                    RETURN NULL;
                """,
            ),
        ]
