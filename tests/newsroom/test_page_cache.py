"""Kept pages over the wire: codings, entity tags, what is kept at all, and how much of it."""

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import brotli
import pytest
from django.utils import timezone

from articles.models import Person
from tests.newsroom.cached_world import LONG_AGO
from tests.newsroom.hosted import hosted
from web.page_cache.cached_page import Page
from web.page_cache.content_encoding import best_encoding
from web.page_cache.store import CachedPage, Store
from web.times.age import age, next_change

BODY = b"<p>Tides.</p>" * 100
HEADERS = [("ETag", '"abc"'), ("Cache-Control", "public"), ("Content-Type", "text/html"), ("Content-Length", "1300")]


@pytest.fixture
def page():
    return Page([*HEADERS, ("Vary", "Accept-Encoding")], BODY, "identity")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("*", "br"),
        ("*;q=0, gzip", "gzip"),
        ("identity, br;q=0.5", "identity"),
        ("identity;q=0, *;q=0", "identity"),
        ("zstd", "identity"),
        ("br;q=nonsense", "identity"),
    ],
)
def test_the_best_encoding_that_is_accepted_is_sent(accepted, encoding):
    assert best_encoding(accepted) == encoding


def test_each_coding_holds_the_same_page_under_a_tag_of_its_own(page):
    forms = {encoding: page.form(encoding) for encoding in ("identity", "gzip", "br")}
    assert gzip.decompress(forms["gzip"].whole.body) == brotli.decompress(forms["br"].whole.body) == BODY
    assert len({form.tag for form in forms.values()}) == 3
    for encoding, form in forms.items():
        headers = dict(form.whole.headers)
        assert headers["Content-Length"] == str(len(form.whole.body))
        assert headers.get("Content-Encoding", "identity") == encoding


def test_a_page_that_is_kept_compressed_is_not_kept_as_it_is_as_well(page):
    page.form("br")
    assert set(page.forms) == {"br"}
    assert page.form("identity").whole.body == BODY
    assert gzip.decompress(page.form("gzip").whole.body) == BODY
    assert set(page.forms) == {"br", "gzip"}


@pytest.mark.parametrize("sent", ['"abc-br"', 'W/"abc-br"', '"other", "abc-br"', "*"])
def test_a_reader_who_has_the_page_is_told_so_without_it(page, sent):
    answer = page.form("br").answer("GET", sent)
    assert (answer.status, answer.body) == (304, b"")
    assert dict(answer.headers) == {"ETag": '"abc-br"', "Cache-Control": "public", "Vary": "Accept-Encoding"}


@pytest.mark.parametrize("sent", [None, '"other"', '"abc-gzip"', "abc-br", ""])
def test_a_reader_who_has_another_page_is_sent_this_one(page, sent):
    assert page.form("br").answer("GET", sent).status == 200


def test_a_head_has_the_headers_of_the_page_and_no_body(page):
    head, whole = page.form("br").answer("HEAD", None), page.form("br").answer("GET", None)
    assert (head.headers, head.body) == (whole.headers, b"")


def test_the_store_keeps_what_was_asked_for_last_within_its_room():
    store = Store(room=25_000)
    keys = [("http", host, path, "") for path in ("/", "/about/") for host in ("one", "two")]
    cached = {key: CachedPage(Page(HEADERS, BODY, "identity"), None, 0) for key in keys}
    for key in keys[:3]:
        store.put(key, cached[key])
    store.get(keys[0])
    store.put(keys[3], cached[keys[3]])
    assert [key for key in keys if store.get(key)] == [keys[0], *keys[2:]]
    assert store.bytes == sum(cached[key].page.size for key in (keys[0], *keys[2:])) <= store.room


def test_who_fails_to_render_a_page_lets_the_next_one_try():
    store, turns = Store(), []

    async def first():
        async with store.turn("page"):
            await asyncio.sleep(0)  # the second comes
            raise ZeroDivisionError

    async def second():
        async with store.turn("page"):
            turns.append("second")

    async def both():
        return await asyncio.gather(first(), second(), return_exceptions=True)

    with ThreadPoolExecutor() as threads:  # a browser that runs beside it has the loop of this thread
        assert isinstance(threads.submit(asyncio.run, both()).result()[0], ZeroDivisionError)
    assert turns == ["second"]


