"""Readers report a comment: what it takes, what it hides, who hears of it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Decision, Discussion, Report
from comments.moderation.undo import undo
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

NOTICE = {
    "reason": "unlawful",
    "words": "It calls for violence.",
    "name": "Ada",
    "email": "ada@example.org",
    "in_good_faith": "on",
}


@pytest.fixture
def comment(make_comment, make_article):
    return make_comment(make_article(slug="tides"), name="Grace", message="Awful words.", status="published")


@pytest.fixture
def report(client, comment):
    """Send the form as a browser does, from the network that is given."""

    def send(network="192.0.2.1", headers=None, **fields):
        fields = {"reason": "insult"} | fields
        return client.post(f"/comments/{comment.pk}/report/", fields, REMOTE_ADDR=network, headers=headers)

    return send


def status_of(comment):
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


# The form -------------------------------------------------------------------------------------------------------------


def test_every_comment_leads_to_a_form_without_a_cookie(comment, client):
    address = f"/comments/{comment.pk}/report/"
    assert f'href="{address}"' in client.get(comment.article.get_absolute_url()).text
    page = client.get(address)
    assert "Awful words." in page.text
    assert "Insult or threat" in page.text
    assert "public" in page["Cache-Control"]
    assert not page.cookies


def test_a_report_is_kept_without_knowing_who_sent_it(comment, report, client):
    response = report(words="He insults everybody.", name="Ada", email="ada@example.org")
    assert (response.status_code, response["Location"]) == (303, "/articles/tides/comments/reported/")
    assert "Thank you for your report" in client.get(response["Location"]).text
    kept = Report.objects.get()
    assert (kept.comment, kept.reason, kept.words) == (comment, "insult", "He insults everybody.")
    assert (kept.name, kept.email) == ("", "")
    assert len(kept.network_hash) == 64
    assert not response.cookies


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Choose what is wrong with the comment."),
        ({"reason": "boring"}, "Choose what is wrong with the comment."),
        ({"reason": "other"}, "Please say what is wrong with the comment."),
        ({"words": "x" * 2001}, "Keep it to 2000 characters; it has 2001."),
        ({"words": "a\0b"}, "We removed characters that cannot be shown."),
        (NOTICE | {"words": ""}, "Please say what is illegal, and why."),
        (NOTICE | {"name": ""}, "Please enter your name."),
        (NOTICE | {"email": ""}, "Please enter email address."),
        (NOTICE | {"email": "ada"}, "Enter an e-mail address like name@example.org."),
        (NOTICE | {"in_good_faith": ""}, "Please confirm that you believe this to be true."),
    ],
)
def test_a_refused_report_comes_back_filled_in(report, fields, sentence):
    fields = {"words": "" if fields.get("reason") == "other" else "My words."} | fields
    response = report(**fields)
    assert response.status_code == 422
    assert sentence in response.text
    assert fields["words"].replace("\0", "") in response.text
    assert not Report.objects.exists()


@pytest.mark.parametrize("status", ["pending", "rejected", "spam", "withdrawn"])
def test_what_readers_do_not_see_cannot_be_reported_and_is_not_revealed(comment, client, report, status):
    Comment.objects.update(status=status)
    assert client.get(f"/comments/{comment.pk}/report/").status_code == 404
    response = report(words="My words.")
    assert response.status_code == 410
    assert "no longer shown" in response.text
    assert "My words." in response.text
    assert "Awful words." not in response.text


def test_comments_of_hidden_articles_and_discussions_cannot_be_reported(comment, report, client):
    Discussion.objects.update(state="hidden")
    assert report().status_code == 404
    for pk in ("0", "9" * 30, "x"):
        assert client.get(f"/comments/{pk}/report/").status_code == 404


def test_another_site_cannot_send_a_report(report):
    assert report(headers={"Origin": "https://evil.example"}).status_code == 403
    assert not Report.objects.exists()


def test_bad_bodies_get_a_clear_answer(comment, client):
    address = f"/comments/{comment.pk}/report/"
    assert client.post(address, b"{}", content_type="application/json").status_code == 415
    assert (
        client.post(address, b"reason=%ff&words=%ff", content_type="application/x-www-form-urlencoded").status_code
        == 422
    )
    assert client.delete(address).status_code == 405


def test_too_many_reports_from_one_network_wait(report, make_comment, settings):
    settings.COMMENTS_RATE = 3
    settings.SPAM_CHECKS = ["rate"]
    for number in range(3):
        assert report(words=f"Number {number}.").status_code == 303
    response = report(words="Number 4.")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Number 4." in response.text
    assert report(network="192.0.2.2").status_code == 303


def test_the_form_costs_a_fixed_number_of_queries(comment, client, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get(f"/comments/{comment.pk}/report/")


# Hiding ---------------------------------------------------------------------------------------------------------------


def test_reports_from_enough_networks_hide_a_comment_and_say_why(comment, report, settings, client):
    settings.REPORTS_HIDE_AFTER = 3
    for number in range(2):
        report(network=f"192.0.2.{number}")
    assert status_of(comment) == "published"
    report(network="192.0.2.9")
    assert status_of(comment) == "pending"
    assert "Awful words." not in client.get(comment.article.get_absolute_url()).text
    comment.refresh_from_db()
    assert comment.held_by == ["reported"]
    decision = Decision.objects.get(comment=comment)
    assert (decision.verdict, decision.made_by) == ("pending", None)
    assert decision.words == "Reported by readers: from 3 networks"


def test_one_network_counts_once_however_often_it_reports(comment, report, settings):
    settings.REPORTS_HIDE_AFTER = 2
    for number in range(5):
        report(words=f"Number {number}.")
        report(words=f"Number {number}.")
    assert Report.objects.count() == 5
    assert status_of(comment) == "published"
    report(network="192.0.2.2")
    assert status_of(comment) == "pending"


def test_addresses_of_one_household_are_one_network(comment, report, settings):
    settings.REPORTS_HIDE_AFTER = 2
    for number in range(5):
        report(network=f"2001:db8::{number}")
    assert Report.objects.count() == 1
    assert status_of(comment) == "published"


def test_reports_without_a_known_network_hide_nothing(comment, report, settings):
    settings.REPORTS_HIDE_AFTER = 1
    report(network="")
    assert status_of(comment) == "published"


def test_zero_means_that_reports_never_hide(comment, report, settings):
    settings.REPORTS_HIDE_AFTER = 0
    for number in range(9):
        report(network=f"192.0.2.{number}")
    assert status_of(comment) == "published"


def test_a_comment_that_a_moderator_kept_is_not_hidden_by_the_same_reports(comment, report, settings):
    settings.REPORTS_HIDE_AFTER = 2
    for number in (1, 2):
        report(network=f"192.0.2.{number}")
    comment.refresh_from_db()
    comment.publish(by=account("Moderator"))
    assert set(Report.objects.values_list("outcome", flat=True)) == {"kept"}
    report(network="192.0.2.3")
    assert status_of(comment) == "published"
    report(network="192.0.2.4")
    assert status_of(comment) == "pending"


def test_confirming_the_address_does_not_bring_a_reported_comment_back(comment, report, settings):
    from comments.writing.moderation_policy import apply_policy

    settings.REPORTS_HIDE_AFTER = 1
    settings.COMMENTS_MODERATION = "open"
    report()
    comment.refresh_from_db()
    apply_policy(comment)
    assert status_of(comment) == "pending"


def test_a_notice_of_unlawful_content_names_its_sender_by_constraint(comment):
    with pytest.raises(IntegrityError, match="report_of_unlawful_content_names_its_sender"), transaction.atomic():
        Report.objects.create(comment=comment, reason="unlawful", words="Bad.")


# Moderators -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(db):
    return signed_in(account("Moderator"))


def test_moderators_see_reports_in_a_list_and_beside_the_comment(comment, report, desk):
    report(words="He insults everybody.")
    assert "He insults everybody." in desk.get("/admin/comments/report/").text
    assert "He insults everybody." in desk.get(f"/admin/comments/comment/{comment.pk}/change/").text
    assert desk.get(f"/admin/comments/report/?comment={comment.pk}").status_code == 200


def test_who_does_not_moderate_sees_no_reports(comment, report):
    report(**NOTICE)
    for group in ("Reporter", "Editor"):
        assert signed_in(account(group)).get("/admin/comments/report/").status_code == 403
    assert Client().get("/admin/comments/report/").status_code == 302


def test_keeping_a_comment_answers_all_its_reports_and_is_on_record(comment, report, desk):
    for number in (1, 2):
        report(network=f"192.0.2.{number}")
    first = Report.objects.earliest("pk")
    page = desk.post(
        "/admin/comments/report/", {"action": "keep_comments", "_selected_action": [first.pk]}, follow=True
    )
    assert "2 reports answered." in page.text
    assert set(Report.objects.values_list("outcome", flat=True)) == {"kept"}
    assert status_of(comment) == "published"
    decision = Decision.objects.get(comment=comment)
    assert (decision.verdict, decision.words) == ("published", "Kept after reports")


def test_keeping_brings_back_what_reports_have_hidden(comment, report, settings):
    settings.REPORTS_HIDE_AFTER = 1
    report()
    assert Report.objects.all().keep_comments(by=account("Moderator")) == 0
    assert status_of(comment) == "published"
    assert Report.objects.get().outcome == "kept"


def test_rejecting_a_comment_answers_its_reports(comment, report):
    report()
    comment.reject(by=account("Moderator"), reason="insult")
    answered = Report.objects.get()
    assert (answered.outcome, answered.answered_at is not None) == ("removed", True)


def test_a_verdict_that_is_taken_back_at_once_opens_the_reports_again(comment, report):
    report()
    moderator = account("Moderator")
    comment.reject(by=moderator, reason="insult")
    Comment.objects.filter(pk=comment.pk).hold(by=moderator)
    assert Report.objects.open().count() == 1


def test_the_list_of_reports_costs_the_same_for_many(comment, report, desk, django_assert_num_queries):
    report()
    desk.get("/admin/comments/report/")
    with django_assert_num_queries(8):
        desk.get("/admin/comments/report/")
    for number in range(9):
        report(network=f"192.0.2.{number + 10}", words=f"Number {number}.")
    with django_assert_num_queries(8):
        desk.get("/admin/comments/report/")


# Mail -----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_notice_of_unlawful_content_gets_a_receipt_and_the_decision(comment, report, send_mail):
    assert report(**NOTICE).status_code == 303
    (receipt,) = send_mail()
    assert receipt.to == ["ada@example.org"]
    assert "has arrived" in receipt.subject
    assert "most likely you" in receipt.body
    comment.reject(by=account("Moderator"), reason="unlawful")
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        decision = send_mail()[-1]
    assert decision.to == ["ada@example.org"]
    assert "The comment is no longer shown." in decision.body
    assert "The comment is no longer shown." in decision.alternatives[0][0]
    assert comment.email not in decision.body


@pytest.mark.django_db(transaction=True)
def test_who_reported_what_stays_hears_that_it_stays(comment, report, send_mail):
    report(**NOTICE)
    Report.objects.all().keep_comments(by=account("Moderator"))
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert any("The comment stays" in mail.body for mail in send_mail())


def test_undoing_a_verdict_opens_the_reports_again(comment, report):
    report()
    moderator = account("Moderator")
    comment.reject(by=moderator, reason="insult")
    assert undo(moderator, [comment.pk]) == 1
    assert Report.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_decision_that_was_taken_back_is_not_mailed(comment, report, send_mail):
    report(**NOTICE)
    moderator = account("Moderator")
    comment.reject(by=moderator, reason="unlawful")
    Comment.objects.filter(pk=comment.pk).hold(by=moderator)
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert len(send_mail()) == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_was_taken_back_and_given_again_is_mailed_once(comment, report, send_mail, time_machine):
    report(**NOTICE)
    moderator = account("Moderator")
    for _ in range(2):
        Report.objects.all().keep_comments(by=moderator)
        if not Decision.objects.filter(undoes__isnull=False).exists():
            undo(moderator, [comment.pk])
        time_machine.move_to(timezone.now() + timedelta(seconds=20))
    time_machine.move_to(timezone.now() + timedelta(minutes=3))
    told = [mail.subject for mail in send_mail() if "decision on your report" in mail.subject]
    assert len(told) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_notice_sent_twice_is_one_with_one_receipt(comment, report, send_mail):
    for _ in range(2):
        assert report(**NOTICE).status_code == 303
    assert Report.objects.count() == 1
    assert len(send_mail()) == 1


@pytest.mark.django_db(transaction=True)
def test_other_reports_send_no_mail(report, send_mail):
    report(words="He insults everybody.", name="Ada", email="ada@example.org")
    assert send_mail() == []


def test_an_answered_report_is_forgotten_in_time(comment, report, settings):
    from django.core.management import call_command

    report(words="Answered long ago.")
    Report.objects.all().keep_comments(by=account("Moderator"))
    report(words="Still open.")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("forget_traces", verbosity=0)
    assert [kept.network_hash != "" for kept in Report.objects.order_by("pk")] == [False, True]
    with time_machine.travel(timezone.now() + timedelta(days=settings.RETENTION["reports"] + 1)):
        call_command("forget_traces", verbosity=0)
    assert [kept.words for kept in Report.objects.all()] == ["Still open."]
