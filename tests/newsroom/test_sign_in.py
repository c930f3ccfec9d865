"""Signing in at the desk, and being kept out of it."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from tests.staff import account

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


@pytest.fixture
def editor():
    return account("Editor")


def try_to_sign_in(user, password, address="203.0.113.5"):
    client = Client(REMOTE_ADDR=address)
    return client, client.post(LOGIN, {"username": user.username, "password": password})


def fail_five_times(user, address="203.0.113.5"):
    for _ in range(5):
        _client, answer = try_to_sign_in(user, "wrong", address)
    return answer


def test_the_right_password_opens_the_desk(editor):
    client, answer = try_to_sign_in(editor, "correct horse")
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_the_desk_sends_a_stranger_to_the_sign_in(client):
    for address in ("/admin/", "/admin/articles/article/", "/admin/articles/article/1/preview/"):
        assert client.get(address).url.startswith(LOGIN)


def test_five_failures_lock_the_name_from_that_address_with_a_page_of_our_own(editor):
    answer = fail_five_times(editor)
    assert answer.status_code == 429
    assert "<h1" in answer.text
    assert answer["Cache-Control"].startswith("no-store")
    _client, answer = try_to_sign_in(editor, "correct horse")
    assert answer.status_code == 429


def test_the_same_name_from_elsewhere_and_another_name_from_there_are_not_locked(editor):
    other = account("Editor")
    fail_five_times(editor)
    assert try_to_sign_in(editor, "correct horse", address="203.0.113.6")[1].status_code == 302
    assert try_to_sign_in(other, "correct horse")[1].status_code == 302


def test_the_lock_opens_after_the_cool_off(editor, time_machine):
    fail_five_times(editor)
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert try_to_sign_in(editor, "correct horse")[1].status_code == 302


def test_an_address_that_a_client_claims_does_not_escape_the_lock(editor):
    fail_five_times(editor)
    client = Client(REMOTE_ADDR="203.0.113.5", headers={"x-forwarded-for": "198.51.100.1"})
    answer = client.post(LOGIN, {"username": editor.username, "password": "correct horse"})
    assert answer.status_code == 429


def test_the_session_cookie_keeps_to_itself(editor):
    _client, answer = try_to_sign_in(editor, "correct horse")
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_form_without_its_token_is_refused_at_the_desk(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post("/admin/articles/topic/add/", {"name": "Sea", "slug": ""}).status_code == 403
    assert client.post(LOGIN, {"username": "x", "password": "y"}).status_code == 403


def test_staff_change_their_own_password(editor):
    client, _answer = try_to_sign_in(editor, "correct horse")
    new = "battery staple 9"
    fields = {"old_password": "correct horse", "new_password1": new, "new_password2": new}
    assert client.post("/admin/password_change/", fields).status_code == 302
    assert try_to_sign_in(editor, new)[1].status_code == 302


def test_what_staff_do_is_logged(editor):
    client, _answer = try_to_sign_in(editor, "correct horse")
    client.post("/admin/articles/topic/add/", {"name": "Sea", "slug": ""})
    assert LogEntry.objects.get().user == editor


def test_the_desk_bears_the_name_of_the_site(client, settings):
    settings.SITE_NAME = "The Tidal Times"
    page = client.get(LOGIN).text
    assert "The Tidal Times" in page
    assert "Django" not in page
