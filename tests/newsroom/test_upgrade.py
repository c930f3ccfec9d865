"""The stored database of an earlier release (see ``releases/store.py``), and what the code of today makes of it."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

PROJECT = Path(__file__).resolve().parents[2]
RELEASES = sorted((Path(__file__).parent / "releases").glob("*.sql.gz"))
NEWEST_SERVER_NEEDED = {"2026-11-23": 170000}  # its search column asks for a collation that came with PostgreSQL 17
CATALOG = """
    SELECT 'column', format('%s %s. %s %s %s %s', attrelid::regclass, attnum - (
            SELECT count(*) FROM pg_attribute AS gone
            WHERE gone.attrelid = pg_attribute.attrelid AND gone.attisdropped AND gone.attnum < pg_attribute.attnum
        ), attname, format_type(atttypid, atttypmod), attnotnull, concat(attidentity, attgenerated)),
        pg_get_expr(adbin, adrelid)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'trigger', tgname, pg_get_triggerdef(oid) || coalesce(obj_description(oid, 'pg_trigger'), '')
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
REQUEST_PAGES = """
from django.contrib.auth import get_user_model
from django.test import Client
from articles.models import Article
from comments.models import Comment

account = get_user_model().objects.create_superuser("upgraded", password=None)
article = Article.objects.published().filter(discussion__comment_count__gt=0).newest_first()[0]
desk = Client(SERVER_NAME="localhost")
desk.force_login(account)
reader = Client(SERVER_NAME="localhost")
found = Article.objects.get(slug="how-tides-work")
for path in (
    "/", article.get_absolute_url(), f"/articles/{article.slug}/comments/", f"/sections/{article.section.slug}/",
    "/archive/", "/best-rated/", "/search/?q=tides", "/feed.atom", "/corrections/", "/transparency/", "/sitemap.xml",
    "/readyz",
):
    print("reader", path, reader.get(path).status_code)
assert found.headline in reader.get("/search/?q=tides").text
for path in (
    "/admin/", "/admin/articles/article/", f"/admin/articles/article/{article.pk}/change/",
    f"/admin/articles/article/{article.pk}/history/", "/admin/comments/comment/", "/admin/articles/disclosureevent/",
):
    print("desk", path, desk.get(path).status_code)
article.kicker = "Changed after the upgrade"
article.save()
comment = Comment.objects.create(article=article, name="Ada", email="ada@example.org", message="After.", stars=5)
comment.publish()
"""


@pytest.fixture(scope="module", params=RELEASES, ids=lambda path: path.name.partition(".")[0])
def upgraded(request, django_db_setup, django_db_blocker):
    """Runs manage.py on a database of an earlier release that was migrated."""
    release = request.param.name.partition(".")[0]
    with django_db_blocker.unblock():
        where = dict(connection.settings_dict)
        version = connection.pg_version
    if version < NEWEST_SERVER_NEEDED.get(release, 0):
        pytest.skip("that release itself needed a newer PostgreSQL")
    name = f"{where['NAME']}_upgrade"
    address = {"host": where["HOST"], "port": where["PORT"] or None, "user": where["USER"]}

    def execute(database, *statements):
        with psycopg.connect(**address, dbname=database, autocommit=True) as upgraded:
            for statement in statements:
                upgraded.execute(statement)

    execute(
        where["NAME"], f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"
    )
    execute(name, gzip.decompress(request.param.read_bytes()).decode())

    variables = {
        "DATABASE_URL": f"postgres://{where['USER']}@/{where['HOST']}/{name}",
        "DJANGO_SETTINGS_MODULE": "tests.newsroom.served_settings",
        "SECRET_KEY": "x" * 60,
        "TEST_DATABASE": name,
        "LOG_LEVEL": "ERROR",
    }

    def manage(*arguments, status=0):
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=PROJECT, env=os.environ | variables, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    manage.before = manage("check", status=1)
    manage("migrate", "-v0")
    manage.address = address | {"dbname": name}
    yield manage
    execute(where["NAME"], f"DROP DATABASE {name} (FORCE)")


def schema_of(database):
    """Each part with its definition, without casts and brackets: PostgreSQL sets them anew when a dump is loaded."""
    parts = database.execute(CATALOG).fetchall()
    casts = re.compile(r"::(character varying|text|bpchar|\"char\")(\[\])?|[()]")
    return {(kind, name): casts.sub("", definition or "") for kind, name, definition in parts}


def test_before_it_check_says_that_the_database_is_older(upgraded):
    assert "The database is older than the code (migrations to come: " in upgraded.before


def test_the_schema_is_the_same_as_that_of_a_new_database(upgraded, db):
    with psycopg.connect(**upgraded.address) as database:
        from_the_release = schema_of(database)
    with connection.cursor() as cursor:
        new = schema_of(cursor.connection)
    differing = {name for name in from_the_release | new if from_the_release.get(name) != new.get(name)}
    assert not differing


def test_readers_and_staff_get_their_pages_and_everything_goes_on(upgraded):
    output = upgraded("shell", "--no-imports", "-c", REQUEST_PAGES)
    lines = [line for line in output.splitlines() if line.startswith(("reader", "desk"))]
    assert len(lines) == 18
    assert [line for line in lines if not line.endswith(" 200")] == []


def test_what_was_counted_and_what_was_logged_still_fits(upgraded):
    assert " 0 wrong" in upgraded("check_totals")
    assert upgraded("verify_log")
    assert "newsroom.E" not in upgraded("check")
