"""The line under a headline, the notice on old articles, and what to read next."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Section, Topic
from web.templatetags.fragment import clear_fragments

pytestmark = pytest.mark.django_db


def line(client, article):
    page = client.get(article.get_absolute_url()).text
    found = page.partition('<div class="story__line">')[2].partition("</div>")[0]
    return found, " ".join(re.sub(r"<[^>]+>", " ", found).split())


def read_next(client, article):
    page = client.get(article.get_absolute_url())
    return [other.headline for other in page.context["related"]]


@pytest.mark.parametrize(("zone", "words"), [("UTC", "9:46 p.m. UTC"), ("Europe/Berlin", "10:46 p.m. CET")])
def test_it_says_the_day_the_clock_time_with_its_zone_and_the_age(client, make_article, settings, zone, words):
    settings.TIME_ZONE = zone
    article = make_article(published_at=datetime(2023, 11, 29, 21, 46, tzinfo=UTC))
    assert f"Published November 29, 2023, {words}" in line(client, article)[1]
    assert "years ago" in line(client, article)[1]


def test_it_says_how_long_the_text_takes_and_jumps_to_the_stars_and_the_comments(
    client, make_article, make_comment, settings
):
    settings.RATING_MINIMUM = 1
    article = make_article(body=f"<p>{'word ' * 500}</p>")
    html, words = line(client, article)
    assert "3 min read" in words
    assert "#comments" not in html
    for stars in (4, 5):
        make_comment(article, status="published", stars=stars)
    html, words = line(client, article)
    assert "★ 4.5 (2)" in words
    assert "2 comments" in words
    assert 'href="#discussion"' in html
    assert 'href="#comments"' in html
    assert 'id="comments"' in client.get(article.get_absolute_url()).text
    type(article.discussion).objects.update(state="hidden")
    assert "comments" not in line(client, article)[1]


@pytest.mark.parametrize(("days", "notice"), [(300, ""), (380, "1 year"), (800, "2 years"), (5000, "13 years")])
def test_old_news_says_so_unless_a_topic_ages_well(client, make_article, days, notice):
    article = make_article(published_at=timezone.now() - timedelta(days=days))
    sentence = f"This article is more than {notice} old."
    assert (sentence in client.get(article.get_absolute_url()).text) == bool(notice)
    article.topics.add(Topic.objects.create(name="History", slug="history", is_timeless=True))
    clear_fragments()
    assert "This article is more than" not in client.get(article.get_absolute_url()).text


def test_what_to_read_next_goes_by_topics_section_and_words_and_is_always_four(client, make_article, section):
    other = Section.objects.create(name="Sport", slug="sport")
    tides = Topic.objects.create(name="Tides", slug="tides")
    article = make_article(headline="Why harbours silt up")
    article.topics.add(tides)
    assert read_next(client, article) == []
    far = [make_article(section=other, headline=f"Far {number}") for number in range(3)]
    words = make_article(section=other, headline="Old harbours and why they silt")
    near = make_article(headline="Same section")
    topic = make_article(section=other, headline="Same topic")
    topic.topics.add(tides)
    found = read_next(client, article)
    assert found[0] == "Same topic"
    assert set(found[1:3]) == {"Old harbours and why they silt", "Same section"}
    assert found[3] == far[0].headline
    for each in (topic, words):
        type(each).objects.filter(pk=each.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="It was false.")
    make_article(headline="To come", published_at=timezone.now() + timedelta(days=1))
    assert read_next(client, article) == [near.headline, *(each.headline for each in far)]


def test_what_to_read_next_is_one_query_however_many_there_are(client, make_article, django_assert_num_queries):
    article = make_article()
    for _round in range(2):
        for _number in range(6):
            make_article()
        client.get(article.get_absolute_url())
        with django_assert_num_queries(5):
            client.get(article.get_absolute_url())
