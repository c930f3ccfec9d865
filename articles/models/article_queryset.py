"""What is asked of articles."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from articles.disclosure.levels import Level, condition_for_level
from articles.models.article_fields import ARTICLE_FIELDS
from articles.models.article_parts import bylines, part_rows
from articles.published import is_published, is_published_sql
from web.database.prepared import Parameter

if TYPE_CHECKING:
    from articles.models.article import Article

Moment = datetime | Parameter | None
LISTED_LEVEL = "listed_level"
NOT_ON_CARDS = [field.name for field in ARTICLE_FIELDS if field.is_text and not field.on_card]

MOST_COUNTED = 1000  # articles of a month or a day; of more it is said that there are more

# From each month to the newest article before it.
_MONTHS = f"""
    WITH RECURSIVE months (month) AS (
        SELECT date_trunc('month', max(published_at) AT TIME ZONE %(zone)s) FROM articles_article
        WHERE {is_published_sql("<= %(now)s")}
        UNION ALL
        SELECT date_trunc('month', (
            SELECT max(published_at) FROM articles_article
            WHERE {is_published_sql("< month AT TIME ZONE %(zone)s")}
        ) AT TIME ZONE %(zone)s) FROM months WHERE month IS NOT NULL
    )
    SELECT month::date, (SELECT count(*) FROM (
        SELECT FROM articles_article
        WHERE {is_published_sql(">= month AT TIME ZONE %(zone)s")} AND published_at <= %(now)s
            AND published_at < (month + interval '1 month') AT TIME ZONE %(zone)s
        LIMIT {MOST_COUNTED} + 1
    ) AS counted) FROM months WHERE month IS NOT NULL
"""  # noqa: S608 (put together from constants)


_DAYS = f"""
    SELECT day::date, (SELECT count(*) FROM (
        SELECT FROM articles_article
        WHERE {is_published_sql(">= day AT TIME ZONE %(zone)s")} AND published_at <= %(now)s
            AND published_at < (day + interval '1 day') AT TIME ZONE %(zone)s
        LIMIT {MOST_COUNTED} + 1
    ) AS counted)
    FROM generate_series(
        %(begins)s AT TIME ZONE %(zone)s, %(ends)s AT TIME ZONE %(zone)s - interval '1 day', interval '1 day'
    ) AS day
"""  # noqa: S608 (put together from constants)


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, now: Moment = None) -> Self:
        """Articles a reader may read now: published, past any embargo, not withdrawn. now: the present if left out."""
        return self.filter(is_published(now or timezone.now()))

    def sent_back_to(self, account: Any) -> Self:
        """Drafts that an editor gave back to account with a note, the latest first; until they are submitted again."""
        return self.filter(published_at=None, sent_back_to=account, sent_back_at__isnull=False).order_by(
            "-sent_back_at"
        )

    def under_embargo(self, now: Moment = None) -> Self:
        """Those that nobody may publish yet, in the order in which their embargoes end."""
        return self.filter(embargo_until__gt=now or timezone.now()).order_by("embargo_until")

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def by_machines(self) -> Self:
        """Those that a machine handed in."""
        return self.filter(machine_draft__isnull=False)

    def visible(self, now: Moment = None) -> Self:
        """Articles whose address says something to readers now: the published and the withdrawn."""
        return self.filter(published_at__lte=now or timezone.now())

    def moved_from(self, slug: str) -> Article | None:
        """The visible article whose address is slug in small letters, or was."""
        slug = slug.lower()
        visible = self.visible()
        return visible.filter(slug=slug).first() or visible.filter(old_addresses__slug=slug).first()

    def months(self) -> list[tuple[date, int]]:
        """Each month, in the site's time zone, in which readers may read something; newest first.

        Its first day, and how many articles it has: MOST_COUNTED + 1 where it has more than MOST_COUNTED. The index
        alone is read, so what a month costs has an end.
        """
        with connection.cursor() as cursor:
            cursor.execute(_MONTHS, {"zone": timezone.get_current_timezone_name(), "now": timezone.now()})
            return cursor.fetchall()

    def days(self, begins: datetime, ends: datetime) -> dict[date, int]:
        """How many articles readers may read of each day from begins until ends, by the site's time zone."""
        zone = timezone.get_current_timezone_name()
        with connection.cursor() as cursor:
            cursor.execute(_DAYS, {"zone": zone, "now": timezone.now(), "begins": begins, "ends": ends})
            return dict(cursor.fetchall())

    def for_cards(self, now: Moment = None) -> Self:
        """Everything that a card renders, in one query; the body stays behind."""
        return (
            self.published(now)
            .newest_first()
            .select_related("section", "discussion", "lead_image")
            .defer(*NOT_ON_CARDS, "lead_image__ai_prompt", "lead_image__rights", "lead_image__stated_in")
        )

    def listed_under(self, now: Moment = None, **place: models.Model | int | Parameter) -> Self:
        """Those in the list of a topic or a person (topic=… or person=…), newest first, each with ``listed_at``.

        It is the time at which the article was published. Its index leads from row to row of the list. ``made`` goes by
        the row's level, which has an index too.
        """
        listed = self.filter(**{f"listing__{name}": of for name, of in place.items()})
        listed = listed.alias(listed_at=F("listing__published_at"), **{LISTED_LEVEL: F("listing__level")})
        return listed.filter(Q(("listed_at__lte", now or timezone.now()))).order_by("-listed_at", "-pk")

    def with_listed_at(self) -> Self:
        """Any, with what such a list is ordered by."""
        return self.alias(listed_at=F("published_at"))

    def made(self, level: Level) -> ArticleQuerySet:
        """Those that were made in one way."""
        if LISTED_LEVEL in self.query.annotations:
            return self.filter(Q((LISTED_LEVEL, level.key)))
        return self.filter(condition_for_level(level))

    def for_feed(self) -> Self:
        """Everything that a feed's entry holds, the whole text included."""
        return (
            self.published()
            .newest_first()
            .select_related("section", "lead_image")
            .prefetch_related(models.Prefetch("byline_set", queryset=bylines()), "corrections", "topics")
        )

    def for_page(self, now: Moment = None) -> Self:
        """Everything that the article page renders, withdrawn articles included, since their address says so."""
        return self.for_preview().visible(now)

    def for_preview(self) -> Self:
        """Everything that the article page renders, whatever the article's state."""
        return self.select_related("section", "discussion", "lead_image", "reviewed_by").annotate(
            fetched_parts=part_rows()
        )


class ArticleManager(models.Manager.from_queryset(ArticleQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> ArticleQuerySet:
        """Without the search column: it is as long as the text, and only PostgreSQL reads it."""
        return super().get_queryset().defer("search")
