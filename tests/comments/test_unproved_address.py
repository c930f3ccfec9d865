"""Mails to an address that no one has proved to be theirs: no words of a stranger, and not many."""

from datetime import timedelta

import pytest
from django.core.mail.message import EmailMessage
from django.test import Client
from django.utils import timezone

from comments.mail.limit import MOST_A_DAY, MOST_A_DAY_TO_A_COMMENTER
from comments.models import Comment, Report
from comments.spam.form_token import form_token
from tests.comments.conftest import FINE
from tests.staff import account
from web.models import RateCount

pytestmark = pytest.mark.django_db(transaction=True)  # the worker ends transactions of its own

NAME, WORDS = "Buy Cheap Pills", "Go to our shop and buy cheap pills today."
TYPED = {"email": "victim@example.org", "name": NAME, "message": WORDS}
NOTICE = {"reason": "unlawful", "words": WORDS, "name": NAME, "email": "victim@example.org", "in_good_faith": "on"}


def whole(mail: EmailMessage) -> str:
    """All that a mail program may show of mail, its words once on one line."""
    parts = [
        mail.subject,
        mail.body,
        *(str(content) for content, _kind in mail.alternatives),
        *mail.extra_headers.values(),
    ]
    return " ".join(" ".join(parts).split())


@pytest.fixture
def send(client):
    """Send what a stranger typed, from a network of its own each time."""

    def post(article, number=0, **changes):
        fields = FINE | TYPED | {"token": form_token(article.pk)} | changes
        client.post(f"{article.get_absolute_url()}comments/", fields, REMOTE_ADDR=f"198.51.100.{number}")
        return Comment.objects.order_by("pk").last()

    return post


@pytest.fixture
def report(client, make_comment):
    def post(number=0, **changes):
        comment = make_comment(status="published", name="Ada", message="What was reported.")
        client.post(f"/comments/{comment.pk}/report/", NOTICE | changes, REMOTE_ADDR=f"198.51.100.{number}")
        return comment

    return post


@pytest.mark.parametrize("policy", ["all", "confirmed", "trusted", "open"])
def test_the_receipt_holds_the_headline_and_the_link_and_nothing_that_was_typed(
    make_article, send, send_mail, settings, policy
):
    settings.COMMENTS_MODERATION = policy
    article = make_article(headline="Tides explained")
    send(article)
    [mail] = send_mail()
    assert "Tides explained" in mail.subject
    assert "/comments/manage/" in mail.body
    assert NAME not in whole(mail)
    assert WORDS not in whole(mail)


def test_nor_do_the_two_mails_about_a_report(report, send_mail, time_machine):
    comment = report()
    comment.reject(by=account("Moderator"), reason="unlawful")
    time_machine.move_to(timezone.now() + timedelta(minutes=3))
    mails = send_mail()
    assert len(mails) == 2
    for mail in mails:
        assert comment.article.headline in mail.subject
        for typed in (NAME, WORDS, "What was reported."):
            assert typed not in whole(mail)


def test_nor_does_the_mail_with_links_until_the_address_is_proved(make_article, send, send_mail):
    article = make_article()
    comment = send(article)
    Client().post("/comments/manage/", {"email": TYPED["email"]})
    assert all(NAME not in whole(mail) and WORDS not in whole(mail) for mail in send_mail())
    comment.confirm()
    Client().post("/comments/manage/", {"email": TYPED["email"]})
    assert f"Hello {NAME}," in send_mail()[-1].body


def test_a_stranger_gets_no_name_of_theirs_into_the_mail_of_an_address_that_is_proved(
    make_article, send, send_mail, make_comment
):
    make_comment(email="victim@example.org", name="Victoria", confirmed_at=timezone.now(), message="Mine.")
    send(make_article())
    Client().post("/comments/manage/", {"email": TYPED["email"]})
    assert all(NAME not in whole(mail) and WORDS not in whole(mail) for mail in send_mail())
    assert "Hello Victoria," in send_mail()[-1].body


@pytest.mark.parametrize("when", ["at once", "before the mail leaves"])
def test_what_is_spam_sends_nothing(make_article, send, send_mail, settings, when):
    settings.SPAM_CHECKS = ["honeypot"]
    comment = send(make_article(), website="bait" if when == "at once" else "")
    if when == "before the mail leaves":
        comment.mark_spam(by=account("Moderator"))
    assert comment.status == "spam"
    assert send_mail() == []


def test_mails_to_one_address_are_limited_whatever_networks_they_come_from(make_article, send, report, send_mail):
    article = make_article()
    for number in range(MOST_A_DAY):
        send(article, number, email=f"Victim+{number}@Example.org")
    report(90)
    Client(REMOTE_ADDR="198.51.100.91").post("/comments/manage/", {"email": "victim+0@example.org"})
    assert len(send_mail()) == MOST_A_DAY
    assert Report.objects.count() == 1
    assert Comment.objects.filter(email__iendswith="@example.org", name=NAME).count() == MOST_A_DAY
    assert not RateCount.objects.filter(key__icontains="victim").exists()


def test_other_addresses_get_theirs_and_the_next_day_begins_anew(make_article, send, send_mail, time_machine):
    time_machine.move_to("2030-03-01 12:10:00Z")
    article = make_article()
    for number in range(MOST_A_DAY + 1):
        send(article, number)
    send(article, 90, email="someone@example.org")
    assert [mail.to for mail in send_mail()].count(["someone@example.org"]) == 1
    time_machine.move_to("2030-03-02 00:10:00Z")
    send(article, 91)
    assert send_mail()[-1].to == ["victim@example.org"]
    assert len(send_mail()) == MOST_A_DAY + 2


def test_who_has_confirmed_a_comment_may_write_many_a_day(make_article, send, send_mail, make_comment):
    make_comment(email="victim@example.org", confirmed_at=timezone.now())
    article = make_article()
    assert MOST_A_DAY_TO_A_COMMENTER > MOST_A_DAY + 2
    for number in range(MOST_A_DAY + 2):
        send(article, number, message=f"Thought {number}.")
    assert len(send_mail()) == MOST_A_DAY + 2
