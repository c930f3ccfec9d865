"""A new password by mail, for staff who lost theirs."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.models import PasswordResetRequest
from tests.newsroom.desk_mail import link_in, send_waiting_mail
from tests.staff import account

pytestmark = pytest.mark.django_db

FORM = "/admin/password_reset/"
LOGIN = "/admin/login/"
NEW = "battery staple 9"


@pytest.fixture
def editor():
    return account("Editor", email="Ada@example.org")


def ask(client, email):
    return client.post(FORM, {"email": email})


def choose(client, link, password=NEW):
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(address, {"new_password1": password, "new_password2": password})


def sign_in(user, password):
    return Client().post(LOGIN, {"username": user.username, "password": password})


def test_the_sign_in_leads_to_a_new_password_by_mail(client, editor):
    assert f'href="{FORM}"' in client.get(LOGIN).text
    assert ask(client, "ada@example.org").url == f"{FORM}sent/"
    [mail] = send_waiting_mail()
    assert mail.to == ["Ada@example.org"]
    assert editor.username in mail.body
    assert choose(client, link_in(mail)).url == LOGIN
    assert client.get("/admin/").status_code == 302  # the link signs no one in
    assert sign_in(editor, NEW).status_code == 302
    assert sign_in(editor, "correct horse").status_code == 200
    assert not PasswordResetRequest.objects.exists()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, editor):
    known, unknown = ask(client, "ada@example.org"), ask(client, "nobody@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(send_waiting_mail()) == 1
    assert not PasswordResetRequest.objects.exists()


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_staff": False}])
def test_an_account_that_may_not_sign_in_gets_no_mail(client, editor, state):
    type(editor).objects.filter(pk=editor.pk).update(**state)
    ask(client, editor.email)
    assert send_waiting_mail() == []


def test_two_accounts_of_one_address_get_one_mail_with_both_links(client, editor):
    other = account("Reporter", email="ada@example.org")
    ask(client, "ada@example.org")
    [mail] = send_waiting_mail()
    assert len(set(re.findall(r"/admin/password_reset/\S+", mail.body))) == 2
    assert other.username in mail.body


def test_a_link_works_once_and_expires(client, editor, time_machine):
    ask(client, editor.email)
    link = link_in(send_waiting_mail()[0])
    choose(client, link)
    assert "expired, or was used" in Client().get(link, follow=True).text
    ask(client, editor.email)
    link = link_in(send_waiting_mail()[0])
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    assert "expired, or was used" in client.get(link, follow=True).text


@pytest.mark.parametrize("link", ["/admin/password_reset/x/y/", "/admin/password_reset/MQ/set-password/"])
def test_a_forged_link_changes_nothing(client, editor, link):
    assert "expired, or was used" in client.get(link).text
    choose(client, link)
    assert sign_in(editor, "correct horse").status_code == 302


def test_a_weak_password_is_refused_with_the_reason_beside_it(client, editor):
    ask(client, editor.email)
    answer = choose(client, link_in(send_waiting_mail()[0]), "12345")
    assert "too short" in answer.text
    assert sign_in(editor, "correct horse").status_code == 302


def test_a_new_password_opens_the_lock_of_the_name(client, editor):
    for _ in range(5):
        sign_in(editor, "wrong")
    ask(client, editor.email)
    choose(client, link_in(send_waiting_mail()[0]))
    assert sign_in(editor, NEW).status_code == 302


def test_a_network_asks_twenty_times_an_hour_and_an_address_gets_five_mails_a_day(editor):
    client = Client(REMOTE_ADDR="203.0.113.9")
    answers = [ask(client, editor.email) for _ in range(22)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429] * 2
    assert int(answers[-1]["Retry-After"]) > 0
    assert len(send_waiting_mail()) == 5
    assert ask(Client(REMOTE_ADDR="203.0.113.10"), editor.email).status_code == 302


def test_what_is_no_address_is_said_beside_the_field(client):
    answer = ask(client, "no address")
    assert answer.status_code == 422
    assert "This is no e-mail address." in answer.text
    assert ask(client, "a\0@example.org").status_code in (400, 422)
