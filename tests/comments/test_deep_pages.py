"""Discussions that are longer than the pages that have numbers: every comment is reached, in every order."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from comments.models import Comment
from comments.reading.article_with_comments import COMMENTS_ON_A_PAGE
from comments.reading.comments_page import NUMBERED
from web.paging import FURTHEST

pytestmark = pytest.mark.django_db

BEYOND = COMMENTS_ON_A_PAGE + 5
LIST = "/articles/tides/comments/"


@pytest.fixture
def article(make_article):
    return make_article(slug="tides", published_at=datetime(2024, 3, 1, tzinfo=UTC))


@pytest.fixture
def crowd(article):
    """More published comments than numbered pages hold, the oldest first; three share each moment."""
    return said(article, NUMBERED + BEYOND)


def said(article, count, **what_matters):
    first = datetime(2024, 3, 2, tzinfo=UTC)
    return Comment.objects.bulk_create(
        Comment(
            article=article,
            name="Ada",
            email=f"reader{number}@example.org",
            message=f"Well put, {number}.",
            status="published",
            created_at=first + timedelta(minutes=number // 3),
            **{"stars": number % 5 + 1} | what_matters,
        )
        for number in range(count)
    )


def shown(page):
    return [int(key) for key in re.findall(r'id="comment-(\d+)"', page.text)]


def next_address(page):
    found = re.search(r'href="([^"]+)" rel="next"', page.text)
    return unescape(found[1]) if found else None


@pytest.mark.parametrize(
    ("order", "place"),
    [
        ("newest", lambda comment: (-comment.created_at.timestamp(), -comment.pk)),
        ("oldest", lambda comment: (comment.created_at, comment.pk)),
        ("highest", lambda comment: (-comment.stars, -comment.created_at.timestamp(), -comment.pk)),
        ("lowest", lambda comment: (comment.stars, -comment.created_at.timestamp(), -comment.pk)),
    ],
)
def test_after_the_last_numbered_page_every_order_is_read_on_to_its_end(client, crowd, order, place):
    expected = [comment.pk for comment in sorted(crowd, key=place)]
    page = client.get(LIST, {"order": order, "page": FURTHEST})
    rows = shown(page)
    while further := next_address(page):
        assert "from=" in further
        page = client.get(LIST + further)
        rows += shown(page)
    assert rows == expected[NUMBERED - COMMENTS_ON_A_PAGE :]


def test_a_link_to_a_comment_far_down_leads_to_a_page_that_begins_with_it(client, crowd):
    oldest, last_numbered, first_beyond = crowd[0], crowd[BEYOND], crowd[BEYOND - 1]
    for comment in (oldest, first_beyond):
        place = client.get(f"/comments/{comment.pk}/")["Location"]
        assert place == f"{LIST}?from={comment.pk}#comment-{comment.pk}"
        assert shown(client.get(place))[0] == comment.pk
    assert client.get(f"/comments/{last_numbered.pk}/")["Location"] == (
        f"{LIST}?page={FURTHEST}#comment-{last_numbered.pk}"
    )


def test_a_link_to_a_reply_far_down_leads_to_a_page_of_replies_that_begins_with_it(client, article, make_comment):
    thread = make_comment(article, status="published", created_at=datetime(2024, 3, 1, 12, tzinfo=UTC))
    latest = said(article, NUMBERED + BEYOND, parent=thread, stars=None)[-1]
    place = client.get(f"/comments/{latest.pk}/")["Location"]
    assert place == f"/comments/{thread.pk}/replies/?from={latest.pk}#comment-{latest.pk}"
    assert latest.pk in shown(client.get(place))


def test_a_comment_that_began_a_page_and_went_leaves_the_page_as_it_is(client, crowd):
    gone, following = crowd[2], crowd[1]
    gone.reject()
    assert shown(client.get(f"{LIST}?from={gone.pk}"))[0] == following.pk


def test_a_comment_on_another_article_begins_no_page(client, article, make_comment):
    make_comment(article, status="published")
    elsewhere = make_comment(status="published")
    assert client.get(f"{LIST}?from={elsewhere.pk}").status_code == 404
