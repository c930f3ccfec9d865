"""Mails to commenters: who gets which, when, once; and what happens while the mail server does not take them."""

import re
import socket
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Article
from comments.mail.delivery import RETRY_AFTER
from comments.models import Comment, Objection
from tests.comments.smtp_server import MailServer
from tests.staff import account

pytestmark = pytest.mark.django_db(transaction=True)  # the worker ends transactions of its own


@pytest.fixture
def mail_server(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server


@pytest.fixture
def later(send_mail, time_machine):
    """The mails that went out until some minutes from now."""

    def after(minutes=3):
        time_machine.move_to(timezone.now() + timedelta(minutes=minutes))
        return send_mail()

    return after


@pytest.fixture
def confirmed(make_comment):
    return make_comment(email="ada@example.org", name="Ada", confirmed_at=timezone.now(), created_at=timezone.now())


def html_of(mail):
    return next(content for content, kind in mail.alternatives if kind == "text/html")


# A server that is down, or refuses ----------------------------------------------------------------------------------


def test_a_server_that_refuses_for_now_gets_the_mail_later(make_article, post, send_mail, mail_server, later):
    mail_server.answer_to_recipient = "451 try again later"
    assert post(make_article()).status_code == 303
    send_mail()
    later(2)
    assert mail_server.mails == []
    mail_server.answer_to_recipient = "250 fine"
    later(6)
    [mail] = mail_server.mails
    assert mail["To"] == "ada@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("plain",)).get_content().startswith("Someone, most likely you, has sent us a comment")
    assert "Confirm your address" in mail.get_body(("html",)).get_content()
    assert not DBTaskResult.objects.failed().exists()
    later(3000)
    assert len(mail_server.mails) == 1


def test_a_mail_that_never_leaves_is_given_up_and_kept_without_its_address(
    make_article, post, send_mail, mail_server, later
):
    mail_server.answer_to_recipient = "451 not now"
    post(make_article())
    send_mail()
    for wait in RETRY_AFTER:
        assert not DBTaskResult.objects.failed().exists()
        later(wait / timedelta(minutes=1) + 1)
    [failed] = DBTaskResult.objects.failed()
    assert "SMTPRecipientsRefused 451" in failed.traceback
    assert "ada@example.org" not in str(DBTaskResult.objects.values_list())
    assert later(3000) == []


def test_a_mailbox_that_does_not_exist_is_given_up_at_once(make_article, post, send_mail, mail_server):
    mail_server.answer_to_recipient = "550 no such mailbox"
    post(make_article())
    send_mail()
    assert DBTaskResult.objects.failed().count() == 1
    assert not DBTaskResult.objects.ready().exists()


def test_staff_see_a_mail_that_failed_and_send_it_again(make_article, post, send_mail, mail_server):
    mail_server.answer_to_recipient = "550 no such mailbox"
    post(make_article())
    send_mail()
    client = Client()
    client.force_login(account("Administrator"))
    assert "mail could not be sent" in client.get("/admin/").text
    tasks = "/admin/django_tasks_database/dbtaskresult/"
    failed = DBTaskResult.objects.failed().get()
    assert "SMTPRecipientsRefused 550" in client.get(f"{tasks}{failed.pk}/change/").text
    mail_server.answer_to_recipient = "250 fine"
    client.post(tasks, {"action": "try_again", "_selected_action": [str(failed.pk)]})
    send_mail()
    assert len(mail_server.mails) == 1
    assert "could not be sent" not in client.get("/admin/").text


def test_a_mail_whose_worker_died_goes_out_by_another_worker_though_no_other_mail_does(make_article, post, later):
    post(make_article())
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now(), worker_ids=["killed"])
    assert later(0) == []
    assert [mail.to for mail in later(2)] == [["ada@example.org"]]


def test_a_header_cannot_be_smuggled_in_through_a_name_or_a_headline(make_article, post, send_mail, mail_server):
    article = make_article(headline="Tides\u2028Bcc: all@example.org")
    post(article, name="Ada\u0085Bcc: all@example.org", email="ada@example.org")
    assert not Comment.objects.exists()
    post(article, name="Ada Bcc: all@example.org")
    send_mail()
    [mail] = mail_server.mails
    assert mail["Bcc"] is None
    assert mail["To"] == "ada@example.org"
    assert mail["Subject"].strip() == "Your comment on “Tides Bcc: all@example.org”"


# Decisions ----------------------------------------------------------------------------------------------------------


def test_a_rejection_is_mailed_with_the_house_rule_the_words_and_the_link(confirmed, later):
    confirmed.reject(by=account("Moderator"), reason="insult", words="The <second> sentence.")
    [mail] = later()
    assert mail.recipients() == ["ada@example.org"]
    assert mail.subject == f"Your comment on “{confirmed.article.headline}” is not published"
    for text in (mail.body, html_of(mail)):
        assert "Insult or threat" in text
        assert "Do not insult or threaten anyone" in text
        assert "/comments/manage/" in text
        assert "You can appeal there once" in text
    assert "The <second> sentence." in mail.body
    assert "The &lt;second&gt; sentence." in html_of(mail)
    assert "moderator1" not in mail.body + html_of(mail)


