"""reCAPTCHA, against a stand-in for its service: whatever that does, no comment is lost or published unchecked."""

import socket

import pytest

from comments.models import Comment
from tests.comments.verification_service import drips, floods, never_answers, says, sends

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(recaptcha_service, settings):
    settings.RECAPTCHA_VERIFY_REQUEST_TIMEOUT = 1
    settings.COMMENTS_MODERATION = "open"
    return recaptcha_service


@pytest.fixture
def answer(post, make_article):
    """Post a comment with an answer to the check."""

    def send(token="a-token", **more):  # noqa: S107
        return post(make_article(), **{"g-recaptcha-response": token}, **more)

    return send


def test_a_right_answer_is_accepted(service, answer):
    assert answer().status_code == 303
    assert Comment.objects.get().status == "published"
    head, question = service.questions[0]
    assert head.startswith("POST /recaptcha/api/siteverify HTTP/1.1")
    assert question == {"secret": "secret-key", "response": "a-token"}


@pytest.mark.parametrize("codes", [["invalid-input-response"], [], None, "x", [{}]])
def test_a_wrong_answer_is_refused_and_the_text_comes_back(service, answer, codes):
    service.behave = says(success=False, error_codes=codes)
    response = answer(message="Kept words.")
    assert response.status_code == 422
    assert "Please check re-captcha." in response.text
    assert "Kept words." in response.text
    assert not Comment.objects.exists()


@pytest.mark.parametrize("codes", [["timeout-or-duplicate"], ["invalid-input-response", "timeout-or-duplicate"]])
def test_an_answer_that_expired_or_was_used_is_said_to_have_expired(service, answer, codes):
    service.behave = says(success=False, error_codes=codes)
    response = answer(message="Kept words.")
    assert response.status_code == 422
    assert "The check has expired. Please run it again." in response.text
    assert "Please check re-captcha." not in response.text.replace('data-missing="Please check re-captcha."', "")
    assert "Kept words." in response.text
    assert not Comment.objects.exists()


def test_no_answer_is_refused_without_asking(service, answer):
    response = answer(token="")
    assert response.status_code == 422
    assert "Please check re-captcha." in response.text
    assert service.questions == []


def test_an_answer_is_not_used_up_by_a_form_that_is_refused_anyway(service, answer):
    assert answer(message="").status_code == 422
    assert service.questions == []


@pytest.mark.parametrize(
    "behave",
    [
        says(b"<html>Sorry</html>"),
        says(b""),
        says(b"{}"),
        says(b"[true]"),
        says(b"null"),
        says(b'"success"'),
        says(b'{"success": "true"}'),
        says(b'{"success": 1}'),
        says(b'{"success": tr'),
        says(b'{"success": true}', length=500),
        says(b"[" * 60_000),
        says(b"\xff\xfe\x00"),
        says(b'{"success": true, "padding": "' + b"x" * 100_000 + b'"}'),
        says(success=True, status="500 Internal Server Error"),
        says(success=True, status="503 Service Unavailable"),
        says(success=True, status="429 Too Many Requests"),
        says(success=True, status="404 Not Found"),
        sends(b"HTTP/1.1 302 Found\r\nLocation: https://localhost/\r\nContent-Length: 0\r\n\r\n"),
        sends(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
        sends(b"SSH-2.0-OpenSSH\r\n"),
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        sends(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"),
        sends(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000),
        sends(b""),
        says(success=False, error_codes=["invalid-input-secret"]),
        says(success=False, error_codes=["bad-request"]),
    ],
)
def test_a_service_that_gives_no_clear_answer_leaves_the_comment_held(service, answer, client, behave):
    service.behave = behave
    response = answer()
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.held_by) == ("pending", ["unverified"])
    assert "could not be reached" in client.get(response["Location"]).text


@pytest.mark.parametrize(
    "behave",
    [
        never_answers,
        floods,
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
        drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"y"),
        drips(b"", b"H"),
    ],
)
def test_a_service_without_an_end_is_cut_off_and_the_comment_held(service, answer, behave):
    service.behave = behave
    assert answer().status_code == 303
    assert Comment.objects.get().held_by == ["unverified"]
    assert service.hung_up.wait(30)


def test_a_service_that_does_not_finish_its_handshake_is_cut_off(service, answer):
    service.speaks_tls = False
    assert answer().status_code == 303
    assert Comment.objects.get().held_by == ["unverified"]
    assert service.hung_up.wait(30)


def test_a_service_that_nobody_vouches_for_is_not_believed(service, answer, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert answer().status_code == 303
    assert Comment.objects.get().held_by == ["unverified"]
    assert service.questions == []


def test_a_service_that_is_not_there_leaves_the_comment_held(service, answer, settings):
    with socket.create_server(("localhost", 0)) as closed:
        port = closed.getsockname()[1]
    for domain in (f"localhost:{port}", "no-such-host.invalid", "", "localhost:x", "a" * 300):
        settings.RECAPTCHA_DOMAIN = domain
        assert answer(message=f"To {domain}").status_code == 303
    assert {tuple(comment.held_by) for comment in Comment.objects.all()} == {("unverified",)}


def test_the_address_that_is_sent_is_the_one_our_own_proxies_vouch_for(service, post, make_article, settings):
    settings.TRUSTED_PROXIES = []
    token = {"g-recaptcha-response": "a-token"}
    post(make_article(), headers={"X-Forwarded-For": "203.0.113.9, 8.8.8.8"}, **token)
    assert "remoteip" not in service.questions[0][1]


def test_who_cannot_do_the_check_is_held_and_nobody_is_asked(service, answer, client):
    response = answer(token="", cannot_do_check="on")
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.held_by) == ("pending", ["check_skipped"])
    assert "You skipped the check" in client.get(response["Location"]).text
    assert service.questions == []


def test_an_answer_counts_where_the_box_is_ticked_as_well(service, answer):
    service.behave = says(success=False)
    assert answer(cannot_do_check="on").status_code == 422


def test_the_page_holds_the_site_key_and_never_the_secret(service, make_article, client):
    page = client.get(make_article().get_absolute_url()).text
    assert 'data-sitekey="site-key"' in page
    assert "secret-key" not in page
