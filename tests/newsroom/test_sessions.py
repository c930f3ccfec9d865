"""Where an account is signed in: listed, and ended by its owner or an administrator."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from newsroom.models import SignedInSession
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

ACCOUNT = "/admin/account/"
END = "/admin/account/sessions/end/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.fixture
def editor():
    return account("Editor")


def sign_in(user, agent=FIREFOX, address="203.0.113.5"):
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/admin/login/", {"username": user.username, "password": "correct horse"})
    return client


def is_signed_in(client):
    return client.get("/admin/").status_code == 200


def test_the_account_lists_its_browsers_without_their_addresses(editor):
    own, _phone = sign_in(editor), sign_in(editor, IPHONE, "198.51.100.7")
    sign_in(account("Editor"), IPHONE)
    page = own.get(ACCOUNT).text
    assert "Firefox, Windows" in page
    assert page.count("Safari, iPhone") == 2  # in the list, and among the latest sign-ins
    assert "the same as yours" in page
    assert "another one" in page
    assert "198.51.100" not in page
    stored = " ".join(map(str, SignedInSession.objects.values_list()))
    assert "198.51.100" not in stored
    for key in Session.objects.values_list("pk", flat=True):
        assert key not in page  # it would let a reader of the page take the session over


def test_one_browser_and_all_others_can_be_signed_out(editor):
    own, phone, third = sign_in(editor), sign_in(editor, IPHONE), sign_in(editor)
    page = own.get(ACCOUNT)
    [token] = [each["token"] for each in page.context["sessions"] if "iPhone" in each["row"].browser]
    own.post(END, {"session": token})
    assert not is_signed_in(phone)
    assert is_signed_in(third)
    own.post(END)
    assert not is_signed_in(third)
    assert is_signed_in(own)
    assert "2 browsers" not in own.get(ACCOUNT).text
    assert own.post(END, {"session": "x"}).status_code == 302
    assert is_signed_in(own)


def test_nobody_signs_others_out_but_an_administrator(editor):
    own = sign_in(editor)
    [token] = [each["token"] for each in own.get(ACCOUNT).context["sessions"]]
    sign_in(account("Editor")).post(END, {"session": token})
    assert is_signed_in(own)
    access = f"/admin/auth/user/{editor.pk}/access/"
    assert signed_in(account("Editor")).post(access, {"do": "sign_out"}).status_code == 403
    desk = signed_in(account("Administrator"))
    assert "Firefox, Windows" in desk.get(access).text
    desk.post(access, {"do": "sign_out"})
    assert not is_signed_in(own)


def test_last_seen_moves_with_use_and_not_with_each_request(editor, time_machine):
    start = timezone.now()
    own = sign_in(editor)
    seen = SignedInSession.objects.get().seen_at
    time_machine.move_to(start + timedelta(minutes=2))
    own.get("/admin/")
    assert SignedInSession.objects.get().seen_at == seen
    time_machine.move_to(start + timedelta(minutes=6))
    own.get("/admin/")
    assert SignedInSession.objects.get().seen_at > seen


def test_a_new_password_keeps_this_browser_and_ends_the_others(editor):
    own, other = sign_in(editor), sign_in(editor, IPHONE)
    new = "battery staple 9"
    own.post("/admin/password_change/", {"old_password": "correct horse", "new_password1": new, "new_password2": new})
    assert is_signed_in(own)
    assert not is_signed_in(other)
    assert [each["row"].browser for each in own.get(ACCOUNT).context["sessions"]] == ["Firefox, Windows"]


def test_a_session_that_ends_takes_its_row_along(editor):
    own = sign_in(editor)
    own.post("/admin/logout/")
    assert not SignedInSession.objects.exists()
    sign_in(editor)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    call_command("forget_traces")
    assert not SignedInSession.objects.exists()


def test_a_session_from_before_the_list_joins_it_at_its_next_page(editor):
    own = sign_in(editor)
    session = own.session
    del session["desk"]
    session.save()
    SignedInSession.objects.all().delete()
    own.get("/admin/")
    assert SignedInSession.objects.get().account == editor
