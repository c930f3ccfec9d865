"""The check that asks a service outside: what it hears, what becomes of its answers, and of none."""

import socket

import pytest

from comments.models import Comment, Finding
from tests.comments.verification_service import VerificationService, drips, floods, never_answers, says, sends

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(tmp_path, settings, monkeypatch):
    service = VerificationService(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(service.trust))
    settings.COMMENTS_MODERATION = "open"
    settings.SPAM_CHECKS = ["honeypot", "akismet"]
    settings.AKISMET_KEY = "a-key"
    settings.AKISMET_URL = f"https://{service.domain}/1.1/comment-check"
    service.behave = says(b"false")
    yield service
    service.close()


def test_what_the_service_does_not_call_spam_is_published(service, make_article, post, settings):
    settings.SITE_URL = "https://news.example.org"
    article = make_article()
    post(article, message="Grüße & more", headers={"User-Agent": "A browser"})
    comment = Comment.objects.get()
    assert (comment.status, comment.held_because) == ("published", [])
    [(head, question)] = service.questions
    assert head.startswith("POST /1.1/comment-check ")
    assert question == {
        "api_key": "a-key",
        "blog": "https://news.example.org",
        "blog_charset": "UTF-8",
        "blog_lang": "en",
        "user_ip": "127.0.0.1",
        "user_agent": "A browser",
        "permalink": f"https://news.example.org{article.get_absolute_url()}",
        "comment_type": "comment",
        "comment_author": "Ada",
        "comment_content": "Grüße & more",
    }


def test_the_service_hears_nothing_of_the_e_mail_address(service, make_article, post):
    post(make_article())
    assert "ada@example.org" not in str(service.questions)


def test_what_the_service_calls_spam_is_kept_among_the_spam(service, make_article, post):
    service.behave = says(b"true")
    assert post(make_article()).status_code == 303
    comment = Comment.objects.get()
    assert comment.status == "spam"
    assert comment.held_because == [Finding("akismet", "calls it spam", refuses=True)]


@pytest.mark.parametrize(
    "behaviour",
    [
        says(b"invalid"),
        says(b""),
        says(b"<html>Gateway</html>", status="502 Bad Gateway"),
        says(b"true", status="302 Found"),
        says(b"true", length=400),
        sends(b"nonsense"),
        never_answers,
        drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        floods,
    ],
)
def test_whatever_the_service_does_the_comment_is_kept_and_held_with_a_note(service, make_article, post, behaviour):
    service.behave = behaviour
    assert post(make_article()).status_code == 303
    comment = Comment.objects.get()
    assert comment.status == "pending"
    assert comment.held_because == [Finding("akismet", "could not be asked")]


@pytest.mark.parametrize("host", ["nowhere.invalid", "closed port"])
def test_a_service_that_is_down_loses_nothing(service, make_article, post, settings, host):
    if host == "closed port":
        with socket.create_server(("localhost", 0)) as listener:
            host = f"localhost:{listener.getsockname()[1]}"
    settings.AKISMET_URL = f"https://{host}/1.1/comment-check"
    assert post(make_article()).status_code == 303
    assert Comment.objects.get().held_because == [Finding("akismet", "could not be asked")]


def test_what_is_refused_already_is_told_to_nobody(service, make_article, post):
    post(make_article(), website="https://spam.example")
    assert Comment.objects.get().held_by == ["honeypot"]
    assert service.questions == []


def test_off_by_default_it_is_not_asked(service, make_article, post, settings):
    settings.SPAM_CHECKS = ["honeypot"]
    post(make_article())
    assert service.questions == []
