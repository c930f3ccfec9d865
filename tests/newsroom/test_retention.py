"""What was kept long enough is forgotten, once a day, by the periods of the settings."""

import io
import os
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Page
from comments.models import Comment, NetworkKey, Objection, Rule, network_of
from comments.upkeep import ledger
from newsroom.start.environment import Environment
from tests.staff import account

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def days_ago():
    return lambda days: timezone.now() - days * DAY


def forget(*options):
    said = io.StringIO()
    call_command("forget_traces", *options, stdout=said)
    return dict(line.split(": ") for line in said.getvalue().splitlines())


def test_the_code_of_a_network_goes_and_the_comment_stays(make_comment, days_ago, settings):
    settings.RETENTION = settings.RETENTION | {"network": 5}
    old = make_comment(network_hash="a" * 64, created_at=days_ago(6))
    new = make_comment(network_hash="b" * 64, created_at=days_ago(4))
    assert forget()["network"] == "1 forgotten"
    assert list(Comment.objects.order_by("pk").values_list("pk", "network_hash")) == [
        (old.pk, ""),
        (new.pk, "b" * 64),
    ]


def test_an_address_that_nobody_confirmed_goes_and_its_ratings_still_count_one_by_one(
    make_article, make_comment, days_ago
):
    article = make_article()
    for stars in (1, 5):
        make_comment(article, stars=stars, status="published", created_at=days_ago(91))
    kept = make_comment(article, stars=3, status="published", created_at=days_ago(91), confirmed_at=days_ago(91))
    assert forget()["unconfirmed"] == "2 forgotten"
    article.discussion.refresh_from_db()
    assert (article.discussion.comment_count, article.discussion.rating_count) == (3, 3)
    assert set(Comment.objects.values_list("email", flat=True)) == {"", kept.email}
    assert not Comment.objects.exclude(pk=kept.pk).filter(email_key__contains="@").exists()
    assert forget()["unconfirmed"] == "0 forgotten"


def test_what_was_kept_longer_than_a_thousand_rows_reach_goes_in_one_run(make_article, days_ago):
    article = make_article()
    Comment.objects.bulk_create(
        Comment(
            article=article,
            name="N",
            email=f"{n}@x.org",
            email_key=f"{n}@x.org",
            message="m",
            network_hash="a" * 64,
            created_at=days_ago(8),
        )
        for n in range(1_001)
    )
    assert forget()["network"] == "1001 forgotten"


def test_spam_and_what_was_not_published_is_erased_in_its_time(make_article, make_comment, days_ago):
    article = make_article()
    for status, days in (("spam", 61), ("rejected", 181), ("withdrawn", 181), ("spam", 59), ("rejected", 179)):
        make_comment(article, status=status, decided_at=days_ago(days), created_at=days_ago(200), name=f"{days}")
    for status in ("published", "pending"):
        make_comment(article, status=status, created_at=days_ago(400), name=status)
    said = forget()
    assert (said["spam"], said["unpublished"]) == ("1 forgotten", "2 forgotten")
    assert set(Comment.objects.values_list("name", flat=True)) == {"59", "179", "published", "pending"}
    assert forget()["unpublished"] == "0 forgotten"


def test_what_has_replies_is_emptied_once_and_keeps_its_place(make_article, make_comment, days_ago):
    article = make_article()
    comment = make_comment(article, status="rejected", created_at=days_ago(181))
    make_comment(article, parent=comment, status="published")
    assert forget()["unpublished"] == "1 forgotten"
    comment.refresh_from_db()
    assert (comment.message, comment.name, comment.email) == ("", "", "")
    assert forget()["unpublished"] == "0 forgotten"


def test_a_rejected_comment_stays_while_an_objection_to_it_is_open(make_comment, days_ago):
    comment = make_comment()
    comment.reject(account("Moderator"), "insult")
    Comment.objects.update(decided_at=days_ago(400))
    objection = Objection.objects.create(comment=comment, words="It was no insult.")
    assert forget()["unpublished"] == "0 forgotten"
    objection.decide(account("Moderator"), upheld=False)
    Comment.objects.update(decided_at=days_ago(181))
    assert forget()["unpublished"] == "1 forgotten"
    assert Objection.objects.get().words == ""


def test_a_suspension_goes_some_time_after_it_is_over(days_ago):
    for number, until in enumerate((None, days_ago(-1), days_ago(29), days_ago(31))):
        Rule.objects.create(kind="address", pattern=f"ada{number}@example.org", effect="refuse", until=until)
    assert forget()["rules"] == "1 forgotten"


