"""How staff hear of comments that wait: each as they choose, and with no one's address."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from comments.models import NoticePreference
from tests.staff import account, signed_in

NOTICES = "/admin/comments/comment/notices/"
WITH_WORKER = pytest.mark.django_db(transaction=True)


def moderator(pace, group="Moderator", **rest):
    user = account(group, **{"email": "desk@news.example", **rest})
    NoticePreference.objects.create(account=user, pace=pace)
    return user


def to_staff(mails):
    return [mail for mail in mails if mail.to == ["desk@news.example"]]


@WITH_WORKER
def test_who_wants_it_hears_at_once_and_at_most_once_in_ten_minutes(make_article, post, send_mail, time_machine):
    time_machine.move_to(start := timezone.now())
    moderator("at_once")
    article = make_article(headline="On tides")
    post(article, name="Grace", email="grace@example.org", message="First <b>words</b>.")
    [mail] = to_staff(send_mail())
    for shown in ("Grace", "First <b>words</b>.", "On tides", "/admin/comments/comment/"):
        assert shown in mail.body
    assert "First &lt;b&gt;words" in mail.alternatives[0][0]
    assert "grace@example.org" not in mail.message().as_string()
    for number in range(3):
        post(article, message=f"And {number}.")
    assert len(to_staff(send_mail())) == 1
    time_machine.move_to(start + timedelta(minutes=11))
    mails = to_staff(send_mail())
    assert len(mails) == 2
    assert "3 comments are waiting" in mails[1].subject
    assert "First" not in mails[1].body


@WITH_WORKER
@pytest.mark.parametrize(("pace", "group"), [("none", "Moderator"), ("daily", "Moderator"), ("at_once", "Reporter")])
def test_nobody_else_hears_at_once(make_article, post, send_mail, pace, group):
    moderator(pace, group)
    post(make_article())
    assert to_staff(send_mail()) == []


@WITH_WORKER
def test_what_is_published_at_once_asks_nobody(make_article, post, send_mail, settings):
    settings.COMMENTS_MODERATION = "open"
    moderator("at_once")
    post(make_article())
    assert to_staff(send_mail()) == []


def test_a_digest_goes_out_once_a_day_where_something_waits(db, make_comment, mailoutbox, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=1))
    NoticePreference.objects.filter(account=moderator("daily")).update(told_until=timezone.now() - timedelta(days=2))
    moderator("at_once", email="other@news.example")
    call_command("send_digests")
    assert mailoutbox == []
    for number in range(12):
        make_comment(name=f"Reader {number}", email="grace@example.org")
    call_command("send_digests")
    call_command("send_digests")
    [mail] = mailoutbox
    assert "12 comments are waiting" in mail.subject
    assert "And 2 more." in mail.body
    assert "grace@example.org" not in mail.message().as_string()


def test_each_chooses_for_themselves_alone(db):
    one, other = account("Moderator", email="desk@news.example"), moderator("daily", email="other@news.example")
    desk = signed_in(one)
    assert "desk@news.example" in desk.get(NOTICES).text
    desk.post(NOTICES, {"pace": "at_once", "account": other.pk})
    assert NoticePreference.objects.get(account=one).pace == "at_once"
    assert NoticePreference.objects.get(account=other).pace == "daily"
    assert desk.post(NOTICES, {"pace": "hourly"}).status_code == 200
    assert signed_in(account("Editor")).get(NOTICES).status_code == 403
