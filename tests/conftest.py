"""What every test may ask for: a database, articles, comments. The embedded server runs round the whole test run."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.start.embedded_postgres import server
from newsroom.start.processors import available_processors
from tests.emptying import remember_the_rows_of_the_migrations

os.environ.setdefault("CAPTCHA_PROVIDER", "none")


# Files that take minutes, the longest first. They begin before all others, so no process has one left at the end while
# the others wait.
LONG_FILES = (
    "newsroom/test_rights.py",
    "browser/test_desk_pages_beside_articles.py",
    "browser/test_desk_pages.py",
    "browser/test_desk_pages_of_comments.py",
    "browser/test_desk_pages_of_newsroom.py",
    "browser/test_desk_pages_of_the_guide.py",
    "browser/test_desk_pages_of_an_article.py",
    "newsroom/test_start.py",
    "browser/test_desk.py",
    "browser/test_styleguide.py",
    "browser/test_reader_pages.py",
    "newsroom/test_plans.py",
    "browser/test_unsaved.py",
    "web/test_database_limits.py",
    "newsroom/test_valid_html.py",
    "browser/test_languages.py",
    "newsroom/test_bootstrap.py",
    "browser/test_queue.py",
    "browser/test_commenters_life.py",
    "browser/test_article_life.py",
    "newsroom/test_background_worker.py",
    "newsroom/test_upgrade.py",
    "newsroom/test_move_in_killed.py",
)


def pytest_collection_modifyitems(items):
    place = {name: number for number, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: place.get(f"{item.path.parent.name}/{item.path.name}", len(place)))


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # one server, started and stopped by the process that starts the workers
        server.__enter__()


def pytest_xdist_auto_num_workers(config):  # -n auto
    return available_processors() + 1  # tests wait for browsers, servers and time limits


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        server.__exit__()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit are followed by emptying all tables: here, and nowhere else, the log may be emptied."""
    from django.db import connection

    from articles.models import DisclosureEvent, WorkflowEntry

    ignored = ",".join(
        trigger.get_pgid(model)
        for model in (DisclosureEvent, WorkflowEntry)
        for trigger in model._meta.triggers
        if trigger.name.endswith("_is_not_emptied")
    )
    # What a connection starts with outlasts every RESET, and needs no right over the database. Nothing of a test has to
    # outlive a power cut, and emptying all tables takes a third of the time so.
    options = connection.settings_dict.setdefault("OPTIONS", {})
    options["options"] = f"-c pgtrigger.ignore={{{ignored}}} -c synchronous_commit=off"
    with django_db_blocker.unblock():
        connection.close()
        remember_the_rows_of_the_migrations()


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Templates name static files as they are in the tree: no test waits for collectstatic."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture(autouse=True)
def _strict_fragments(settings):
    settings.STRICT_FRAGMENTS = True


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """A password is hashed at once: what makes guessing slow would make each account of a test slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_unknown_addresses_of_other_tests():
    """What a process has counted is no part of a test's transaction, and is not written in the middle of the next."""
    from newsroom.redirects.unknown_address import tally

    tally.forget()


@pytest.fixture
def section(db):
    from articles.models import Section

    return Section.objects.get_or_create(name="World", slug="world")[0]


@pytest.fixture
def make_article(section):
    """An article that readers can see, unless what matters to the test says otherwise."""
    from articles.models import Article

    def make(**what_matters):
        number = Article.objects.count() + 1
        rest = {
            "section": section,
            "slug": f"article-{number}",
            "headline": f"Article {number}",
            "body": "<p>The body.</p>",
            "ai_use": "none",
            "published_at": timezone.now() - timedelta(hours=number),
        }
        return Article.objects.create(**rest | what_matters)

    return make


@pytest.fixture
def make_comment(make_article):
    """A comment as the database holds it. Without an article it gets one of its own."""
    from comments.models import Comment

    def make(article=None, **what_matters):
        number = Comment.objects.count() + 1
        rest = {
            "article": article or make_article(),
            "name": "Ada",
            "email": f"reader{number}@example.org",
            "message": f"Well put, {number} times.",
        }
        return Comment.objects.create(**rest | what_matters)

    return make