@pytest.fixture
def application(transactional_db):
    with hosted() as application:
        yield application


def test_a_page_is_rendered_once_for_all_who_ask_at_once(application, make_article, caplog):
    path = make_article(published_at=LONG_AGO).get_absolute_url()

    async def all_at_once():
        return await asyncio.gather(*[application._request(path, "GET", {}) for _request in range(20)])

    with caplog.at_level("INFO", "newsroom.request"):
        assert len({answer.body for answer in application.run(all_at_once())}) == 1
    assert sorted(record.cache for record in caplog.records) == ["hit"] * 19 + ["miss"]


def test_a_page_that_is_rendered_again_and_says_the_same_keeps_its_date_and_its_compressed_form(
    application, make_article, caplog
):
    path = make_article(published_at=LONG_AGO).get_absolute_url()
    first = application.request(path, accept_encoding="br")
    (cached,) = application.site.pages._pages.values()
    Person.objects.create(name="Ada Byron", slug="ada-byron")  # moves the version of what the newsroom says
    with caplog.at_level("INFO", "newsroom.request"):
        second = application.request(path, accept_encoding="br")
    assert caplog.records[-1].cache == "miss"
    assert (second.headers, second.body) == (first.headers, first.body)
    (rendered,) = application.site.pages._pages.values()
    assert rendered is not cached
    assert rendered.page is cached.page


@pytest.mark.parametrize(
    "elapsed",
    [timedelta(0), timedelta(minutes=59), timedelta(hours=5), timedelta(days=6, hours=3), timedelta(days=27)]
    + [timedelta(days=days) for days in (31, 45, 200, 364, 366, 800)],
)
def test_an_age_says_the_same_until_its_next_change(elapsed):
    now = timezone.now()
    moment = now - elapsed
    change = next_change(moment, now)
    assert change > now
    assert age(moment, change - timedelta(seconds=2)) == age(moment, now)


def test_what_is_private_or_has_an_endless_query_is_rendered_each_time(application, make_article):
    article = make_article(published_at=LONG_AGO)
    for path in (f"{article.get_absolute_url()}?fbclid=1", f"{article.get_absolute_url()}?comment=x"):
        for _time in range(2):
            application.request(path)
    assert application.site.pages.bytes == 0


def test_a_page_that_moves_with_every_comment_anywhere_is_not_cached(application, make_article):
    make_article(published_at=LONG_AGO)
    for path in ("/best-rated/", "/comments.atom", "/transparency/", "/search/?q=tides", "/admin/login/"):
        assert application.request(path).status == 200
    assert application.site.pages.bytes == 0


TEXTS = ["/best-rated/", "/transparency/", "/search/?q=tides", "/search/suggest?q=ti", "/comments.atom", "/robots.txt"]
TEXTS += [
    "/feed.atom",
    "/feed.json",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/archive/",
    "/api/articles",
    "/?utm_source=x",
]


def test_every_text_for_readers_is_compressed_and_is_not_sent_to_who_has_it(application, make_article):
    make_article(published_at=LONG_AGO)
    for path in TEXTS:
        answer = application.request(path, accept_encoding="br")
        assert (answer.status, answer.headers["content-encoding"]) == (200, "br"), path
        assert "Accept-Encoding" in answer.headers["vary"], path
        assert brotli.decompress(answer.body) == application.request(path).body, path
        tag = answer.headers["etag"]
        assert application.request(path, accept_encoding="br", if_none_match=tag).status == 304, path


def test_what_one_person_alone_may_see_is_not_compressed(application, make_article):
    """The length of a compressed page would tell of a secret in it to someone who can add words to it."""
    assert "content-encoding" not in application.request("/admin/login/", accept_encoding="br").headers
