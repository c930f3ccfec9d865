"""What was typed comes back while the site cannot take it, with the page that says so."""

from contextlib import contextmanager

import html5lib
import pytest
from django.conf import settings
from django.db import connection, transaction

from comments.models import Comment
from comments.own.signed_links import manage_url
from tests.newsroom.cached_world import build, say
from tests.newsroom.workers import Workers
from tests.staff import account, signed_in

COMMENTS = "/articles/tides/comments/"
TYPED = {
    "email": "ada@example.org",
    "name": 'Ada "Ace" <b>',
    "message": "Well put, </textarea><script>alert(1)</script>\n\nI say.",
    "rating": "4",
    "website": "",
    "token": "a:b:c",
}


@pytest.fixture
def world(transactional_db):
    return build()


@pytest.fixture
def site(world):
    with Workers(1) as workers:
        yield workers


@contextmanager
def away():
    """The database answers nothing that a form needs."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE articles_article, comments_comment, django_session IN ACCESS EXCLUSIVE MODE")
        yield


def fields_of(page):
    """The fields of the form on page that sends something, by name."""
    found = {}
    for form in html5lib.parse(page, namespaceHTMLElements=False).iter("form"):
        for each in form.iter() if form.get("method") == "post" else ():
            if each.tag in ("textarea", "input"):
                found[each.get("name")] = (each.text or "") if each.tag == "textarea" else each.get("value")
    return found


def test_a_comment_that_cannot_be_taken_comes_back_in_a_form_and_can_be_sent_again(site):
    with away():
        refused = site.post(COMMENTS, TYPED)
    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Cache-Control"] == "no-store"
    assert "<script>alert" not in refused.text
    assert fields_of(refused.text) == TYPED
    before = Comment.objects.count()
    assert site.post(COMMENTS, fields_of(refused.text)).status == 303
    assert Comment.objects.count() == before + 1
    assert Comment.objects.latest("pk").message == TYPED["message"]


def test_so_does_what_else_a_reader_typed(site, world):
    own = manage_url(say(world.article, "Mine.", status="pending")).removeprefix(settings.SITE_URL)
    typed = {
        f"/comments/{world.thread.pk}/report/": {"reason": "insult", "words": "It says\n\nthat I lie.", "name": ""},
        f"{own}edit/": {"message": "Other words."},
        f"{own}object/": {"words": "It was fair."},
    }
    with away():
        answers = {path: site.post(path, fields) for path, fields in typed.items()}
    assert {path: (answer.status, fields_of(answer.text)) for path, answer in answers.items()} == {
        path: (503, fields) for path, fields in typed.items()
    }


def test_so_does_what_staff_typed_at_the_desk(site):
    desk = signed_in(account("Editor"))
    desk.get("/admin/articles/article/add/")
    cookies = "; ".join(f"{name}={each.value}" for name, each in desk.cookies.items())
    token = desk.cookies["csrftoken"].value
    typed = {"csrfmiddlewaretoken": token, "headline": "Ebb and flood", "slug": "ebb", "body": "<p>One two.</p>"}
    with away():
        refused = site.post("/admin/articles/article/add/", typed, Cookie=cookies)
    assert (refused.status, fields_of(refused.text)) == (503, typed)


def test_a_password_and_the_words_of_another_site_do_not_come_back(site):
    with away():
        foreign = site.post(COMMENTS, TYPED, Origin="https://elsewhere.example")
        signing_in = site.post(COMMENTS, TYPED | {"password": "correct horse battery"})
    assert "Well put" not in foreign.text
    assert signing_in.status == 503
    assert "correct horse" not in signing_in.text
    assert "Well put" not in signing_in.text


def test_a_page_that_nobody_sent_anything_to_has_no_form(site):
    with away():
        status, text = site.get("/search/?q=tides")
    assert status == 503
    assert fields_of(text) == {}
