"""Which files of the sitemap hold articles. That is kept once a day, so that nobody who asks has to look into each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db import connection, models, transaction
from django.utils import timezone

KEYS_IN_A_FILE = 500  # of articles, and so the most addresses in it; whoever changes it runs forget_traces

# From each file to that of the next article after it; from a file in a run that is kept, to the end of the run.
_RUNS = f"""
    WITH RECURSIVE runs (first, last) AS (
        SELECT 0::bigint, 0::bigint
        UNION ALL
        SELECT number, coalesce((
            SELECT kept.last FROM articles_sitemaprun AS kept
            WHERE kept.first <= number AND kept.last >= number
        ), number)
        FROM runs CROSS JOIN LATERAL (
            SELECT (id - 1) / {KEYS_IN_A_FILE} + 1 FROM articles_article
            WHERE id > runs.last * {KEYS_IN_A_FILE} AND published_at <= %(now)s AND withdrawn_at IS NULL
            ORDER BY id LIMIT 1
        ) AS next (number)
    )
    SELECT first, last FROM runs WHERE first > 0
"""  # noqa: S608 (put together from a constant)


class SitemapRunQuerySet(models.QuerySet["SitemapRun"]):
    def now(self) -> list[tuple[int, int]]:
        """The first and last number of each run of files in which readers may read something.

        A look at an index for each run, and for each file that is in none: what came since they were kept. A file in
        the midst of a run of which everything was withdrawn since is still in it.
        """
        with connection.cursor() as cursor:
            cursor.execute(_RUNS, {"now": timezone.now()})
            return cursor.fetchall()

    def keep(self) -> None:
        """Look into every file, and keep what was found in place of what was kept."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE articles_sitemaprun IN SHARE ROW EXCLUSIVE MODE")
            self.all().delete()
            SitemapRun.objects.bulk_create(SitemapRun(first=first, last=last) for first, last in _joined(self.now()))


class SitemapRun(models.Model):
    """Files of the sitemap, from number first to number last, each of which holds articles."""

    first = models.PositiveBigIntegerField(primary_key=True)
    last = models.PositiveBigIntegerField()

    objects = SitemapRunQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def _joined(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those that touch, as one."""
    for _gap, group in groupby(enumerate(runs), lambda each: each[1][0] - each[0]):
        touching = [run for _place, run in group]
        yield touching[0][0], touching[-1][1]
