"""One rating of an address counts for an article, whichever way it comes in; no one's is displaced by a stranger."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Discussion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published_at_once(settings):
    settings.COMMENTS_MODERATION = "open"
    settings.SPAM_CHECKS = []


def stars_of(article):
    return [stars for stars, count in Discussion.objects.get(article=article).star_counts.items() for _ in range(count)]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_ratings_at_once_from_one_address_leave_one(make_article):
    article = make_article()

    def send(number):
        try:
            fields = {"email": "ada@example.org", "name": "Ada", "message": f"Thought {number}.", "rating": "4"}
            return Client().post(f"{article.get_absolute_url()}comments/", fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        assert set(pool.map(send, range(100))) == {303}
    assert Comment.objects.published().count() == 100
    assert stars_of(article) == [4]


@pytest.mark.django_db(transaction=True)
def test_stars_changed_on_many_devices_at_once_leave_one(make_article, make_comment, link_to):
    article = make_article()
    comments = [make_comment(article, email="ada@example.org", status="published", stars=1) for _ in range(10)]
    links = [link_to(comment, "stars/") for comment in comments]

    def change(number):
        try:
            return Client().post(links[number % 10], {"rating": str(number % 5 + 1)}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        assert set(pool.map(change, range(100))) == {303}
    [counted] = Comment.objects.filter(rating_counts=True)
    assert counted == comments[-1]
    assert stars_of(article) == [counted.stars]


def test_the_newest_counts_and_the_one_before_when_it_goes(make_article, post, client, link_to, time_machine):
    article = make_article()
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    for stars in ("2", "5"):
        post(article, message=f"{stars} stars.", rating=stars)
        time_machine.move_to(timezone.now() + timedelta(hours=1))
    assert stars_of(article) == [5]
    newest = Comment.objects.order_by("created_at").last()
    client.post(link_to(newest, "stars/"), {"rating": ""})
    assert stars_of(article) == [2]
    client.post(link_to(newest, "stars/"), {"rating": "3"})
    assert stars_of(article) == [3]
    client.post(link_to(newest, "withdraw/"))
    assert stars_of(article) == [2]


def test_who_types_somebody_elses_address_does_not_displace_their_rating(make_article, post, client, link_to):
    article = make_article()
    post(article, message="Mine.", rating="2")
    mine = Comment.objects.get()
    client.post(link_to(mine))
    post(article, message="An impostor's.", email="Ada@example.org", name="Ada", rating="5")
    impostors = Comment.objects.exclude(pk=mine.pk).get()
    assert impostors.status == "published"
    assert stars_of(article) == [2]
    client.post(link_to(mine, "stars/"), {"rating": "1"})
    assert stars_of(article) == [1]
    client.post(link_to(impostors))  # the owner of the mailbox alone could
    assert stars_of(article) == [5]
