"""Kept pages over the wire: codings, entity tags, what is kept at all, and how much of it."""

import gzip
import threading
from contextlib import suppress
from datetime import timedelta

import brotli
import pytest
from django.utils import timezone

from articles.age import age, next_change
from articles.models import Person
from newsroom.page_cache.coding import best_coding
from newsroom.page_cache.page import Page
from newsroom.page_cache.store import KeptPage, Store
from newsroom.wsgi import Application
from tests.newsroom.kept_world import LONG_AGO, ask

BODY = b"<p>Tides.</p>" * 100
HEADERS = [("ETag", '"abc"'), ("Cache-Control", "public"), ("Content-Type", "text/html"), ("Content-Length", "1300")]


@pytest.fixture
def page():
    return Page([*HEADERS, ("Vary", "Accept-Encoding")], BODY, "identity")


@pytest.mark.parametrize(
    ("accepted", "coding"),
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
def test_the_best_coding_that_is_accepted_is_sent(accepted, coding):
    assert best_coding(accepted) == coding


def test_each_coding_holds_the_same_page_under_a_tag_of_its_own(page):
    forms = {coding: page.form(coding) for coding in ("identity", "gzip", "br")}
    assert gzip.decompress(forms["gzip"].whole.body) == brotli.decompress(forms["br"].whole.body) == BODY
    assert len({form.tag for form in forms.values()}) == 3
    for coding, form in forms.items():
        headers = dict(form.whole.headers)
        assert headers["Content-Length"] == str(len(form.whole.body))
        assert headers.get("Content-Encoding", "identity") == coding


def test_a_page_that_is_kept_compressed_is_not_kept_as_it_is_as_well(page):
    page.form("br")
    assert set(page.forms) == {"br"}
    assert page.form("identity").whole.body == BODY
    assert gzip.decompress(page.form("gzip").whole.body) == BODY
    assert set(page.forms) == {"br", "gzip"}


@pytest.mark.parametrize("sent", ['"abc-br"', 'W/"abc-br"', '"other", "abc-br"', "*"])
def test_a_reader_who_has_the_page_is_told_so_without_it(page, sent):
    answer = page.form("br").answer("GET", sent)
    assert (answer.status, answer.body) == ("304 Not Modified", b"")
    assert dict(answer.headers) == {"ETag": '"abc-br"', "Cache-Control": "public", "Vary": "Accept-Encoding"}


@pytest.mark.parametrize("sent", [None, '"other"', '"abc-gzip"', "abc-br", ""])
def test_a_reader_who_has_another_page_is_sent_this_one(page, sent):
    assert page.form("br").answer("GET", sent).status == "200 OK"


def test_a_head_has_the_headers_of_the_page_and_no_body(page):
    head, whole = page.form("br").answer("HEAD", None), page.form("br").answer("GET", None)
    assert (head.headers, head.body) == (whole.headers, b"")


def test_the_store_keeps_what_was_asked_for_last_within_its_room():
    store = Store(room=25_000)
    keys = [("http", host, path, "") for path in ("/", "/about/") for host in ("one", "two")]
    kept = {key: KeptPage(Page(HEADERS, BODY, "identity"), None, 0) for key in keys}
    for key in keys[:3]:
        store.put(key, kept[key])
    store.get(keys[0])
    store.put(keys[3], kept[keys[3]])
    assert [key for key in keys if store.get(key)] == [keys[0], *keys[2:]]
    assert store.bytes == sum(kept[key].page.size for key in (keys[0], *keys[2:])) <= store.room


def test_the_store_knows_under_which_addresses_it_keeps_a_page():
    store = Store(room=18_000)
    for host in ("one", "two", "three"):  # of which two have room
        store.put(("http", host, "/", ""), KeptPage(Page(HEADERS, BODY, "identity"), None, 0))
    assert (store.has("/", ""), store.has("/", "page=2"), store.has("/about/", "")) == (True, False, False)
    for host in ("one", "two"):
        store.put(("http", host, "/about/", ""), KeptPage(Page(HEADERS, BODY, "identity"), None, 0))
    assert (store.has("/", ""), store.has("/about/", "")) == (False, True)


def test_who_fails_to_draw_a_page_lets_the_next_one_try():
    store, turns = Store(), []
    drawing = threading.Event()

    def second():
        drawing.wait()
        with store.turn("page"):
            turns.append("second")

    waiting = threading.Thread(target=second)
    waiting.start()
    with suppress(ZeroDivisionError), store.turn("page"):
        drawing.set()
        raise ZeroDivisionError
    waiting.join()
    assert turns == ["second"]


class Overtaken(Store):
    """While the first request looks, another one for the same page comes and is answered."""

    def __init__(self, overtake):
        super().__init__()
        self.overtake = [overtake]

    def get(self, key):
        found = super().get(key)
        if self.overtake:
            self.overtake.pop()()
        return found


def test_a_page_that_was_kept_since_a_request_looked_is_not_drawn_again(transactional_db, make_article, caplog):
    path = make_article(published_at=LONG_AGO).get_absolute_url()
    application = Application()
    others = []
    application.pages = Overtaken(lambda: others.append(ask(application, path)))
    with caplog.at_level("INFO", "newsroom.request"):
        assert ask(application, path).body == others[0].body
    assert [record.cache for record in caplog.records] == ["miss", "hit"]


def test_a_page_that_is_drawn_again_and_says_the_same_keeps_its_date_and_its_compressed_form(
    transactional_db, make_article, caplog
):
    path = make_article(published_at=LONG_AGO).get_absolute_url()
    application = Application()
    first = ask(application, path, accept_encoding="br")
    (kept,) = application.pages._pages.values()
    Person.objects.create(name="Ada Byron", slug="ada-byron")  # moves the version of what the newsroom says
    with caplog.at_level("INFO", "newsroom.request"):
        second = ask(application, path, accept_encoding="br")
    assert caplog.records[-1].cache == "miss"
    assert (second.headers, second.body) == (first.headers, first.body)
    (drawn,) = application.pages._pages.values()
    assert drawn is not kept
    assert drawn.page is kept.page


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


def test_what_is_private_or_has_an_endless_query_is_drawn_each_time(transactional_db, make_article):
    article = make_article(published_at=LONG_AGO)
    application = Application()
    for path in (f"{article.get_absolute_url()}?fbclid=1", f"{article.get_absolute_url()}?comment=x"):
        for _time in range(2):
            ask(application, path)
    assert application.pages.bytes == 0


def test_a_page_that_moves_with_every_comment_anywhere_is_not_kept(transactional_db, make_article):
    make_article(published_at=LONG_AGO)
    application = Application()
    for path in ("/best-rated/", "/comments.atom", "/transparency/", "/search/?q=tides", "/admin/login/"):
        assert ask(application, path).status == 200
    assert application.pages.bytes == 0
