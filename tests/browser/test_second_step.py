"""A second step at the sign-in, as an editor sets it up and uses it: an app with codes, then a passkey."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import expect

from tests.staff import account

pytestmark = pytest.mark.django_db(transaction=True)

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code_of(secret, windows=0):
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + windows))


def type_password(page, user):
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("correct horse")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def sign_out(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Log out").click()


def test_an_editor_sets_up_codes_and_a_passkey_and_signs_in_with_each(page):
    editor = account("Editor", email="ada@example.org")
    type_password(page, editor)
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Set up an app with codes").click()
    secret = page.locator(".desk-key").inner_text()
    page.get_by_label("The code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_text("They are shown only once")).to_be_visible()
    expect(page.locator(".desk-codes li")).to_have_count(10)
    page.get_by_role("link", name="I have them").click()

    sign_out(page)
    type_password(page, editor)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code").fill(code_of(secret, windows=1))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Needs you")).to_be_visible()

    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.get_by_role("link", name="Your account").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill("blue key")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("blue key")).to_be_visible()

    sign_out(page)
    type_password(page, editor)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Needs you")).to_be_visible()
