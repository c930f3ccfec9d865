"""The worker of background tasks, and what it survives: real workers on a real server, killed as in real life."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from newsroom.start.embedded_postgres import EmbeddedPostgres
from tests.newsroom.checkout import copy_test_database, until
from tests.newsroom.test_embedded_postgres import kill_postgres
from web.database import database_limits as limits

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory, django_db_setup):
    with EmbeddedPostgres(tmp_path_factory.mktemp("var")) as server:
        copy_test_database(server)
        yield server


@pytest.fixture
def path(tmp_path):
    return tmp_path / "task"


def manage(server, *arguments):
    where = server.database_settings()
    url = f"postgres://{where['USER']}@/{where['HOST']}/{where['NAME']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": url, "SECRET_KEY": "x" * 60, "PYTHONPATH": str(PROJECT)},
        stderr=subprocess.PIPE,
        text=True,
    )


class Worker:
    def __init__(self, server):
        self.process = manage(server, "db_worker", "--queue-name", "*")
        self.output = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stderr:
            self.output += line

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()


def query(server, sql):
    where = server.database_settings()
    address = {"host": where["HOST"], "port": where["PORT"], "user": where["USER"], "dbname": where["NAME"]}
    with psycopg.connect(**address, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else None


def enqueue(server, path, task="wait_for"):
    code = f"from tests.newsroom.slow_task import {task}; {task}.enqueue({str(path)!r})"
    assert manage(server, "shell", "--no-imports", "-c", code).wait() == 0


def starts(path):
    return path.read_text().count("began") if path.exists() else 0


def states(server):
    return {state for (state,) in query(server, "SELECT status FROM django_tasks_database_dbtaskresult")}


def make_old(server):
    """As if a minute and more had passed."""
    query(server, "UPDATE django_tasks_database_dbtaskresult SET started_at = started_at - interval '2 minutes'")


def test_a_task_whose_worker_was_killed_is_done_by_another_one_though_no_other_task_comes(server, path):
    enqueue(server, path)
    with Worker(server) as killed:
        until(lambda: starts(path) == 1, "the task")
        make_old(server)
        with Worker(server):
            other = path.with_name("other")
            path.with_name("other.go").touch()
            enqueue(server, other)
            until(lambda: states(server) == {"RUNNING", "SUCCESSFUL"}, "the other task")
            assert starts(path) == 1  # the worker that lives has looked, and left the task to the one that has it
            killed.process.kill()
            until(lambda: starts(path) == 2, "another start")
            path.with_name("task.go").touch()
            until(lambda: states(server) == {"SUCCESSFUL"}, "the end of the task")


def test_a_statement_of_a_task_has_an_end_but_a_later_one_than_that_of_a_request(server, path):
    enqueue(server, path, "write_limits")
    with Worker(server):
        until(lambda: path.exists() and path.read_text(), "the limits")
    assert path.read_text() == "10min 1min"
    assert limits.STATEMENT_OF_A_TASK > limits.STATEMENT


def test_a_worker_waits_for_a_database_that_is_away_and_does_its_task_again(server, path):
    enqueue(server, path)
    with Worker(server) as worker:
        until(lambda: starts(path) == 1, "the task")
        kill_postgres(server)
        path.with_name("task.go").touch()
        until(lambda: "The database does not answer" in worker.output, "what the worker says")
        assert server.revive()
        until(lambda: starts(path) == 2, "another start")
        until(lambda: states(server) == {"SUCCESSFUL"}, "the end of the task")
        until(lambda: "The database answers again." in worker.output, "what the worker says")
        assert worker.output.count("The database does not answer") == 1
        assert worker.process.poll() is None


def test_a_worker_that_waits_for_the_database_ends_at_once_when_it_is_asked_to(server):
    with Worker(server) as worker:
        until(lambda: "The worker starts." in worker.output, "the worker")
        kill_postgres(server)
        until(lambda: "The database does not answer" in worker.output, "what the worker says")
        worker.process.terminate()
        assert worker.process.wait(60) == 0
        assert "Traceback" not in worker.output
    assert server.revive()


SCHEDULE_CHANGES = """
from datetime import timedelta
from django.utils import timezone
from articles.models import Article, Section
from articles.workflow.working_copy import plan_changes, start_copy
section = Section.objects.create(name="Sea", slug="sea")
live = Article.objects.create(
    section=section, slug="tide", headline="The tide", body="<p>Twice.</p>", ai_use="none", published_at=timezone.now()
)
live.refresh_from_db()
copy = start_copy(live, by=None)
copy.body = "<p>Thrice.</p>"
copy.save()
plan_changes(copy, None, timezone.now() + timedelta(days=1), live.version, [])
"""


def test_scheduled_changes_of_an_article_are_published_by_a_worker_that_came_after_the_one_that_was_there(server):
    assert manage(server, "shell", "--no-imports", "-c", SCHEDULE_CHANGES).wait() == 0
    body = "SELECT body FROM articles_article WHERE slug = 'tide'"
    with Worker(server) as first:
        until(lambda: "The worker starts." in first.output, "the worker")
        assert query(server, body) == [("<p>Twice.</p>",)]
    # As if the day had passed.
    query(server, "UPDATE articles_copyplan SET due_at = now()")
    query(server, "UPDATE django_tasks_database_dbtaskresult SET run_after = now() WHERE status = 'READY'")
    with Worker(server):
        until(lambda: query(server, body) == [("<p>Thrice.</p>",)], "the changes")
        until(lambda: states(server) == {"SUCCESSFUL"}, "the end of the task")
    assert query(server, "SELECT count(*) FROM articles_article") == [(1,)]