def test_a_publication_by_a_moderator_is_mailed(confirmed, later):
    confirmed.publish(by=account("Moderator"))
    [mail] = later()
    assert mail.subject.endswith("is published")
    assert "object" not in mail.body


def test_an_unconfirmed_address_hears_no_more_than_the_receipt(make_comment, later):
    comment = make_comment()
    comment.reject(by=account("Moderator"), reason="insult")
    comment.publish(by=account("Moderator"))
    assert later() == []


def test_neither_spam_nor_what_the_policy_decides_is_mailed(confirmed, later):
    confirmed.publish(words="policy: open")
    confirmed.mark_spam(by=account("Moderator"))
    assert later() == []


def test_a_decision_that_was_taken_back_is_not_mailed(confirmed, send_mail, later):
    moderator = account("Moderator")
    confirmed.reject(by=moderator, reason="insult")
    assert send_mail() == []
    Comment.objects.filter(pk=confirmed.pk).hold(by=moderator)
    assert later() == []
    confirmed.publish(by=moderator)
    confirmed.reject(by=moderator, reason="off_topic")
    [mail] = later()
    assert "Off topic" in mail.body


def test_a_comment_erased_meanwhile_gets_no_mail(confirmed, client, link_to, later):
    confirmed.reject(by=account("Moderator"), reason="insult")
    client.post(link_to(confirmed, "erase/"), {"what": "comment"})
    assert later() == []


@pytest.mark.parametrize(("upheld", "words"), [(True, "agrees with you"), (False, "came to the same decision")])
def test_the_decision_on_an_objection_is_mailed(confirmed, later, upheld, words):
    confirmed.reject(by=account("Moderator"), reason="insult")
    later()
    objection = Objection.objects.create(comment=confirmed, words="No.")
    objection.decide(account("Moderator"), upheld=upheld, words="Read again.")
    mails = later()
    assert len(mails) == 2
    assert words in mails[1].body
    assert "Read again." in mails[1].body
    assert "you can object" not in mails[1].body


# Replies ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(confirmed, client, link_to):
    """A published comment whose writer wants to know of replies."""
    confirmed.publish()
    client.post(link_to(confirmed, "reply-mails/"), {"mails_replies": "on"})
    return confirmed


def test_a_reply_is_mailed_once_when_it_is_published(asked, make_comment, later):
    reply = make_comment(asked.article, parent=asked, name="Bob", message="I <b>disagree</b>.")
    assert later() == []
    reply.publish(by=account("Moderator"))
    [mail] = later()
    assert mail.recipients() == ["ada@example.org"]
    assert mail.subject == f"Bob replied to your comment on “{asked.article.headline}”"
    assert "I <b>disagree</b>." in mail.body
    assert "I &lt;b&gt;disagree&lt;/b&gt;." in html_of(mail)
    assert reply.email not in mail.body + html_of(mail)
    reply.reject(by=account("Moderator"), reason="insult")
    reply.publish(by=account("Moderator"))
    assert len(later()) == 1


def test_the_words_of_a_reply_are_marked_and_nothing_of_ours_is_among_them(asked, make_comment, later):
    Article.objects.update(ai_use="generated")
    reply = make_comment(asked.article, parent=asked, name="Bob", message="One.\n\nTwo.")
    reply.publish(by=account("Moderator"))
    (mail,) = later()
    text = mail.body
    after = text.partition(":\n\n")[2]
    assert after.startswith("> One.\n>\n> Two.\n\nThe article: Content created by AI.")


def test_a_sentence_after_the_greeting_begins_with_a_capital(confirmed, later):
    confirmed.publish(by=account("Moderator"))
    (mail,) = later()
    assert re.match(r"Hello Ada,\n\n[A-Z]", mail.body)


def test_who_did_not_ask_hears_of_no_reply(confirmed, make_comment, later):
    confirmed.publish()
    make_comment(confirmed.article, parent=confirmed).publish()
    assert later() == []


def test_only_a_confirmed_address_can_ask(make_comment, client, link_to):
    comment = make_comment(status="published")
    assert "E-mail me when someone replies" not in client.get(link_to(comment)).text
    client.post(link_to(comment, "reply-mails/"), {"mails_replies": "on"})
    assert not Comment.objects.get().mails_replies


def test_ones_own_reply_and_one_that_is_gone_again_are_not_mailed(asked, make_comment, later):
    make_comment(asked.article, parent=asked, email="ADA@example.org").publish()
    gone = make_comment(asked.article, parent=asked)
    gone.publish()
    gone.withdraw()
    assert later() == []


def test_the_box_ends_the_mails(asked, make_comment, client, link_to, later):
    assert "checked" in client.get(link_to(asked)).text
    assert client.post(link_to(asked, "reply-mails/"))["Location"].endswith("?done=replies-off")
    make_comment(asked.article, parent=asked).publish()
    assert later() == []


