"""Discussions that close by the age of their article, as staff set it for a section."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError

from comments.models import Comment, CommentPeriod, Discussion
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db
PUBLISHED = datetime(2026, 2, 1, 12, tzinfo=UTC)
OPEN, CLOSED = PUBLISHED + timedelta(days=30, seconds=-1), PUBLISHED + timedelta(days=30)


@pytest.fixture
def article(make_article, section):
    CommentPeriod.objects.create(section=section, days=30)
    return make_article(published_at=PUBLISHED)


def test_the_form_says_beforehand_when_comments_close(article, client):
    with time_machine.travel(OPEN, tick=False):
        for address in (article.get_absolute_url(), f"{article.get_absolute_url()}comments/new/"):
            assert "Comments close on March 3, 2026." in client.get(address).text


def test_comments_are_taken_until_that_moment_and_not_after(article, post):
    with time_machine.travel(OPEN, tick=False):
        assert post(article, message="In time.").status_code == 303
    with time_machine.travel(CLOSED, tick=False):
        response = post(article, message="Too late.")
    assert response.status_code == 403
    assert "Comments closed on March 3, 2026" in response.text
    assert "Too late.</textarea>" in response.text
    assert [comment.message for comment in Comment.objects.all()] == ["In time."]


def test_a_discussion_closed_by_age_stays_readable_and_says_why(article, make_comment, client):
    comment = make_comment(article, message="Still here.", status="published")
    with time_machine.travel(CLOSED, tick=False):
        page = client.get(article.get_absolute_url()).text
        assert "Still here." in page
        assert "Comments closed on March 3, 2026" in page
        assert "data-comment-form" not in page
        assert "comments/new/" not in page
        form = client.get(f"{article.get_absolute_url()}comments/new/?reply={comment.pk}").text
        assert "Comments closed on March 3, 2026" in form


def test_other_sections_take_comments_for_ever(article, make_article, post, client):
    from articles.models import Section

    other = make_article(section=Section.objects.create(name="Science", slug="science"), published_at=PUBLISHED)
    with time_machine.travel(CLOSED + timedelta(days=3650), tick=False):
        assert "Comments close on" not in client.get(other.get_absolute_url()).text
        assert post(other).status_code == 303


def test_the_reason_of_staff_goes_before_age(article, client):
    Discussion.objects.update(state="locked", state_reason="Enough said.")
    with time_machine.travel(CLOSED, tick=False):
        page = client.get(article.get_absolute_url()).text
    assert "Enough said." in page
    assert "Comments closed on" not in page


def test_the_end_costs_no_query_of_its_own(article, client, django_assert_num_queries):
    with time_machine.travel(OPEN, tick=False), django_assert_num_queries(5):
        client.get(article.get_absolute_url())
    CommentPeriod.objects.all().delete()
    with django_assert_num_queries(5):
        client.get(article.get_absolute_url())


@pytest.mark.parametrize("group", ["Moderator", "Administrator"])
def test_staff_set_the_days_of_a_section_at_the_desk(section, group):
    desk = signed_in(account(group))
    address = "/admin/comments/commentperiod/add/"
    assert desk.post(address, {"section": section.pk, "days": "0"}).status_code == 200
    assert desk.post(address, {"section": section.pk, "days": "14"}).status_code == 302
    assert CommentPeriod.objects.get(section=section).days == 14


def test_a_period_is_a_day_or_more(section):
    with pytest.raises(IntegrityError, match="comment_period_is_a_day_or_more"):
        CommentPeriod.objects.create(section=section, days=0)
