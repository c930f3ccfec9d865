"""The one mail after sending, and the page that its link opens."""

import io
import logging
import re
import socket
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.models import Comment, Finding
from comments.own.signed_links import MANAGE_LINK_LASTS, manage_url
from web.times.durations import duration_in_words

pytestmark = pytest.mark.django_db
WITH_WORKER = pytest.mark.django_db(transaction=True)  # the worker ends transactions of its own


def link_in(mail):
    return re.search(r"http://\S+(/comments/manage/\S+/)", mail.body).group(1)


@WITH_WORKER
def test_one_mail_goes_out_under_every_policy(make_article, post, send_mail, settings):
    article = make_article()
    for number, policy in enumerate(["all", "confirmed", "trusted", "open"]):
        settings.COMMENTS_MODERATION = policy
        post(article, message=f"Under {policy}.")
        assert len(send_mail()) == number + 1


@WITH_WORKER
def test_the_mail_goes_to_its_writer_alone_in_text_and_html(make_article, post, send_mail):
    article = make_article(headline="Tides <explained>\u2028& more")
    post(article, name="Ada, <b>Countess</b>", message="Well & good.\nSecond line.")
    [mail] = send_mail()
    assert mail.recipients() == ["ada@example.org"]
    assert mail.subject == "Your comment on “Tides <explained> & more”"
    assert "a comment on “Tides <explained>\u2028& more”" in mail.body
    [html] = [content for content, kind in mail.alternatives if kind == "text/html"]
    assert "Tides &lt;explained&gt;" in html
    assert link_in(mail) in html


def test_the_request_sends_no_mail_itself(make_article, post, mailoutbox):
    post(make_article())
    assert mailoutbox == []
    assert DBTaskResult.objects.count() == 1


@WITH_WORKER
def test_a_mail_server_that_is_down_delays_nobody_and_loses_nothing(
    make_article, post, settings, send_mail, time_machine
):
    with socket.create_server(("localhost", 0)) as closed:
        settings.EMAIL_HOST, settings.EMAIL_PORT = closed.getsockname()
    locmem, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    assert post(make_article()).status_code == 303
    send_mail()
    assert DBTaskResult.objects.ready().count() == 0
    settings.EMAIL_BACKEND = locmem
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    assert len(send_mail()) == 1
    assert not DBTaskResult.objects.failed().exists()


@WITH_WORKER
def test_a_comment_that_is_gone_gets_no_mail(make_article, post, send_mail):
    post(make_article())
    Comment.objects.all().delete()
    assert send_mail() == []


@WITH_WORKER
def test_opening_the_link_changes_nothing_and_the_button_confirms(make_article, post, send_mail, client, settings):
    settings.COMMENTS_MODERATION = "confirmed"
    article = make_article()
    waiting = client.get(post(article)["Location"])
    assert "open the link we’ve e-mailed you and confirm your address" in waiting.text
    link = link_in(send_mail()[0])
    page = client.get(link)
    assert page.status_code == 200
    assert "Confirm" in page.text
    assert Comment.objects.get().confirmed_at is None
    response = client.post(link)
    assert (response.status_code, response["Location"]) == (303, f"{link}?done=confirmed")
    comment = Comment.objects.get()
    assert comment.confirmed_at is not None
    assert comment.status == "published"
    assert "Thank you. Your comment is published." in client.get(link).text
    assert "Well put." in client.get(article.get_absolute_url()).text


def test_confirming_twice_changes_nothing_more(make_comment, client, settings):
    settings.COMMENTS_MODERATION = "confirmed"
    comment = make_comment()
    link = manage_url(comment).removeprefix(settings.SITE_URL)
    client.post(link)
    first = Comment.objects.get().confirmed_at
    comment.reject()
    client.post(link)
    assert Comment.objects.get().confirmed_at == first
    assert Comment.objects.get().status == "rejected"


def test_confirming_does_not_clear_a_suspicion(make_comment, client, settings):
    settings.COMMENTS_MODERATION = "confirmed"
    comment = make_comment(held_because=[Finding("unverified"), Finding("unconfirmed")])
    client.post(manage_url(comment).removeprefix(settings.SITE_URL))
    comment.refresh_from_db()
    assert (comment.status, comment.held_by) == ("pending", ["unverified"])


def test_the_manage_page_is_for_nobody_else(make_comment, client, settings):
    response = client.get(manage_url(make_comment()).removeprefix(settings.SITE_URL))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert not client.cookies
    assert "@example.org" not in response.text


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("change", ["cut", "other", "nonsense", "own"])
def test_a_forged_link_leads_to_a_clear_page_and_changes_nothing(make_comment, client, settings, method, change):
    comment = make_comment()
    link = manage_url(comment).removeprefix(settings.SITE_URL)
    forged = {
        "cut": f"{link[:-2]}/",
        "other": link.replace(f"/{comment.pk}.", f"/{make_comment().pk}."),
        "nonsense": "/comments/manage/%00%ff..%0a/",
        "own": "/comments/manage/1:abc:def/",
    }[change]
    response = getattr(client, method)(forged)
    assert response.status_code == 404
    assert "Nothing was changed." in response.text
    assert not Comment.objects.exclude(confirmed_at=None).exists()


def test_a_link_expires_with_a_clear_page(make_comment, client, settings, time_machine):
    link = manage_url(make_comment()).removeprefix(settings.SITE_URL)
    time_machine.move_to(timezone.now() + MANAGE_LINK_LASTS + timedelta(days=1))
    response = client.post(link)
    assert response.status_code == 410
    assert duration_in_words(MANAGE_LINK_LASTS) in response.text
    assert not Comment.objects.exclude(confirmed_at=None).exists()


def test_the_link_that_shows_a_comment_does_not_manage_it(make_article, post, client):
    signed = post(make_article())["Location"].split("comment=")[1].split("#")[0]
    assert client.get(f"/comments/manage/{signed}/").status_code == 404


def test_no_line_of_the_log_holds_a_signed_link(make_comment, client, settings):
    log = io.StringIO()
    [handler] = [handler for handler in logging.root.handlers if handler.name == "stderr"]
    before = handler.setStream(log)
    link = manage_url(make_comment()).removeprefix(settings.SITE_URL)
    signature = link.split("/")[3]
    client.get(link)
    client.put(link)
    client.post(link)
    for below in ("edit/", "stars/", "reply-mails/", "object/", "withdraw/", "data.json", "erase/"):
        client.post(f"{link}{below}", {"rating": "9"}, headers={"Origin": "https://elsewhere.example"})
    client.get(f"/comments/unsubscribe/{signature}/")
    logging.getLogger("django.request").error("Internal Server Error: %s", link)
    handler.setStream(before)
    assert log.getvalue().count("/comments/manage/…/") == 11
    assert signature not in log.getvalue()
