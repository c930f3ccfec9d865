"""The second step of the sign-in: codes of an app, passkeys, recovery codes."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from articles.models import Topic
from newsroom.models import AccountEvent
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
STEP = "/admin/second-step/"
ACCOUNT = "/admin/account/"
CODES = "/admin/account/codes/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret=SECRET, windows=0):
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + windows))


@pytest.fixture
def editor():
    editor = account("Editor", email="ada@example.org")
    TOTP.activate(editor, SECRET)
    RecoveryCodes.activate(editor)
    return editor


def password_step(user, client=None, **query):
    client = client or Client()
    answer = client.post(LOGIN, {"username": user.username, "password": "correct horse", **query})
    return client, answer


def is_signed_in(client):
    return client.get("/admin/").status_code == 200


def test_a_password_alone_opens_nothing_where_there_is_a_second_step(editor):
    client, answer = password_step(editor)
    assert answer.url == STEP
    assert not is_signed_in(client)
    assert client.get(ACCOUNT).status_code == 302
    assert "desk_browser" not in client.cookies
    page = client.get(STEP)
    assert "code" in page.text
    assert "no-store" in page["Cache-Control"]


def test_the_code_of_the_app_opens_the_page_that_was_asked_for(editor):
    client, _answer = password_step(editor, next="/admin/articles/topic/")
    answer = client.post(STEP, {"code": code_now()})
    assert answer.url == "/admin/articles/topic/"
    assert is_signed_in(client)
    assert "desk_browser" in client.cookies


@pytest.mark.parametrize("code", ["", "000000x", "123", "x" * 500, "\0"])
def test_a_wrong_code_opens_nothing_and_is_said(editor, code):
    client, _answer = password_step(editor)
    answer = client.post(STEP, {"code": code})
    assert answer.status_code == 422
    assert "errorlist" in answer.text
    assert not is_signed_in(client)


def test_a_code_works_once(editor):
    code = code_now()
    client, _answer = password_step(editor)
    assert client.post(STEP, {"code": code}).status_code == 302
    other, _answer = password_step(editor)
    cache.clear()  # as in another process, whose memory knows of no used codes
    answer = other.post(STEP, {"code": code})
    assert "used already" in answer.text
    assert not is_signed_in(other)


def test_a_recovery_code_works_once_and_the_page_counts_what_is_left(editor):
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()[3]
    client, _answer = password_step(editor)
    assert client.post(STEP, {"code": code}).status_code == 302
    assert "9 recovery codes are left" in client.get(ACCOUNT).text
    other, _answer = password_step(editor)
    assert other.post(STEP, {"code": code}).status_code == 422


def test_too_many_wrong_codes_lock_the_second_step_in_every_browser_and_say_how_long(editor):
    client, _answer = password_step(editor)
    answers = [client.post(STEP, {"code": "000000"}).status_code for _ in range(10)]
    assert answers == [422] * 10
    other, _answer = password_step(editor)
    answer = other.post(STEP, {"code": code_now()})
    assert answer.status_code == 429
    assert "The sign-in is locked" in answer.text
    assert 0 < int(answer["Retry-After"]) <= 3600


def test_without_a_password_the_second_step_leads_back_to_the_sign_in(client, editor):
    assert client.get(STEP).url == LOGIN
    assert client.post(STEP, {"code": code_now()}).url == LOGIN
    assert not is_signed_in(client)


def test_a_sign_in_that_waits_too_long_or_whose_account_changed_begins_anew(editor, time_machine):
    client, _answer = password_step(editor)
    editor.set_password("battery staple 9")
    editor.save()
    assert client.post(STEP, {"code": code_now()}).url == LOGIN
    editor.set_password("correct horse")
    editor.save()
    third, _answer = password_step(editor)
    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    assert third.post(STEP, {"code": code_now()}).url == LOGIN
    assert not is_signed_in(third)


def test_an_app_is_set_up_with_its_first_code_and_recovery_codes_are_shown_once():
    client, _answer = password_step(account("Editor"))
    page = client.get(CODES)
    assert "<svg" in page.text
    secret = re.search(r'desk-key">(\w+)<', page.text)[1]
    assert client.post(CODES, {"code": "000000"}).status_code == 422
    answer = client.post(CODES, {"code": code_now(secret)})
    codes = re.findall(r"<code>(\d{8})</code>", answer.text)
    assert len(codes) == 10
    assert "shown only once" in answer.text
    assert codes[0] not in client.get(ACCOUNT).text
    assert client.get(CODES).url == ACCOUNT
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored  # a copy of the database gives no codes


def test_new_recovery_codes_end_the_old_ones(editor):
    client, _answer = password_step(editor)
    client.post(STEP, {"code": code_now()})
    old = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    assert client.get("/admin/account/recovery-codes/").status_code == 200
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes() == old
    new = re.findall(r"<code>(\d{8})</code>", client.post("/admin/account/recovery-codes/").text)
    assert not set(old) & set(new)
    other, _answer = password_step(editor)
    assert other.post(STEP, {"code": old[0]}).status_code == 422


def test_changing_how_one_signs_in_needs_the_password_again_after_a_while(editor, time_machine):
    client, _answer = password_step(editor)
    client.post(STEP, {"code": code_now()})
    step = Authenticator.objects.get(type="totp")
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    remove = f"/admin/account/steps/{step.pk}/remove/"
    proof = client.post(remove).url
    assert proof.startswith("/admin/account/proof/")
    assert Authenticator.objects.filter(pk=step.pk).exists()
    assert "not your password" in client.post(proof, {"password": "wrong"}).text
    assert client.post(proof, {"password": "correct horse"}).url == remove
    assert client.get(remove).status_code == 200
    client.post(remove)
    assert not Authenticator.objects.exists()  # the recovery codes go with the last step


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/", "/articles/", ""])
def test_the_way_back_from_the_password_stays_at_the_desk(editor, place):
    client = signed_in(editor)
    answer = client.post(f"/admin/account/proof/?next={place}", {"password": "correct horse"})
    assert answer.url == ACCOUNT


def test_no_one_removes_the_step_of_another(editor):
    client, _answer = password_step(account("Editor"))
    step = Authenticator.objects.get(type="totp")
    assert client.post(f"/admin/account/steps/{step.pk}/remove/").status_code == 404


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        "1",
        "[" * 3000,
        '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
        '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA",'
        ' "authenticatorData": "eA", "signature": "eA", "attestationObject": "eA"}, "clientExtensionResults": {}}',
        '{"id": 1, "rawId": {}, "type": [], "response": {"clientDataJSON": 5, "attestationObject": null}}',
        '{"id": "\\u0000", "response": {"clientDataJSON": "\\u0000"}}',
    ],
)
def test_whatever_a_client_sends_as_a_passkey_is_refused_with_a_sentence(editor, settings, answer):
    settings.SITE_URL = "http://localhost:8000"
    client, _page = password_step(editor)
    client.get(STEP)
    assert client.post(STEP, {"credential": answer}).status_code == 422
    inside = signed_in(editor)
    inside.get("/admin/account/passkey/")
    refused = inside.post("/admin/account/passkey/", {"credential": answer, "name": "x"})
    assert refused.status_code == 422
    assert "Please try again" in refused.text or "required" in refused.text
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_passkeys_are_offered_where_browsers_allow_them(editor, settings):
    client = signed_in(editor)
    for address, works in [
        ("https://news.example.org", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://news.example.org", False),
        ("https://192.0.2.1", False),
    ]:
        settings.SITE_URL = address
        page = client.get("/admin/account/passkey/").text
        assert ("data-passkey" in page) == works, address
        assert ("http://localhost" in page) != works, address


# Required by the site ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["Editor", "Moderator", "Administrator"])
def test_where_it_is_required_a_publisher_sets_it_up_before_anything_else(settings, group):
    settings.SECOND_STEP_REQUIRED = True
    client, answer = password_step(account(group))
    assert client.get(answer.url).url == ACCOUNT
    refused = client.post("/admin/articles/topic/add/", {"name": "The open sea", "slug": ""})
    assert ACCOUNT in refused.text  # the words stay on a page that leads on
    assert "The open sea" in refused.text
    assert not Topic.objects.exists()
    page = client.get(ACCOUNT)
    assert "needs a second step" in page.text
    secret = re.search(r'desk-key">(\w+)<', client.get(CODES).text)[1]
    client.post(CODES, {"code": code_now(secret)})
    assert is_signed_in(client)
    step = Authenticator.objects.get(type="totp")
    assert client.post(f"/admin/account/steps/{step.pk}/remove/").url == ACCOUNT
    assert Authenticator.objects.filter(pk=step.pk).exists()


def test_where_it_is_required_a_reporter_works_without(settings):
    settings.SECOND_STEP_REQUIRED = True
    assert is_signed_in(password_step(account("Reporter"))[0])


def test_where_it_is_not_required_nobody_is_asked(settings):
    assert not settings.SECOND_STEP_REQUIRED
    assert is_signed_in(password_step(account("Editor"))[0])


def test_an_administrator_removes_the_step_of_someone_who_lost_it(editor):
    client, _answer = password_step(editor)
    client.post(STEP, {"code": code_now()})
    administrator = account("Administrator")
    desk = signed_in(administrator)
    page = desk.get(f"/admin/auth/user/{editor.pk}/access/")
    assert "an app with codes" in page.text
    desk.post(f"/admin/auth/user/{editor.pk}/access/", {"do": "remove_steps"})
    assert not Authenticator.objects.exists()
    assert not is_signed_in(client)
    assert is_signed_in(password_step(editor)[0])
    event = AccountEvent.objects.filter(kind="second_step_removed").get()
    assert event.words == f"{administrator.username} removed a second step of {editor.username}: an app with codes."


def test_readers_pay_nothing_for_it(client, make_article):
    article = make_article()
    for address in ("/", article.get_absolute_url(), "/no/such/page/"):
        answer = client.get(address)
        assert answer.cookies == {}, address
        assert "Cookie" not in answer.get("Vary", ""), address
