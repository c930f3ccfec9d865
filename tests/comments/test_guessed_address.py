"""A stranger who guesses the address behind a comment is answered the same for a right guess as for a wrong one."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Discussion, LinkRequest, Report
from comments.spam.form_token import form_token
from tests.comments.conftest import FINE
from web.models import RateCount

pytestmark = pytest.mark.django_db

WORDS = "These are the words that everybody can read under the article."
RIGHT, WRONG = "victim@example.org", "someone@example.org"
EVERY_CHECK = ["form", "honeypot", "rate", "links", "duplicates", "rules", "history"]
FATES = ["published", "pending", "rejected", "spam", "withdrawn"]


@pytest.fixture(autouse=True)
def _clock_that_stands_still(time_machine):
    time_machine.move_to("2030-03-01 12:10:00Z", tick=False)


@pytest.fixture
def victims(make_article, make_comment):
    """A comment of the victim, and how to make it one of another fate."""

    def make(status, *, confirmed=True, is_reply=False, words=WORDS):
        article = make_article()
        thread = make_comment(article, status="published") if is_reply else None
        return make_comment(
            article,
            parent=thread,
            email=RIGHT,
            message=words,
            status=status,
            confirmed_at=timezone.now() if confirmed else None,
        )

    return make


def guess(comment, address, *, network="198.51.100.7", with_token=True, **changes):
    """What a stranger is shown who sends the words of comment again: status, address, page, and the article after."""
    client = Client(REMOTE_ADDR=network)
    article = comment.article
    fields = FINE | {"email": address, "message": comment.message} | changes
    if comment.parent_id:
        fields |= {"parent": str(comment.parent_id)}
        del fields["rating"]
    if with_token:
        fields["token"] = form_token(article.pk)
    answer = client.post(f"{article.get_absolute_url()}comments/", fields)
    page = client.get(answer["Location"]) if answer.status_code == 303 else answer
    shown = [
        answer.status_code,
        answer.get("Location", ""),
        answer.headers.get("Retry-After", ""),
        page.status_code,
        page.text,
        client.get(article.get_absolute_url()).text,
        Discussion.objects.get(article=article).comment_count,
    ]
    # What differs anyhow: what was typed, the secret of the address, the form's token, the number of what is published.
    anew = rf"{address}|(?<=comment=)[\w-]+|\d+-[\w.:-]{{20,}}|(?<=comment-)\d+|(?<=/comments/)\d+|(?<=reply=)\d+"
    return [re.sub(anew, "…", str(part)) for part in shown]


def both(victims, *args, **kwargs):
    """The two answers, each on a site of its own: the second guess must not see what the first left behind."""
    comment = victims(*args, **{key: kwargs.pop(key) for key in ("confirmed", "is_reply", "words") if key in kwargs})
    answers = []
    for address in (RIGHT, WRONG):
        before = set(Comment.objects.values_list("pk", flat=True))
        answers.append(guess(comment, address, **kwargs))
        Comment.objects.exclude(pk__in=before).delete()
        RateCount.objects.all().delete()
    return answers


@pytest.mark.parametrize(
    ("policy", "is_reply", "status"),
    [
        *((policy, False, status) for policy in ("all", "open") for status in FATES),
        *((policy, True, status) for policy in ("all", "open") for status in ("published", "rejected")),
        *((policy, False, status) for policy in ("confirmed", "trusted") for status in ("published", "rejected")),
    ],
)
def test_the_words_of_any_comment_sent_with_a_right_guess_are_answered_as_with_a_wrong_one(
    victims, settings, policy, is_reply, status
):
    settings.COMMENTS_MODERATION = policy
    settings.SPAM_CHECKS = [check for check in EVERY_CHECK if check != "form"]
    for words in (WORDS, "First!"):
        right, wrong = both(victims, status, is_reply=is_reply, words=words)
        assert right == wrong
        assert right[0] == "303"


@pytest.mark.parametrize("with_token", [False, True])
@pytest.mark.parametrize("network", ["127.0.0.1", "198.51.100.7"])
def test_nor_from_the_victims_own_network_with_the_victims_name(make_article, settings, network, with_token):
    settings.SPAM_CHECKS = EVERY_CHECK
    article = make_article()
    victim = Client(REMOTE_ADDR=network)
    victim.post(f"{article.get_absolute_url()}comments/", FINE | {"email": RIGHT, "message": WORDS})
    comment = Comment.objects.get()
    comment.publish()
    for _ in range(2):
        answers = []
        for address in (RIGHT, WRONG):
            before = set(Comment.objects.values_list("pk", flat=True))
            answers.append(guess(comment, address, network=network, with_token=with_token))
            Comment.objects.exclude(pk__in=before).delete()
        assert answers[0] == answers[1]


@pytest.mark.parametrize("fault", ["captcha", "rate"])
def test_a_guess_goes_through_the_check_and_the_limits(victims, settings, fault):
    if fault == "captcha":
        settings.CAPTCHA_PROVIDER = "altcha"
        right, wrong = both(victims, "published", altcha="wrong")
        assert right[0] == "422"
    else:
        settings.COMMENTS_RATE = 1
        comment = victims("published")
        guess(comment, "a@example.org")
        right, wrong = guess(comment, RIGHT), guess(comment, WRONG)
        assert right[0] == "429"
    assert right == wrong


def test_what_an_address_has_sent_this_hour_stops_nobody(make_article, make_comment, settings):
    settings.COMMENTS_RATE = 2
    article = make_article()
    for number in range(6):
        fields = FINE | {"email": RIGHT, "message": f"Text {number}"}
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        assert client.post(f"{article.get_absolute_url()}comments/", fields).status_code == 303
        fields = {"reason": "unlawful", "words": f"W{number}", "name": "A", "email": RIGHT, "in_good_faith": "on"}
        reported = make_comment(article, status="published")
        assert client.post(f"/comments/{reported.pk}/report/", fields).status_code == 303
    assert Report.objects.count() == 6


@pytest.mark.parametrize("is_known", [True, False])
def test_asking_for_links_is_answered_alike_however_often_somebody_asked_before(make_comment, client, is_known):
    if is_known:
        make_comment(email=RIGHT)
    answers = [
        Client(REMOTE_ADDR=f"198.51.100.{number}").post("/comments/manage/", {"email": RIGHT}) for number in range(6)
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(303, "/comments/manage/?sent")}
    assert LinkRequest.objects.count() == 3


def test_a_trusted_address_that_is_not_proved_is_answered_like_a_new_one(make_article, make_comment, settings):
    settings.COMMENTS_MODERATION = "trusted"
    article = make_article()
    make_comment(email=RIGHT, status="published", confirmed_at=timezone.now())
    answers = []
    for address in (RIGHT, WRONG):
        comment = make_comment(article, message="Something new.")
        answers.append(guess(comment, address))
        Comment.objects.filter(article=article).delete()
    assert answers[0] == answers[1]


# The honest sender ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["all", "open"])
def test_one_form_sent_twice_is_one_comment_whatever_became_of_it(make_article, post, client, settings, policy):
    settings.COMMENTS_MODERATION = policy
    article = make_article()
    token = form_token(article.pk)
    first, second = post(article, token=token), post(article, token=token, email="ADA@example.org", rating="1")
    assert (first.status_code, second.status_code) == (303, 303)
    assert Comment.objects.get().stars == 4
    assert "Your comment" in client.get(second["Location"]).text


def test_one_form_sent_twice_spends_its_check_once(make_article, post, settings):
    settings.COMMENTS_RATE = 1
    article = make_article()
    token = form_token(article.pk)
    assert [post(article, token=token).status_code for _ in range(3)] == [303] * 3
    assert post(article).status_code == 429


def test_other_words_in_a_form_that_came_back_are_another_comment(make_article, post):
    article = make_article()
    token = form_token(article.pk)
    post(article, token=token)
    post(article, token=token, message="And another thing.")
    assert Comment.objects.count() == 2


def test_the_same_words_in_another_form_are_another_comment(make_article, post):
    article = make_article()
    post(article)
    post(article)
    assert Comment.objects.count() == 2


def test_a_token_that_anyone_could_make_is_no_key(make_article, post, client):
    article = make_article()
    for token in ("x", f"{article.pk}-x", form_token(article.pk)[:-1]):
        Comment.objects.all().delete()
        post(article, token=token)
        post(article, token=token, rating="1")
        assert Comment.objects.count() == 2, token


def test_a_withdrawn_comment_may_be_sent_again_from_the_same_form(make_article, post):
    article = make_article()
    token = form_token(article.pk)
    post(article, token=token)
    Comment.objects.get().withdraw()
    post(article, token=token)
    assert Comment.objects.filter(status="pending").count() == 1
