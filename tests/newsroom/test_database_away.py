"""While the database is away, readers get the pages that are cached, and what they typed comes back to them."""

import html5lib
import pytest

from articles.models import Article
from tests.newsroom.cached_world import build
from tests.newsroom.checkout import until
from tests.newsroom.database_relay import database_relay
from tests.newsroom.test_typed_words import COMMENTS, TYPED, fields_of
from tests.newsroom.workers import Workers

LINE = "This page may not be up to date."
CACHED = ["/", "/articles/tides/", "/articles/tides/comments/", "/about/", "/feed.atom", "/feed.json", "/archive/"]
NOT_CACHED = ["/articles/moon/", "/search/?q=tides", "/nowhere/", "/admin/login/"]


@pytest.fixture
def relay(transactional_db):
    build()
    with database_relay() as relay:
        yield relay


def workers(relay, **variables):
    return Workers(1, TEST_DATABASE_PORT=str(relay.port), **variables)


@pytest.fixture
def site(relay):
    with workers(relay) as site:
        for path in CACHED:
            assert site.ask(path).status == 200, path
        yield site


@pytest.mark.parametrize("how", ["refusing", "silent"])
def test_pages_that_are_cached_are_served_and_say_so_and_all_else_says_when_to_come_back(site, relay, how):
    fresh = {path: site.ask(path) for path in CACHED}
    with getattr(relay, how)():
        stale = {path: site.ask(path) for path in CACHED}
        refused = {path: site.ask(path) for path in NOT_CACHED}
        assert site.ask("/healthz").status == 200
        assert site.ask("/readyz").status == 503
    for path, page in stale.items():
        assert page.status == 200, path
        assert page.headers["Warning"].startswith("110 "), path
        assert page.headers["ETag"] != fresh[path].headers["ETag"], path
        assert int(page.headers["Content-Length"]) == len(page.body), path
        assert "stale-if-error" not in page.headers["Cache-Control"], path
        if page.headers["Content-Type"].startswith("text/html"):
            line = f'<p class="stale">{LINE}</p>'
            assert page.text.replace(line, "", 1) == fresh[path].text, path
            main = html5lib.parse(page.text, namespaceHTMLElements=False).find(".//main")
            assert main[0].text == LINE, path
        else:
            assert page.text == fresh[path].text, path
    for path, page in refused.items():
        assert page.status == 503, path
        assert int(page.headers["Retry-After"]) > 0, path
        assert page.headers["Cache-Control"] == "no-store", path
        assert "<h1" in page.text, path
    until(lambda: site.ask("/readyz").status == 200, "the database")
    for path, page in fresh.items():
        again = site.ask(path)
        assert "Warning" not in again.headers, path
        assert (again.status, again.headers["ETag"]) == (200, page.headers["ETag"]), path


def test_such_a_page_comes_compressed_and_is_not_sent_twice(site, relay):
    site.ask("/articles/tides/", **{"Accept-Encoding": "br"})
    with relay.refusing():
        plain = site.ask("/articles/tides/")
        packed = site.ask("/articles/tides/", **{"Accept-Encoding": "br"})
        again = site.ask("/articles/tides/", **{"Accept-Encoding": "br", "If-None-Match": packed.headers["ETag"]})
    assert packed.headers["Content-Encoding"] == "br"
    assert packed.text == plain.text
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert again.status == 304
    assert "Warning" in again.headers


@pytest.mark.parametrize("how", ["refusing", "silent"])
def test_a_comment_comes_back_with_its_words_and_is_taken_afterwards(site, relay, how):
    with getattr(relay, how)():
        refused = site.post(COMMENTS, TYPED)
    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert fields_of(refused.text) == TYPED
    until(lambda: site.ask("/readyz").status == 200, "the database")
    assert site.post(COMMENTS, fields_of(refused.text)).status == 303


def test_a_page_that_time_or_a_change_has_made_old_is_served_too(site, relay):
    site.ask("/articles/tides/")
    Article.objects.filter(slug="tides").update(kicker="Sea")
    with relay.refusing():
        page = site.ask("/articles/tides/")
    assert page.status == 200
    assert LINE in page.text
    assert ">Sea<" not in page.text
    assert "Sea" in site.ask("/articles/tides/").text


@pytest.mark.parametrize("seconds", [0, 1])
def test_no_page_is_served_longer_than_the_setting_allows(relay, seconds):
    with workers(relay, SERVE_STALE=str(seconds)) as site:
        fresh = site.ask("/articles/tides/")
        assert f"stale-if-error={seconds}" in fresh.headers["Cache-Control"]
        with relay.refusing():
            until(lambda: site.ask("/articles/tides/").status == 503, "the end of its time")


def test_the_line_is_in_the_sites_language(relay):
    with workers(relay, LANGUAGE_CODE="de") as site:
        site.ask("/articles/tides/")
        with relay.refusing():
            page = site.ask("/articles/tides/").text
    assert "Diese Seite ist möglicherweise nicht aktuell." in page
