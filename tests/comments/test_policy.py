"""COMMENTS_MODERATION: what is published at once, and why the rest waits."""

import pytest
from django.utils import timezone

from comments.models import Comment, Decision, Discussion, Finding
from comments.writing.moderation_policy import apply_policy

pytestmark = pytest.mark.django_db

CONFIRMED = {"confirmed_at": timezone.now()}


@pytest.mark.parametrize(
    ("policy", "what_matters", "reasons"),
    [
        ("all", CONFIRMED, ["every_comment"]),
        ("no such policy", CONFIRMED, ["every_comment"]),
        ("confirmed", {}, ["unconfirmed"]),
        ("confirmed", CONFIRMED, []),
        ("confirmed", CONFIRMED | {"held_because": [Finding("links")]}, ["links"]),
        ("trusted", {}, ["unconfirmed", "new_commenter"]),
        ("trusted", CONFIRMED, ["new_commenter"]),
        ("open", {}, []),
        ("open", {"held_because": [Finding("rate")]}, ["rate"]),
        ("open", {"held_because": [Finding("unverified"), Finding("unconfirmed")]}, ["unverified"]),
    ],
)
def test_each_policy_publishes_or_holds_and_says_why(make_comment, settings, policy, what_matters, reasons):
    settings.COMMENTS_MODERATION = policy
    comment = make_comment(stars=5, **what_matters)
    apply_policy(comment)
    assert comment.held_by == reasons
    assert comment.status == ("pending" if reasons else "published")
    assert Discussion.objects.get(article=comment.article).comment_count == (0 if reasons else 1)


def test_a_moderator_reads_in_words_why_a_comment_waits(make_comment):
    comment = make_comment(held_because=[Finding("links", "a.example"), Finding("unconfirmed"), Finding("of old")])
    assert [str(finding) for finding in comment.held_because] == [
        "Links: a.example",
        "The address is not confirmed",
        "of old",
    ]


def test_an_address_with_a_published_comment_is_trusted(make_comment, settings):
    settings.COMMENTS_MODERATION = "trusted"
    make_comment(email="ada@example.org", status="published", **CONFIRMED)
    comment = make_comment(email="Ada+news@example.org", **CONFIRMED)
    apply_policy(comment)
    assert comment.status == "published"


def test_an_address_that_proved_nothing_borrows_no_trust(make_comment, settings):
    settings.COMMENTS_MODERATION = "trusted"
    make_comment(email="ada@example.org", status="published")
    comment = make_comment(email="ada@example.org", **CONFIRMED)
    apply_policy(comment)
    assert comment.held_by == ["new_commenter"]


def test_what_the_policy_published_is_on_record_with_nobody_asked(make_comment, settings):
    settings.COMMENTS_MODERATION = "open"
    apply_policy(make_comment())
    decision = Decision.objects.get()
    assert (decision.verdict, decision.made_by, decision.words) == ("published", None, "policy: open")


@pytest.mark.parametrize("status", ["rejected", "spam", "withdrawn"])
def test_the_policy_overrules_nobody(make_comment, settings, status):
    settings.COMMENTS_MODERATION = "open"
    comment = make_comment(status=status)
    apply_policy(comment)
    assert comment.status == status


def test_many_links_are_suspicious(make_article, post, settings):
    settings.COMMENTS_MODERATION = "open"
    article = make_article()
    post(article, message="See https://a.example and www.b.example")
    post(article, message="See https://a.example https://b.example http://c.example")
    first, second = Comment.objects.order_by("pk")
    assert (first.status, first.held_by) == ("published", [])
    assert (second.status, second.held_by) == ("pending", ["links"])


def test_a_comment_published_at_once_says_so_to_its_writer(make_article, post, client, settings):
    settings.COMMENTS_MODERATION = "open"
    response = post(make_article())
    assert "Thank you. Your comment is published." in client.get(response["Location"]).text
