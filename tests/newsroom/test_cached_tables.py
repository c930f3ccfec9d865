"""A cached page is known to be valid by versions. So each table that it reads has triggers that move one of them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver

from tests.newsroom.cached_world import PAGES, build
from tests.newsroom.test_plans import nodes_of

pytestmark = pytest.mark.django_db

CHANGES = {"INSERT", "UPDATE", "DELETE"}
# The tables whose rows hold the versions themselves.
VERSIONS = ("articles_contentversion", "comments_discussion", "comments_listsversion")

# Changes that move no version by themselves, with the reason why no page becomes stale by them.
MOVED_OTHERWISE = {
    ("articles_contentversion", "INSERT"): "it is the version",
    ("articles_contentversion", "UPDATE"): "it is the version",
    ("articles_contentversion", "DELETE"): "without the row no cached page is valid",
    **{("comments_listsversion", change): "it is the version" for change in CHANGES},
    ("comments_discussion", "INSERT"): "a discussion comes with its article, whose trigger moves the content version",
    ("comments_discussion", "DELETE"): "a discussion goes with its article, whose trigger moves the content version",
    **{
        ("articles_listing", change): "triggers of articles, bylines and topics alone write it, and move the version"
        for change in CHANGES
    },
    **{
        ("articles_oldaddress", change): "a trigger of articles alone writes it, with a change that moves the version"
        for change in CHANGES
    },
}


@pytest.fixture
def addresses(transactional_db):
    world = build()
    return {name: path.format(thread=world.thread.pk) for name, path in PAGES.items()}


def test_each_table_that_a_cached_page_reads_moves_a_version_with_each_change(addresses):
    moved = changes_that_move_a_version()
    missing = sorted(
        f"{page} reads {table}, and no trigger moves a version on {change}. Add content_triggers(…) to the model, or"
        f" let a trigger move the version of the discussion; then add the change to test_freshness.py."
        for page, address in addresses.items()
        for table in tables_read_by(address)
        for change in CHANGES - moved.get(table, set())
        if (table, change) not in MOVED_OTHERWISE
    )
    assert not missing, "\n".join(missing)


def test_no_exception_is_left_that_nothing_needs(addresses):
    moved = changes_that_move_a_version()
    read = {table for address in addresses.values() for table in tables_read_by(address)}
    assert [each for each in MOVED_OTHERWISE if each[0] not in read or each[1] in moved.get(each[0], set())] == []


def test_a_table_without_such_triggers_is_found_out(addresses):
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIEW colours AS SELECT slug FROM articles_section, auth_group")
        try:
            assert tables_in_the_plan_of("SELECT slug FROM colours") >= {"articles_section", "auth_group"}
        finally:
            cursor.execute("DROP VIEW colours")
    moved = changes_that_move_a_version()
    assert moved["articles_section"] == CHANGES
    assert "auth_group" not in moved


def test_each_view_whose_pages_are_cached_is_among_the_pages_that_are_compared(addresses):
    resolver = get_resolver()
    compared = {resolver.resolve(address.partition("?")[0]).func for address in addresses.values()}
    cached = {view for view in views_of(resolver) if getattr(view, "is_cacheable", False)}
    assert cached
    assert [f"Add a page of {view.__module__}.{view.__name__} to PAGES." for view in cached - compared] == []


def views_of(resolver):
    for pattern in resolver.url_patterns:
        yield from views_of(pattern) if isinstance(pattern, URLResolver) else [pattern.callback]


def tables_read_by(address: str) -> set[str]:
    """The tables in the plans of all queries with which a page is rendered from nothing."""
    clear_caches()
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address).status_code == 200
    asked = [query["sql"] for query in queries.captured_queries]
    assert asked
    return {table for sql in asked if is_a_question(sql) for table in tables_in_the_plan_of(sql)}


def clear_caches() -> None:
    from articles.reading import reader_page
    from web.templatetags.fragment import clear_fragments

    clear_fragments()
    reader_page._menu = None


def is_a_question(sql: str) -> bool:
    return sql.lstrip(" (\n").upper().startswith(("SELECT", "WITH"))


def tables_in_the_plan_of(sql: str) -> set[str]:
    """A view counts as the tables below it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        return {node["Relation Name"] for node in nodes_of(cursor.fetchone()[0]) if "Relation Name" in node}


def changes_that_move_a_version() -> dict[str, set[str]]:
    """By table: what its triggers that move a version fire on, as the database has them."""
    moved: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tgrelid::regclass::text, pg_get_triggerdef(pg_trigger.oid), prosrc
            FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
            WHERE NOT tgisinternal AND tgenabled = 'O'
            """
        )
        for table, definition, function in cursor.fetchall():
            events = re.search(r"(?:BEFORE|AFTER) ([A-Z ,_a-z]+?) ON ", definition)
            if events and moves_a_version(table, function):
                moved.setdefault(table, set()).update(CHANGES & set(events[1].split()))
    return moved


def moves_a_version(table: str, function: str) -> bool:
    """Whether a trigger's function writes a row that holds a version. An update of a discussion moves its own."""
    if table == "comments_discussion":
        return "NEW.version = gen_random_uuid()" in function
    return any(re.search(rf"(INSERT INTO|UPDATE) {version}\b", function) for version in VERSIONS)