def test_one_click_in_the_mail_program_ends_the_mails(asked, make_comment, later, settings):
    make_comment(asked.article, parent=asked).publish()
    [mail] = later()
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(rf"<{settings.SITE_URL}(/comments/unsubscribe/\S+/)>", mail.extra_headers["List-Unsubscribe"])
    path = link.group(1)
    client = Client(enforce_csrf_checks=True)
    assert "Do you want to stop all e-mails" in client.get(path).text
    assert Comment.objects.get(pk=asked.pk).mails_replies
    done = client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert done.status_code == 200
    assert not client.cookies
    assert not Comment.objects.get(pk=asked.pk).mails_replies
    assert client.post(path).status_code == 200
    make_comment(asked.article, parent=asked).publish()
    assert len(later()) == 1


def test_the_link_that_unsubscribes_does_no_more(asked, make_comment, later, client):
    make_comment(asked.article, parent=asked).publish()
    signed = later()[0].extra_headers["List-Unsubscribe"].split("/")[-2]
    assert client.get(f"/comments/manage/{signed}/").status_code == 404
    assert client.post(f"/comments/unsubscribe/{signed[:-1]}/").status_code == 404
    assert Comment.objects.get(pk=asked.pk).mails_replies


def test_a_mail_server_that_is_gone_keeps_the_notice_of_a_reply(asked, make_comment, settings, send_mail, later):
    with socket.create_server(("localhost", 0)) as closed:
        settings.EMAIL_HOST, settings.EMAIL_PORT = closed.getsockname()
    locmem, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    make_comment(asked.article, parent=asked).publish()
    assert later() == []
    settings.EMAIL_BACKEND = locmem
    assert len(later()) == 1


# New links ----------------------------------------------------------------------------------------------------------


def ask(email, **rest):
    return Client().post("/comments/manage/", {"email": email}, **rest)


def test_new_links_come_by_mail_to_a_known_address(make_comment, send_mail, client):
    first, second = make_comment(email="ada@example.org"), make_comment(email="ada@example.org")
    make_comment(email="bob@example.org")
    ask("ADA@example.org")
    [mail] = send_mail()
    assert mail.recipients() == ["ada@example.org"]
    links = re.findall(r"http://\S+(/comments/manage/\S+/)", mail.body)
    assert len(links) == 2
    for link, comment in zip(links, (second, first), strict=True):
        assert comment.message in client.get(link).text
        assert link in html_of(mail)


def test_the_answer_does_not_reveal_whether_an_address_is_known(make_comment, send_mail, django_assert_num_queries):
    make_comment(email="ada@example.org")
    ask("warm@up.example")
    with django_assert_num_queries(6):
        known = ask("ada@example.org")
    with django_assert_num_queries(6):
        unknown = ask("nobody@example.org")
    assert known.status_code == unknown.status_code == 303
    assert known["Location"] == unknown["Location"]
    assert dict(known.headers) == dict(unknown.headers)
    assert "If there are comments from this address" in Client().get(known["Location"]).text
    assert len(send_mail()) == 1


def test_no_address_stays_with_the_task(make_comment, send_mail):
    from comments.models import LinkRequest

    make_comment(email="ada@example.org")
    ask("ada@example.org")
    ask("nobody@example.org")
    send_mail()
    assert not LinkRequest.objects.exists()
    assert "@example.org" not in str(DBTaskResult.objects.values_list())


def test_links_can_be_asked_for_three_times_an_hour(make_comment, send_mail, time_machine):
    time_machine.move_to("2030-03-01 12:00Z")
    make_comment(email="ada@example.org")
    for email in ("ada@example.org", "nobody@example.org"):
        assert [ask(email).status_code for _number in range(4)] == [303, 303, 303, 303]
    assert len(send_mail()) == 3
    time_machine.move_to("2030-03-01 13:00Z")
    ask("ada@example.org")
    assert len(send_mail()) == 4


def test_one_network_cannot_ask_for_many_addresses(settings, time_machine):
    time_machine.move_to("2030-03-01 12:00Z")
    answers = [ask(f"a{number}@example.org", REMOTE_ADDR="203.0.113.9").status_code for number in range(21)]
    assert answers == [*[303] * 20, 429]
    assert ask("b@example.org", REMOTE_ADDR="203.0.113.10").status_code == 303


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Please enter email address."),
        ("ada", "Enter an e-mail address like name@example.org."),
        ("ada@example.org\r\nBcc: b@example.org", "Please write it on one line."),
    ],
)
def test_an_address_that_is_none_is_refused_with_a_sentence(email, sentence):
    response = ask(email)
    assert response.status_code == 422
    assert sentence in response.text
    assert not DBTaskResult.objects.exists()


def test_another_site_cannot_ask(make_comment):
    assert ask("ada@example.org", headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert not DBTaskResult.objects.exists()
