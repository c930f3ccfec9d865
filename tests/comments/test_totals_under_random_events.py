"""Whatever happens to comments, in whatever order and by whatever way, totals are what the published rows say."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments.models import Comment, Discussion, RatingQuarantine
from comments.totals.totals_check import compare, repair_discussion
from comments.upkeep.comment_retention import RETENTIONS

pytestmark = pytest.mark.django_db

ARTICLES = st.integers(0, 1)
ADDRESSES = st.sampled_from(["ada@example.org", "Ada+news@example.org", "bob@example.org"])
STARS = st.sampled_from([None, 1, 2, 3, 4, 5])
STATUSES = st.sampled_from(["pending", "published", "published", "rejected", "spam", "withdrawn"])
WHICH = st.integers(0, 7)
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)

EVENTS = st.one_of(
    st.tuples(st.just("send"), ARTICLES, ADDRESSES, STARS, STATUSES, st.integers(0, 5)),
    st.tuples(st.just("reply"), WHICH, ADDRESSES, STATUSES),
    st.tuples(st.sampled_from(["publish", "reject", "mark_spam", "hold", "confirm", "pin", "unpin", "delete"]), WHICH),
    st.tuples(st.sampled_from(["publish", "reject", "mark_spam", "hold", "delete"]).map("all {}".format), ARTICLES),
    st.tuples(st.just("forget addresses")),
    st.tuples(st.sampled_from(["burst", "set_aside", "count"]), ARTICLES),
    st.tuples(st.just("repair"), ARTICLES),
    st.tuples(st.just("restar"), WHICH, STARS),
    st.tuples(st.just("readdress"), WHICH, ADDRESSES),
    st.tuples(st.just("move"), WHICH, ARTICLES),
    st.tuples(st.just("raw status"), STATUSES, STARS),
    st.tuples(st.just("swear it counts"), WHICH),
    st.tuples(st.just("answer another"), WHICH, WHICH),
)


class Happening:
    """Carries out events against two articles."""

    def __init__(self, articles):
        self.articles = articles
        self.sent = 0

    def happen(self, kind, *details):
        if kind == "send":
            self.send(*details)
        elif kind.startswith("all "):
            getattr(Comment.objects.filter(article=self.articles[details[0]]), kind.removeprefix("all "))()
        elif kind == "raw status":
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE comments_comment SET status = %s WHERE stars IS NOT DISTINCT FROM %s", list(details)
                )
        elif kind == "forget addresses":
            for retention in RETENTIONS:
                retention.forget(datetime(2100, 1, 1, tzinfo=UTC))
        elif kind == "burst":
            self.freeze(Discussion.objects.get(article=self.articles[details[0]]))
        elif kind in ("set_aside", "count"):
            for burst in RatingQuarantine.objects.filter(discussion=self.articles[details[0]].pk)[:1]:
                getattr(burst, kind)()
        elif kind == "repair":
            repair_discussion(self.articles[details[0]].pk)
        elif comments := list(Comment.objects.order_by("pk")):
            self.change(kind, comments[details[0] % len(comments)], *details[1:])

    def send(self, article, address, stars, status, hours, parent=None):
        self.sent += 1
        Comment.objects.create(
            article=self.articles[article],
            parent=parent,
            name="N",
            email=address,
            message=f"Text {self.sent}",
            stars=stars,
            status=status,
            created_at=FIRST_DAY + timedelta(hours=hours),
        )

    def freeze(self, discussion):
        if discussion.frozen_star_counts is None:
            discussion.frozen_star_counts = [1, 1, 1, 1, 1]
            discussion.save(update_fields=["frozen_star_counts"])
            RatingQuarantine.objects.create(
                discussion=discussion, began_at=FIRST_DAY + timedelta(hours=2), ratings=1, networks=1, new_addresses=1
            )

    def change(self, kind, comment, *details):
        if kind == "restar":
            comment.stars = details[0]
            comment.save()
        elif kind == "readdress":
            comment.email = details[0]
            comment.save()
        elif kind == "move":
            Comment.objects.filter(pk=comment.pk).update(article=self.articles[details[0]])
        elif kind == "reply":
            self.send(self.articles.index(comment.article), details[0], None, details[1], 5, parent=comment)
        elif kind == "hold":
            Comment.objects.filter(pk=comment.pk).hold()
        elif kind == "swear it counts":
            Comment.objects.update(rating_counts=True, is_tombstone=True)
        elif kind == "answer another":
            comments = Comment.objects.order_by("pk")
            Comment.objects.filter(pk=comment.pk).update(parent=comments[details[0] % comments.count()])
        else:
            getattr(comment, kind)()


def expected(article):
    """The totals that the published rows give, worked out the plain way."""
    published = Comment.objects.published().filter(article=article)
    counting = {}
    for comment in sorted(published, key=lambda c: (c.confirmed_at is not None, c.created_at, c.pk)):
        if comment.stars is not None and comment.set_aside_id is None:
            counting[comment.email_key] = comment.stars
    return published.count(), {stars: list(counting.values()).count(stars) for stars in range(1, 6)}


def expected_tombstones():
    comments = Comment.objects.all()
    answered = {comment.parent_id for comment in comments if comment.status == "published"}
    return {comment.pk for comment in comments if comment.status != "published" and comment.pk in answered}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(events=st.lists(EVENTS, max_size=15))
def test_totals_are_true_after_any_sequence_of_events(two_articles, events):
    Comment.objects.all().delete()
    RatingQuarantine.objects.all().delete()
    Discussion.objects.update(frozen_star_counts=None)
    happening = Happening(two_articles)
    for event in events:
        # The database refuses some: stars on a reply, a reply under another article.
        with suppress(IntegrityError), transaction.atomic():
            happening.happen(*event)
        assert not compare([article.pk for article in two_articles]), event
        for article in two_articles:
            discussion = Discussion.objects.get(article=article)
            assert (discussion.comment_count, discussion.true_star_counts) == expected(article), event
        tombstones = Comment.objects.filter(is_tombstone=True).values_list("pk", flat=True)
        assert set(tombstones) == expected_tombstones(), event


@pytest.fixture
def two_articles(make_article):
    return [make_article(), make_article()]
