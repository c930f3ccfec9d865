"""The editor's dialog finds articles of ours by words of their headlines, as far as the account may read them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db
SEARCH = "/admin/articles/article/link-search/"


def found(desk, words):
    return [article["headline"] for article in desk.get(SEARCH, {"q": words}).json()["articles"]]


def test_an_article_is_offered_with_its_address_and_state(make_article):
    article = make_article(headline="Tides and moons", slug="tides")
    (offer,) = signed_in(account("Editor")).get(SEARCH, {"q": "tides"}).json()["articles"]
    assert offer["headline"] == "Tides and moons"
    assert offer["address"] == "/articles/tides/"
    assert offer["about"].startswith("Published, ")
    assert article.get_absolute_url() == offer["address"]


def test_a_reporter_finds_what_is_published_and_the_own_drafts_and_an_editor_all(make_article):
    reporter = account("Reporter")
    make_article(headline="Tides in public")
    make_article(headline="Tides, my draft", published_at=None, created_by=reporter)
    make_article(headline="Tides, a secret", published_at=None, created_by=account("Reporter"))
    make_article(headline="Tides taken back", withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    assert found(signed_in(reporter), "tides") == ["Tides in public", "Tides, my draft"]
    editors = found(signed_in(account("Editor")), "tides")
    assert editors[0] == "Tides in public"
    assert "Tides, a secret" in editors
    assert "Tides taken back" not in editors


def test_nothing_is_found_for_nothing_and_a_moderator_is_refused(make_article):
    make_article(headline="Tides")
    assert found(signed_in(account("Editor")), "  ") == []
    assert signed_in(account("Moderator")).get(SEARCH, {"q": "tides"}).status_code == 403


def test_the_search_takes_the_same_queries_for_one_article_and_for_many(make_article):
    desk = signed_in(account("Editor"))
    make_article(headline="Tides 0")
    with CaptureQueriesContext(connection) as one:
        assert len(found(desk, "tides")) == 1
    for number in range(1, 12):
        make_article(headline=f"Tides {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(found(desk, "tides")) == 8
    assert len(many) == len(one)
