"""An import of many files asks for little with each, and each still stands for itself."""

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

from articles.importing.importer import Result, import_articles
from articles.models import Article, ContentVersion, Section, Topic

FULL = """\
bylines: [Ada Byron, 李四]
topics: [Bridges, Rivers]
sources: [{title: The opening}, {title: The plan}]
"""


@pytest.mark.django_db
def test_a_new_file_whose_names_are_known_takes_thirteen_statements(write, tmp_path, django_assert_num_queries):
    for number in range(3):
        write(f"{number}.md", headline=f"Bridge {number}", front=FULL)
    run = import_articles([tmp_path], new_sections=True)
    next(run)
    # Savepoint, no waiting for the disk, the slug; article, history and the record of it within a savepoint of their
    # own; bylines, topics, sources, its file; release.
    with django_assert_num_queries(13):
        next(run)
    with django_assert_num_queries(13):
        next(run)


@pytest.mark.django_db
def test_a_file_that_has_not_changed_takes_five_statements(write, tmp_path, run_import, django_assert_num_queries):
    path = write(front=FULL)
    run_import(path)
    with django_assert_num_queries(5):  # savepoint, no waiting for the disk, the slug, the article, release
        assert next(import_articles([path], new_sections=True)).result is Result.UNCHANGED


@pytest.mark.django_db
def test_a_name_that_a_refused_file_brought_is_made_by_the_next_one(write, run_import, tmp_path):
    write("a.md", headline="A", section="Far away", topics="[Tea]", sources="[{title: T, address: nonsense}]")
    write("b.md", headline="B", section="Far away", topics="[Tea]")
    run = run_import(tmp_path)
    assert run.summary == "1 created, 0 updated, 0 unchanged, 1 refused."
    article = Article.objects.get()
    assert (article.section, article.topics.get()) == (Section.objects.get(), Topic.objects.get())


@pytest.mark.django_db(transaction=True)
def test_a_name_that_is_removed_during_an_import_is_made_again(write, tmp_path):
    write("a.md", headline="A", topics="[Tea]")
    write("b.md", headline="B", topics="[Tea]")
    run = import_articles([tmp_path], new_sections=True)
    next(run)
    first = Topic.objects.get()
    Article.objects.get().topics.clear()
    first.delete()
    assert next(run).result is Result.CREATED
    again = Article.objects.get(headline="B").topics.get()
    assert (again.name, again.pk) != (first.name, first.pk)
    assert again.name == "Tea"


@pytest.mark.django_db
def test_a_name_that_is_changed_during_an_import_stays_what_the_import_met(write, tmp_path):
    write("a.md", headline="A", section="Wolrd")
    write("b.md", headline="B", section="Wolrd")
    run = import_articles([tmp_path], new_sections=True)
    next(run)
    Section.objects.update(name="World")
    next(run)
    assert Article.objects.get(headline="B").section == Section.objects.get()


@pytest.fixture
def as_a_site_commits(transactional_db, monkeypatch):
    """Connections that wait for the disk. Those of other tests do not, see ``django_db_setup``."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "options", options["options"].replace("-c synchronous_commit=off", ""))
    yield
    connection.close()


def test_all_is_on_disk_when_an_import_ends(as_a_site_commits, write, tmp_path):
    for number in range(3):
        write(f"{number}.md", headline=f"Bridge {number}")
    written = None
    for _outcome in import_articles([tmp_path], new_sections=True):
        written = _position("pg_current_wal_insert_lsn()")
    assert written
    assert _position("pg_current_wal_flush_lsn()") >= written


@pytest.mark.django_db
def test_however_many_rows_a_transaction_changes_it_moves_the_content_version_once(write, run_import):
    run_import(write(front=FULL))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    moved = ContentVersion.objects.get().version
    Topic.objects.update(name=Concat("name", Value(" and tides")))
    assert ContentVersion.objects.get().version == moved


def _position(function):
    """A place in PostgreSQL's log of what it writes, in bytes from its beginning."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function} - '0/0'")
        return cursor.fetchone()[0]