def test_sessions_tasks_failed_sign_ins_and_mail_in_files_go(settings, tmp_path, days_ago, make_comment):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    for days in (1, 31):
        mail = tmp_path / f"{days}.log"
        mail.write_text("Subject: Words")
        os.utime(mail, times=(days_ago(days).timestamp(),) * 2)
        attempt = AccessAttempt.objects.create(username="editor", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=days_ago(days))
        Session.objects.create(session_key=f"key{days}", session_data="", expire_date=days_ago(days - 2))
        for status in ("SUCCESSFUL", "FAILED", "READY"):
            DBTaskResult.objects.create(
                status=status,
                finished_at=days_ago(days) if status != "READY" else None,
                run_after=days_ago(days),
                args_kwargs={},
                exception_class_path="",
                traceback="",
            )
    before = forget("--dry-run")
    assert {before[name] for name in ("mail", "sign_ins", "sessions")} == {"1 would be forgotten"}
    assert before["tasks"] == "2 would be forgotten"
    assert (len(list(tmp_path.iterdir())), DBTaskResult.objects.count()) == (2, 6)

    said = forget()
    assert {said[name] for name in ("mail", "sign_ins", "sessions")} == {"1 forgotten"}
    assert said["tasks"] == "2 forgotten"
    assert [mail.name for mail in tmp_path.iterdir()] == ["1.log"]
    assert DBTaskResult.objects.filter(status="READY").count() == 2


def test_a_dry_run_changes_nothing(make_comment, days_ago):
    make_comment(created_at=days_ago(400), network_hash="a" * 64, status="spam")
    before = list(Comment.objects.values())
    assert forget("--dry-run")["network"] == "1 would be forgotten"
    assert list(Comment.objects.values()) == before


def test_the_public_ledger_is_kept_before_anything_is_forgotten(make_comment, days_ago):
    make_comment(created_at=days_ago(400), status="spam")
    before = ledger.months()
    forget()
    assert ledger.months() == before


def test_a_key_that_is_destroyed_leaves_codes_that_nobody_can_link(make_article, client, settings, time_machine):
    """With the key, trying all addresses would tell whose a code is. Without it, the same network gets another."""
    settings.CAPTCHA_PROVIDER = "none"
    time_machine.move_to("2030-03-01 12:00:00Z")
    article = make_article()

    def send(words):
        fields = {"email": "ada@example.org", "name": "Ada", "message": words}
        client.post(f"{article.get_absolute_url()}comments/", fields, REMOTE_ADDR="198.51.100.7")
        return Comment.objects.get(message=words).network_hash

    first = send("Today.")
    secret = NetworkKey.objects.get().secret
    assert NetworkKey.objects.get().hash("network", network_of("198.51.100.7")) == first
    assert send("Today, again.") == first
    time_machine.move_to("2030-03-02 00:00:01Z")
    forget()
    assert not NetworkKey.objects.exists()
    second = send("Tomorrow.")
    assert second != first
    assert NetworkKey.objects.get().secret != secret
    assert NetworkKey.objects.get().hash("network", network_of("198.51.100.7")) == second


def test_the_guard_of_the_sign_in_stores_no_network_address(client, caplog):
    for address in ("203.0.113.9", "203.0.113.9", "2001:db8:1:2::3"):
        client.post("/admin/login/", {"username": "editor", "password": "wrong"}, REMOTE_ADDR=address)
    stored = list(AccessAttempt.objects.values_list("ip_address", flat=True))
    assert len(stored) == 2
    assert all(address.startswith("fd") for address in stored)
    for address in ("203.0.113.9", "2001:db8"):
        assert address not in caplog.text


@pytest.mark.parametrize("value", ["0", "-1", "soon"])
def test_a_period_of_no_use_is_refused_by_name(value, monkeypatch):
    monkeypatch.setitem(Environment.ENVIRON, "RETENTION_MAIL", value)
    with pytest.raises(ImproperlyConfigured, match="RETENTION_MAIL"):
        Environment().number("RETENTION_MAIL", 30, at_least=1)


def test_the_privacy_page_says_the_periods_that_are_set(client, settings):
    settings.RETENTION = settings.RETENTION | {"unconfirmed": 17}
    assert "<td>17 days</td>" in client.get("/privacy/").text
    settings.RETENTION = settings.RETENTION | {"unconfirmed": 1}
    assert "<td>1 day</td>" in client.get("/privacy/").text


def test_staff_s_words_on_privacy_stand_above_the_periods(client):
    Page.objects.filter(slug="privacy").update(body="<h2>Who is responsible</h2><p>The publisher.</p>")
    text = client.get("/privacy/").text
    assert text.index("Who is responsible") < text.index('id="how-long"')
