"""Signing in at the desk, and being kept out of it."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from articles.models import Topic
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
    assert "The sign-in is locked" in answer.text
    assert "locked for 15 minutes" in answer.text
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
    client.post("/admin/articles/topic/add/", {"name": "Sea", "slug": ""})  # comes back, with its words
    assert not Topic.objects.exists()
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


# More than one name or network ----------------------------------------------------------------------------------------


def network(number):
    return f"198.51.{number // 250}.{number % 250 + 1}"


def fail_once(name, address):
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": name, "password": "wrong"})


def test_a_network_that_tries_many_names_is_refused_and_told_when_to_come_back(editor):
    answers = [fail_once(f"name{number}", "203.0.113.5") for number in range(25)]
    assert [answer.status_code for answer in answers].count(429) == 6  # the twentieth failure, and five after it
    _client, answer = try_to_sign_in(editor, "correct horse")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert try_to_sign_in(editor, "correct horse", address="203.0.113.6")[1].status_code == 302


def test_a_network_of_the_newer_protocol_is_all_that_one_household_has(editor):
    for number in range(20):
        fail_once(f"name{number}", f"2001:db8:0:1::{number + 1:x}")
    assert try_to_sign_in(editor, "correct horse", address="2001:db8:0:1:ffff::1")[1].status_code == 429
    assert try_to_sign_in(editor, "correct horse", address="2001:db8:0:2::1")[1].status_code == 302


@pytest.mark.parametrize("name", [None, "nobody-of-that-name"])
def test_a_name_that_is_tried_from_many_networks_is_refused_from_new_ones(editor, name):
    name = name or editor.username
    answers = [fail_once(name, network(number)) for number in range(22)]
    assert [answer.status_code for answer in answers].count(429) == 3
    answer = Client(REMOTE_ADDR="203.0.113.77").post(LOGIN, {"username": name, "password": "correct horse"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert try_to_sign_in(account("Editor"), "correct horse", address=network(1))[1].status_code == 302


def test_failing_on_purpose_does_not_keep_the_owner_out(editor):
    """A browser in which the account signed in before is locked by its own failures alone."""
    own, answer = try_to_sign_in(editor, "correct horse")
    assert answer.cookies["desk_browser"]["path"] == LOGIN
    assert answer.cookies["desk_browser"]["httponly"]
    own.post("/admin/logout/")
    for number in range(25):
        fail_once(editor.username, network(number))
    fail_five_times(editor)  # from the owner's own network too
    for number in range(20):
        fail_once(f"name{number}", "203.0.113.5")
    typed = {"username": editor.username, "password": "correct horse"}
    assert Client(REMOTE_ADDR="203.0.113.5").post(LOGIN, typed).status_code == 429
    assert own.post(LOGIN, typed).status_code == 302


def test_a_known_browser_guesses_no_more_than_any_other_and_knows_one_name(editor):
    own, _answer = try_to_sign_in(editor, "correct horse")
    own.post("/admin/logout/")
    answers = [own.post(LOGIN, {"username": editor.username, "password": "wrong"}) for _ in range(5)]
    assert answers[-1].status_code == 429
    assert own.post(LOGIN, {"username": editor.username, "password": "correct horse"}).status_code == 429
    other = account("Editor")
    for number in range(20):
        fail_once(other.username, network(number))
    assert own.post(LOGIN, {"username": other.username, "password": "correct horse"}).status_code == 429


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "\udcff", "e30:1abcde:x"])
def test_a_forged_cookie_makes_no_browser_known(editor, cookie):
    for number in range(20):
        fail_once(editor.username, network(number))
    client = Client(REMOTE_ADDR="203.0.113.77")
    client.cookies["desk_browser"] = cookie.encode("utf-8", "replace").decode()
    assert client.post(LOGIN, {"username": editor.username, "password": "correct horse"}).status_code == 429


def test_going_on_while_it_is_locked_does_not_keep_the_lock_closed(editor, time_machine):
    start = timezone.now()
    fail_five_times(editor)
    for minute in (5, 10, 14):
        time_machine.move_to(start + timedelta(minutes=minute))
        answer = try_to_sign_in(editor, "wrong")[1]
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) <= (16 - minute) * 60
    time_machine.move_to(start + timedelta(minutes=16))
    assert try_to_sign_in(editor, "correct horse")[1].status_code == 302


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "x\ny",
        "http:///x",
        "/no/such/page/",
        "nothing",
    ],
)
def test_a_sign_in_with_a_foreign_next_ends_at_the_desk(editor, place):
    client = Client()
    answer = client.post(f"{LOGIN}?next=x", {"username": editor.username, "password": "correct horse", "next": place})
    assert answer.status_code == 302
    assert answer.url == "/admin/"
    assert client.get(answer.url).status_code == 200
