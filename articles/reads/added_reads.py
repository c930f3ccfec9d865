"""What was counted, added to the tables in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from articles.reads.read_count import ReferringHost
from articles.reads.reads_progress import CountedHere

# Anyone can send the name of any site. What is beyond these goes without a name.
HOSTS_OF_AN_ARTICLE = 20  # in an hour
HOSTS_OF_AN_HOUR = 2_000  # of all articles: one article and one site each

# Writers take their turn, so the limits of hosts hold whatever the number of processes.
ADVISORY_LOCK = 5120264916
PATIENCE = "2s"  # that a writer waits for another

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Hour = int
"""Hours since 1970, UTC."""
Reads = Mapping[tuple[int, Hour], int]
Hosts = Mapping[tuple[int, Hour, str], int]

_ADD_READS = """
    INSERT INTO articles_readcount AS known (article_id, hour, reads)
    SELECT article, hour, reads
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[]) AS counted (article, hour, reads)
    WHERE EXISTS (SELECT FROM articles_article WHERE id = article)
    ORDER BY article, hour
    ON CONFLICT ON CONSTRAINT readcount_one_for_each_hour DO UPDATE SET reads = known.reads + EXCLUDED.reads
"""
_ADD_HOSTS = """
    INSERT INTO articles_referringhost AS known (article_id, hour, host, reads)
    SELECT article, hour, host, reads
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::bigint[]) AS counted (article, hour, host, reads)
    WHERE EXISTS (SELECT FROM articles_article WHERE id = article)
    ORDER BY hour, article, host
    ON CONFLICT (hour, article_id, host) DO UPDATE SET reads = known.reads + EXCLUDED.reads
"""


def hour_of(moment: datetime) -> Hour:
    return (moment - _EPOCH) // timedelta(hours=1)


def add_reads(reads: Reads, hosts: Hosts, *, counted_here_until: datetime | None = None) -> None:
    """Add to the figures. Articles that are gone are left out.

    reads: by article and hour. hosts: by article, hour and host, of those reads that came from another site.
    counted_here_until: given by the site's own processes, so no log is counted for that time as well.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        if reads:
            rows = [(article, _moment(hour), number) for (article, hour), number in reads.items()]
            cursor.execute(_ADD_READS, [list(column) for column in zip(*rows, strict=True)])
        bounded = _bounded(hosts)
        if bounded:
            named = [(article, _moment(hour), host, number) for (article, hour, host), number in bounded.items()]
            cursor.execute(_ADD_HOSTS, [list(column) for column in zip(*named, strict=True)])
        if counted_here_until:
            CountedHere.objects.bulk_create(
                [CountedHere(pk=1, until=counted_here_until)],
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=["until"],
            )


def _bounded(hosts: Hosts) -> Counter[tuple[int, Hour, str]]:
    """hosts, with those beyond the limits under an empty name. Sites with more reads go first."""
    bounded: Counter[tuple[int, Hour, str]] = Counter()
    for hour in {hour for _article, hour, _host in hosts}:
        of_hour = [(number, key) for key, number in hosts.items() if key[1] == hour]
        known = _known_hosts(hour)
        of_article = Counter(article for article, _host in known)
        for number, (article, _hour, host) in sorted(of_hour, key=lambda each: (-each[0], each[1])):
            if host and (article, host) not in known:
                if of_article[article] >= HOSTS_OF_AN_ARTICLE or len(known) >= HOSTS_OF_AN_HOUR:
                    bounded[article, hour, ""] += number
                    continue
                known.add((article, host))
                of_article[article] += 1
            bounded[article, hour, host] += number
    return bounded


def _known_hosts(hour: Hour) -> set[tuple[int, str]]:
    found: Iterable[tuple[int, str]] = (
        ReferringHost.objects.filter(hour=_moment(hour)).exclude(host="").values_list("article", "host")
    )
    return set(found)


def _moment(hour: Hour) -> datetime:
    return _EPOCH + timedelta(hours=hour)
