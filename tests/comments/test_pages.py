"""The HTML of the pages of a discussion: valid, and in order, in every state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Correction
from comments.models import CommentPeriod
from tests.articles.test_pages_html import assert_sound, parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(make_article, make_comment):
    """A comment with replies, a long one, a tombstone and a pinned one beside it, from before a correction."""
    article = make_article(slug="tides", headline="Why the sea comes back & goes")
    yesterday = timezone.now() - timedelta(days=1)
    comment = make_comment(article, status="published", stars=4, created_at=yesterday)
    for number in range(5):
        make_comment(article, parent=comment, message=f"Reply {number}.", status="published")
    make_comment(article, message="A long one, word by word. " * 90, status="published")
    gone = make_comment(article, status="rejected")
    make_comment(article, parent=gone, status="published", is_staff_reply=True)
    make_comment(article, message="On top.", status="published").pin()
    Correction.objects.create(article=article, text="Wrong.")
    CommentPeriod.objects.create(section=article.section, days=30)
    return comment


@pytest.mark.parametrize(
    "address",
    [
        "/articles/tides/",
        "/articles/tides/comments/",
        "/articles/tides/comments/?order=highest&stars=4",
        "/articles/tides/comments/reported/",
        "/articles/tides/comments/new/?reply={pk}",
        "/comments/{pk}/replies/",
        "/comments/{pk}/report/",
    ],
)
def test_every_page_is_sound(comment, client, address):
    response = client.get(address.format(pk=comment.pk))
    assert response.status_code == 200
    assert_sound(parse(response.text))


def test_every_refused_form_is_sound(comment, client):
    for address, fields in (
        (f"/comments/{comment.pk}/report/", {"reason": "unlawful"}),
        ("/articles/tides/comments/", {"parent": comment.pk}),
        ("/articles/tides/comments/", {"parent": 987654}),
    ):
        response = client.post(address, fields)
        assert response.status_code == 422
        assert_sound(parse(response.text))
