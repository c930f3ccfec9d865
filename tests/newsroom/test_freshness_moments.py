"""A moment that passes while a page is rendered: whichever side of it the page shows, it is not kept beyond."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from articles.reading.dependencies import SHORTEST, cacheable
from articles.reading.reader_page import public_answer
from comments.models import CommentPeriod, SectionPolicy
from web.templatetags.age import age

LATER = timedelta(seconds=2)


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now().replace(second=58, microsecond=0), tick=False) as traveller:
        yield traveller


def cached_until(view):
    """Until when the page of view may be kept."""
    return cacheable(view)(RequestFactory().get("/")).dependencies.until


def test_a_page_that_was_being_drawn_when_an_article_came_due_is_not_kept_beyond(clock, make_article):
    due = timezone.now() + LATER / 2
    make_article(published_at=due)

    def view(request):
        page = HttpResponse("Drawn before it was due.")
        clock.shift(LATER)
        return public_answer(request, page)

    assert cached_until(view) == due


def test_a_page_that_was_being_drawn_when_its_discussion_closed_is_not_kept_beyond(clock, make_article):
    period = CommentPeriod.objects.create(section=make_article().section, days=14)
    closes_at = timezone.now() + LATER / 2
    article = make_article(published_at=closes_at - timedelta(days=period.days))

    def view(request):
        assert article.discussion.is_open
        clock.shift(LATER)
        return public_answer(request, HttpResponse("Open."), about=article)

    assert cached_until(view) == closes_at


def test_a_page_that_was_being_drawn_when_pre_moderation_began_is_not_kept_beyond(clock, make_article):
    SectionPolicy.objects.create(section=make_article().section, policy="open", premoderated_after=14)
    begins_at = timezone.now() + LATER / 2
    article = make_article(published_at=begins_at - timedelta(days=14))

    def view(request):
        assert article.discussion.policy_in_force.name == "open"
        clock.shift(LATER)
        return public_answer(request, HttpResponse("Open."), about=article)

    assert cached_until(view) == begins_at


def test_a_discussion_that_was_closed_before_does_not_end_a_page(clock, make_article):
    period = CommentPeriod.objects.create(section=make_article().section, days=14)
    article = make_article(published_at=timezone.now() - timedelta(days=period.days, hours=1))
    assert cached_until(lambda request: public_answer(request, HttpResponse("Closed."), about=article)).year == 9999


def test_an_age_that_changed_while_its_page_was_drawn_is_told_anew_within_a_minute(clock, make_article):
    began = timezone.now()
    published_at = began - timedelta(minutes=59, seconds=59)
    make_article(published_at=published_at)

    def view(request):
        words = age(published_at)
        assert "59 minutes ago" in words
        clock.shift(LATER)
        return public_answer(request, HttpResponse(words))

    assert cached_until(view) <= began + SHORTEST
