"""Under overload searches, feeds and lists are refused before articles; cached pages and health go on."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from newsroom.serving.threads import NUMBER, OF_THE_DEAR, is_dear
from tests.newsroom.cached_world import build
from tests.newsroom.checkout import until
from tests.newsroom.test_typed_words import COMMENTS, TYPED
from tests.newsroom.workers import Workers


@pytest.fixture
def site(transactional_db):
    build()
    with Workers(1) as workers:
        workers.ask("/articles/tides/")
        yield workers


def locks_waited_for():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def test_searches_and_lists_leave_threads_to_articles_and_comments(site):
    with ThreadPoolExecutor(40) as clients, transaction.atomic(durable=True), connection.cursor() as cursor:
        # Every query for a topic waits. An article that has none is not asked for them.
        cursor.execute("LOCK TABLE articles_topic IN ACCESS EXCLUSIVE MODE")
        dear = [clients.submit(site.ask, "/topics/tides/?x=1") for _client in range(30)]
        until(lambda: locks_waited_for() >= OF_THE_DEAR, "the dear")
        assert locks_waited_for() == OF_THE_DEAR < NUMBER
        assert site.ask("/articles/tides/").status == 200
        assert site.ask("/healthz").status == 200
        assert site.ask("/nowhere/").status == 404
        assert site.ask("/house-rules/?x=1").status == 200
        assert site.post(COMMENTS, TYPED).status == 303
        answers = [each.result() for each in dear]
    assert {answer.status for answer in answers} == {503}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    assert site.ask("/topics/tides/?x=1").status == 200


@pytest.mark.parametrize(
    ("path", "dear"),
    [
        ("/", False),
        ("/articles/tides/", False),
        ("/articles/search/", False),
        ("/articles/tides/comments/new/", False),
        ("/comments/manage/x/", False),
        ("/comments/token/1/", False),
        ("/about/", False),
        ("/static/js/reader.js", False),
        ("/media/images/a.jpg", False),
        ("/admin/articles/article/", False),
        ("/preview/x/", False),
        ("/robots.txt", False),
        ("/search/", True),
        ("/search/suggest", True),
        ("/api/articles", True),
        ("/articles/tides/comments/", True),
        ("/articles/tides/comments.atom", True),
        ("/articles/tides.json", True),
        ("/comments.atom", True),
        ("/feed.atom", True),
        ("/feed", True),
        ("/comments/feed/", True),
        ("/sections/culture/", True),
        ("/sections/culture/feed.json", True),
        ("/topics/sea/", True),
        ("/people/ada/", True),
        ("/archive/2026/12/", True),
        ("/best-rated/", True),
        ("/most-read/", True),
        ("/corrections/", True),
        ("/transparency.csv", True),
        ("/sitemap.xml", True),
        ("/sitemap-articles-1.xml", True),
        ("/news-sitemap.xml", True),
    ],
)
def test_what_counts_as_dear(path, dear):
    assert is_dear("GET", path) is is_dear("HEAD", path) is dear
    assert not is_dear("POST", path)
