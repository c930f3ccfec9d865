"""Every query of every page finds its rows by an index, whatever the size of the archive.

PostgreSQL reads a small table from end to end because that is quicker, and a table that a test can fill is small. So it
is told here that doing so is dear (``enable_seqscan``): then it only does it where no index can serve the query, and
that is the fault which would make a page slow in a large archive. No time is measured.
"""

import gc
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.disclosure import disclosure_figures
from articles.front.front_arrangement import put_bands_in_place
from articles.models import Article, Listing, ReadCount
from articles.searching.word_list import add_words
from benchmarks.generator import aftermath
from benchmarks.generator.archive import Archive
from benchmarks.generator.articles import write_articles
from benchmarks.generator.comments import Remarks, write_comments
from benchmarks.generator.house import write_house
from benchmarks.generator.words import Phrasebook
from benchmarks.pages import EDITOR, REPORTER, page_kinds
from comments.models import Comment, MostRead
from comments.reading.article_with_comments import COMMENTS_ON_A_PAGE
from comments.totals.most_read import RANKED, rank_reads
from comments.totals.totals_check import compare_all
from comments.upkeep import ledger
from web.database.prepared import Prepared
from web.paging import counted_at_first

pytestmark = pytest.mark.django_db

# The results of tasks, a package's table without an index by status, are kept for days, not for years.
GROWS_WITH_THE_ARCHIVE = {
    "articles_article",
    "articles_article_topics",
    "articles_byline",
    "articles_correction",
    "articles_disclosureevent",
    "articles_historicalarticle",
    "articles_intakeanswer",
    "articles_listing",
    "articles_machinedraft",
    "articles_oldaddress",
    "articles_ratecount",
    "articles_readcount",
    "articles_referringhost",
    "articles_searchword",
    "articles_source",
    "comments_comment",
    "comments_decision",
    "comments_discussion",
    "comments_gonecomment",
    "comments_linkrequest",
    "comments_objection",
    "comments_report",
    "comments_shownonce",
    "comments_spentchallenge",
    "django_admin_log",
    "django_session",
}


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker):
    """Some thousand rows, as the benchmarks make them, for this module alone."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() != (True,):
                pytest.skip("Filling tables with triggers off needs a superuser, as the embedded PostgreSQL's role is.")
        sizes = {"sections": 5, "topics": 50, "people": 20, "images": 20}
        archive = Archive(1_900, 8_000, 500, timezone.now() - timedelta(hours=1), **sizes)
        book = Phrasebook(archive.seed, sentences=200)
        remarks, counts, first = Remarks(archive, book, messages=200), archive.comment_counts(), 1
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            write_house(cursor, archive, book)
            for keys in archive.chunks():
                write_articles(cursor, archive, book, keys)
                first += write_comments(cursor, archive, remarks, keys, counts, first)
            for _name, step in aftermath.steps(archive):
                step(cursor)
            cursor.execute("SET LOCAL session_replication_role = origin")
            ledger.keep()
            disclosure_figures.keep()
            while add_words():
                pass
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
        yield archive
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(archive):
    User.objects.filter(username="made-2").update(is_superuser=True)
    reporter = User.objects.get(username="made-3")
    reporter.groups.set(Group.objects.filter(name="Reporter"))
    clients = {"": Client(), EDITOR: Client(), REPORTER: Client()}
    for account, username in ((EDITOR, "made-2"), (REPORTER, "made-3")):
        clients[account].force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return clients


def test_what_the_benchmarks_fill_in_is_what_the_triggers_would_have_kept(archive):
    assert [difference for _compared, differences in compare_all() for difference in differences] == []
    call_command("verify_log", verbosity=0)
    kept = Listing.objects.filter(person__isnull=False).values_list("article", "person", "published_at", "level")
    readable = Article.objects.filter(published_at__isnull=False, withdrawn_at=None)
    levels = {article.pk: article.level.key for article in readable}
    told = readable.filter(people__isnull=False).values_list("pk", "people", "published_at")
    assert sorted(kept) == sorted((pk, person, at, levels[pk]) for pk, person, at in told)


def test_no_page_reads_a_large_table_from_end_to_end(archive, clients):
    faults = []
    for kind in page_kinds():
        kind = kind.requested_by(clients[kind.account])
        with CaptureQueriesContext(connection) as queries:
            response = clients[kind.account].get(kind.addresses[0])
        assert response.status_code == kind.status, kind
        for query in queries.captured_queries:
            faults += [f"{kind.name}: {table}: {query['sql'][:2000]}" for table in read_from_end_to_end(query["sql"])]
    assert not faults, "\n".join(faults)


def test_neither_does_a_question_that_is_planned_once_for_all_values(archive, clients):
    for kind in page_kinds():
        clients[kind.account].get(kind.requested_by(clients[kind.account]).addresses[0])
    questions = {
        (each._written.sql, *each._written.parameters)
        for each in gc.get_objects()
        if type(each) is Prepared and each._written
    }
    assert len(questions) > 15
    faults = [f"{table}: {asked[0][:2000]}" for asked in sorted(questions) for table in read_for_any_values(*asked)]
    assert not faults, "\n".join(faults)


def read_for_any_values(sql: str, *parameters: str) -> set[str]:
    """The large tables of which all rows are read by the plan of sql that serves for whatever parameters (``%s``)."""
    types = {"now": "timestamptz", "topic": "bigint", "person": "bigint"}  # of others PostgreSQL finds them itself
    declared = ", ".join(types.get(name, "unknown") for name in parameters)
    numbers = iter(range(1, 100))
    numbered = re.sub("%([s%])", lambda found: "%" if found[1] == "%" else f"${next(numbers)}", sql)
    values = ", ".join(["NULL"] * len(parameters))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE question {f'({declared})' if declared else ''} AS {numbered}")
        try:
            return read_from_end_to_end(f"EXECUTE question {f'({values})' if values else ''}")
        finally:
            cursor.execute("DEALLOCATE question")
            cursor.execute("SET LOCAL plan_cache_mode = auto")


def test_comments_that_nobody_published_are_not_read_for_any_reader(archive):
    article = Article.objects.published().order_by("-discussion__comment_count")[0]
    thread = Comment.objects.filter(article=article).threads().newest_first()[5]
    discussion = reverse("comments", args=[article.slug])
    orders = [f"{discussion}?order={order}" for order in ("newest", "oldest", "highest", "lowest", "recommended")]
    addresses = [article.get_absolute_url(), *orders, f"{discussion}?stars=4", f"{discussion}?page=2"]
    addresses += [f"{discussion}?from={thread.pk}", thread.get_absolute_url()]
    addresses += [reverse("replies", args=[thread.pk]), reverse("article_comments_feed", args=[article.slug])]
    before = {address: comments_read_for(address) for address in addresses}
    for status in ("pending", "spam", "rejected"):
        flood(article, thread, status)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE comments_comment")
    after = {address: comments_read_for(address) for address in addresses}
    # Another plan may look at a few rows more or less.
    assert {address: after[address] for address in addresses if after[address] > before[address] + 20} == {}


def test_a_page_of_replies_reads_no_more_of_them_the_more_there_are(archive):
    article = Article.objects.published().order_by("-discussion__comment_count")[0]
    thread = Comment.objects.filter(article=article).threads().newest_first()[5]
    flood(article, thread, "published")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE comments_comment")
    counted = counted_at_first(COMMENTS_ON_A_PAGE)
    assert 2 * COMMENTS_ON_A_PAGE < comments_read_for(reverse("replies", args=[thread.pk])) < 2 * counted


def test_what_was_read_most_is_found_among_a_million_reads_by_those_of_a_day(archive, clients):
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        for table, column, value in (
            ("articles_readcount", "", ""),
            ("articles_referringhost", ", host", ", 'a.example'"),
        ):
            cursor.execute(
                f"""
                INSERT INTO {table} (article_id, hour, reads{column})
                SELECT id, %s - number * interval '5 hours', 20 + id %% 7{value}
                FROM articles_article CROSS JOIN generate_series(1, 30) AS number
                """,
                [hour],
            )
        cursor.execute("ANALYZE articles_readcount, articles_referringhost")
    front = put_bands_in_place()
    front.shows_most_read = True
    front.save()
    assert ReadCount.objects.aggregate(total=Sum("reads"))["total"] > 1_000_000
    with CaptureQueriesContext(connection) as ranking:
        rank_reads(hour)
    assert MostRead.objects.count() == RANKED
    of_a_day = ReadCount.objects.since(hour - timedelta(days=1)).count()
    assert sum(rows_read_by(query["sql"], "articles_readcount") for query in ranking.captured_queries) <= of_a_day
    with CaptureQueriesContext(connection) as pages:
        for path in ("/", "/most-read/"):
            assert clients[""].get(path).status_code == 200
    assert not [query for query in pages.captured_queries if "articles_readcount" in query["sql"]]
    with CaptureQueriesContext(connection) as desk:
        for period in ("day", "week", "month"):
            assert clients[EDITOR].get(f"/admin/articles/readcount/?period={period}").status_code == 200
    queries = [*ranking.captured_queries, *pages.captured_queries, *desk.captured_queries]
    assert [query["sql"] for query in queries if read_from_end_to_end(query["sql"])] == []


def flood(article: Article, thread: Comment, status: str) -> None:
    """Ten thousand comments on an article, every fifth under thread, before and after all others."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO comments_comment (article_id, section_id, parent_id, name, email, email_key, message, stars,
                status, held_because, is_staff_reply, language, network_hash, created_at)
            SELECT %s, %s, CASE WHEN number %% 5 = 0 THEN %s END, 'A', '', number::text, %s,
                CASE WHEN number %% 5 = 0 THEN NULL ELSE number %% 5 + 1 END, %s, '[]', false, '', '',
                now() + (number %% 2 * 1000 - 500) * interval '1 day' + number * interval '1 second'
            FROM generate_series(1, 10000) AS number
            """,
            [article.pk, article.section_id, thread.pk, f"Flood of {status}", status],
        )


def comments_read_for(address: str) -> int:
    """How many rows of comments PostgreSQL looks at for a page."""
    with CaptureQueriesContext(connection) as queries:
        Client().get(address)
    return sum(comments_read_by(query["sql"]) for query in queries.captured_queries)


def comments_read_by(sql: str) -> int:
    return rows_read_by(sql, "comments_comment")


def rows_read_by(sql: str, table: str) -> int:
    """How many rows of table PostgreSQL looks at for a query."""
    if table not in sql or not sql.lstrip(" (\n").upper().startswith(("SELECT", "WITH")):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        nodes = nodes_of(cursor.fetchone()[0])
    looked_at = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    found = [node for node in nodes if node.get("Relation Name") == table]
    return round(sum(node.get(rows, 0) * node["Actual Loops"] for node in found for rows in looked_at))


def test_the_plan_of_a_query_without_an_index_is_found_out(archive):
    assert read_from_end_to_end("SELECT id FROM articles_article WHERE kicker = 'Analysis'") == {"articles_article"}
    assert not read_from_end_to_end("SELECT id FROM articles_article WHERE slug = 'machine-made-1'")


def read_from_end_to_end(sql: str) -> set[str]:
    """The large tables of which the plan of sql reads all rows."""
    if not sql.lstrip(" (\n").upper().startswith(("SELECT", "WITH", "EXECUTE")):
        return set()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        nodes = nodes_of(cursor.fetchone()[0])
    tables = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
    return tables & GROWS_WITH_THE_ARCHIVE


def nodes_of(plan: Any) -> list[dict[str, Any]]:
    """Each node of a plan, as EXPLAIN gives it in JSON."""
    nodes = [(json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]]
    for node in nodes:  # which grows meanwhile
        nodes += node.get("Plans", [])
    return nodes
