"""Whether the database fits the code: /readyz and manage.py check say where it does not, and why."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from newsroom.database.schema import Readiness, faults
from newsroom.pages import health

PROJECT = Path(__file__).resolve().parents[2]
OTHER_TRIGGER = """
    DO $$ DECLARE name text; BEGIN
        SELECT tgname INTO name FROM pg_trigger WHERE tgname LIKE 'pgtrigger_decision_is_never_deleted%';
        EXECUTE format('COMMENT ON TRIGGER %I ON comments_decision IS ''other words''', name);
    END $$
"""
REPLICAS_TRIGGER = """
    DO $$ DECLARE name text; BEGIN
        SELECT tgname INTO name FROM pg_trigger WHERE tgname LIKE 'pgtrigger_decision_is_never_deleted%';
        EXECUTE format('ALTER TABLE comments_decision ENABLE REPLICA TRIGGER %I', name);
    END $$
"""
WITHOUT_FOREIGN_KEY = """
    DO $$ DECLARE name text; BEGIN
        SELECT conname INTO name FROM pg_constraint WHERE conrelid = 'articles_correction'::regclass AND contype = 'f';
        EXECUTE format('ALTER TABLE articles_correction DROP CONSTRAINT %I', name);
    END $$
"""
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _readiness_that_knows_nothing_yet(monkeypatch):
    monkeypatch.setattr(health, "readiness", Readiness())


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_database_that_is_up_to_date_is_ready_and_costs_one_query_from_the_second_probe_on(
    client, django_assert_num_queries
):
    assert faults() == []
    assert client.get("/readyz").content == b"ok\n"
    with django_assert_num_queries(1):
        assert client.get("/readyz").content == b"ok\n"
    said = StringIO()
    call_command("check", stdout=said, stderr=said)
    assert "newsroom.E" not in said.getvalue()


def test_check_warns_of_a_locale_that_knows_ascii_alone():
    said = StringIO()
    call_command("check", stdout=said, stderr=said)
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('Ä') = 'ä'")
        assert ("newsroom.W003" in said.getvalue()) != cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("ALTER SCHEMA public RENAME TO away; CREATE SCHEMA public", "The database is empty: run manage.py migrate."),
        ("DROP TABLE django_migrations", "no record of its migrations"),
        (
            "DELETE FROM django_migrations WHERE app = 'comments'",
            "made only in part (migrations to come: comments.0001",
        ),
        ("DELETE FROM django_migrations WHERE app = 'articles' AND name > '0004'", "older than the code"),
        ("ALTER TABLE articles_article DROP COLUMN kicker", "column kicker of articles_article"),
        ("ALTER TABLE articles_article ALTER kicker TYPE text", "column kicker of articles_article"),
        ("DROP TABLE comments_rule", "(missing or different: table comments_rule)"),
        ("ALTER TABLE articles_article DROP CONSTRAINT article_published_states_its_making", "constraint article_publ"),
        ("DROP INDEX comment_by_address", "index comment_by_address of comments_comment"),
        ("ALTER TABLE comments_decision DISABLE TRIGGER USER", "trigger pgtrigger_decision_is"),
        (OTHER_TRIGGER, "trigger pgtrigger_decision_is_never_deleted"),
        (REPLICAS_TRIGGER, "trigger pgtrigger_decision_is_never_deleted"),
        ("ALTER TABLE articles_article ALTER headline DROP NOT NULL", "column headline of articles_article"),
        ("ALTER TABLE comments_comment ALTER stars SET NOT NULL", "column stars of comments_comment"),
        ("ALTER TABLE articles_article ALTER search DROP EXPRESSION", "column search of articles_article"),
        ("ALTER TABLE comments_rule ADD later integer NOT NULL", "column later of comments_rule, which the code never"),
        ("ALTER TABLE comments_spentchallenge DROP CONSTRAINT comments_spentchallenge_pkey", "unique column digest of"),
        ("ALTER TABLE comments_comment DROP COLUMN article_id CASCADE", "column article_id of comments_comment"),
        (WITHOUT_FOREIGN_KEY, "foreign key article_id of articles_correction"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence_by_readyz_and_by_check(client, sql, sentence):
    run(sql)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    (line,) = answer.text.splitlines()
    assert sentence in line
    with pytest.raises(SystemCheckError) as refusal:
        call_command("check", stdout=StringIO())
    assert line in str(refusal.value)


def test_a_database_that_newer_code_has_migrated_is_ready_and_says_so(client):
    run("INSERT INTO django_migrations (app, name, applied) VALUES ('articles', '9999_later', now())")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "articles.9999_later" in answer.text
    err = StringIO()
    call_command("check", stderr=err)
    assert "newsroom.W002" in err.getvalue()


def test_triggers_that_newer_code_has_removed_or_changed_leave_it_ready(client):
    run("INSERT INTO django_migrations (app, name, applied) VALUES ('articles', '9999_later', now())")
    run(f"{OTHER_TRIGGER}; ALTER TABLE comments_rule DISABLE TRIGGER USER")
    assert client.get("/readyz").status_code == 200
    run("DROP TABLE comments_rule")
    (fault,) = faults()
    assert "table comments_rule" in fault


def test_the_files_of_an_upgrade_change_nothing_for_a_site_that_runs(client, settings, tmp_path, monkeypatch):
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(health, "readiness", Readiness())  # as when the last answer has become too old
    upgraded = tmp_path / "upgraded_comments"
    upgraded.mkdir()
    here = "from comments import migrations\n\n__path__ = [*migrations.__path__, *__path__]\n"
    (upgraded / "__init__.py").write_text(here)
    newest = max(path.stem for path in (PROJECT / "comments" / "migrations").glob("0*.py"))
    (upgraded / "9999_later.py").write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        f"    dependencies = [('comments', '{newest}')]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"comments": "upgraded_comments"}
    assert client.get("/readyz").text == "ok\n"


def test_a_fault_that_is_mended_is_forgotten_at_once(client):
    run("ALTER TABLE comments_decision DISABLE TRIGGER USER")
    assert client.get("/readyz").status_code == 503
    run("ALTER TABLE comments_decision ENABLE TRIGGER USER")
    assert client.get("/readyz").status_code == 200


def manage(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=os.environ | {"SECRET_KEY": "x" * 60} | variables,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_a_database_that_cannot_be_reached_is_said_without_a_traceback(command, tmp_path):
    done = manage(command, DATABASE_URL=f"postgres://newsroom@/{tmp_path}/newsroom")
    assert done.returncode == 1
    assert done.stderr.count("The database cannot be reached") == 1
    assert "Traceback" not in done.stderr


@pytest.fixture
def other_database(django_db_blocker):
    """A function: of a name and what comes after CREATE DATABASE, the address of that database."""
    where = connection.settings_dict
    made = []

    def make(name, options=""):
        made.append(f"{where['NAME']}_{name}")
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {made[-1]}")
            cursor.execute(f"CREATE DATABASE {made[-1]} {options}")
        return f"postgres://{where['USER']}@/{where['HOST']}/{made[-1]}"

    yield make
    with connection._nodb_cursor() as cursor:
        for name in made:
            cursor.execute(f"DROP DATABASE {name}")


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_a_database_that_does_not_hold_every_letter_is_refused_before_anything_is_written(other_database, command):
    url = other_database(f"ascii_{command}", "ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    done = manage(command, DATABASE_URL=url)
    assert done.returncode == 1
    assert "has the encoding SQL_ASCII, and the site needs UTF8" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_a_database_in_which_the_role_may_make_no_table_is_refused_in_one_sentence(other_database, command):
    url = other_database(f"foreign_{command}")
    where = connection.settings_dict
    with psycopg.connect(host=where["HOST"], user=where["USER"], dbname=url.rpartition("/")[2]) as elsewhere:
        elsewhere.execute("DROP SCHEMA public")  # before PostgreSQL 15 everybody may write there
    done = manage(command, DATABASE_URL=url)
    assert done.returncode == 1
    assert "may make no tables here" in done.stderr
    assert "Traceback" not in done.stderr
