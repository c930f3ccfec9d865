from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article

STARS = (1, 2, 3, 4, 5)


class Discussion(models.Model):
    """What readers say under one article: its state, and its totals.

    The database makes the row with the article and keeps the totals in step with the published comments, whoever
    writes. No code of ours ever sets them.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        LOCKED = "locked", _("Locked: readable, takes no comments")
        HIDDEN = "hidden", _("Hidden: not shown at all")

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="discussion")
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN, db_default=State.OPEN)
    state_reason = models.CharField(
        _("reason"), max_length=300, blank=True, db_default="", help_text=_("Readers see it where the form would be.")
    )
    comment_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    one_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    two_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    three_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    four_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    five_star_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.CheckConstraint(
                name="discussion_state_is_known", condition=models.Q(state__in=["open", "locked", "hidden"])
            ),
        ]

    def __str__(self) -> str:
        return str(self.article)

    @property
    def star_counts(self) -> dict[int, int]:
        """Ratings given, by stars: {1: …, …, 5: …}."""
        counts = (
            self.one_star_count,
            self.two_star_count,
            self.three_star_count,
            self.four_star_count,
            self.five_star_count,
        )
        return dict(zip(STARS, counts, strict=True))

    @property
    def rating_count(self) -> int:
        return sum(self.star_counts.values())

    @property
    def rating_average(self) -> Decimal | None:
        """Mean of the stars given, to one decimal, a half rounded up; None where nobody has rated."""
        if not (count := self.rating_count):
            return None
        stars = sum(stars * count for stars, count in self.star_counts.items())
        return (Decimal(stars) / count).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def shows_comments(self) -> bool:
        """Whether words of readers stand on the article's page."""
        return self.state != self.State.HIDDEN and self.comment_count > 0

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class DiscussedArticle(Article):
    """Article, as the discussion knows it: the trigger gives each new article its discussion."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="article_opens_its_discussion",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func="INSERT INTO comments_discussion (article_id) VALUES (NEW.id); RETURN NULL;",
            )
        ]
