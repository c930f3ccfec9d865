"""While a service outside is asked, nothing is locked, and one form sent twice at once is one comment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.test import Client

from articles.models import Article
from comments.models import Comment
from comments.spam.form_token import form_token
from comments.writing import sent_again
from tests.comments.conftest import FINE
from tests.comments.verification_service import says, waits_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(recaptcha_service, settings):
    """Stands in for reCAPTCHA, and for Akismet where SPAM_CHECKS names it."""
    settings.AKISMET_KEY = "a-key"
    settings.AKISMET_URL = f"https://{recaptcha_service.domain}/1.1/comment-check"
    settings.COMMENTS_RATE = 20
    return recaptcha_service


@pytest.fixture
def elsewhere():
    """Do something in a thread of its own, as another reader's request; the future of what it returns."""

    def do(what, *args):
        def done():
            try:
                return what(*args)
            finally:
                connection.close()

        return pool.submit(done)

    with ThreadPoolExecutor(max_workers=4) as pool:
        yield do


def _send(article, **changes):
    fields = FINE | {"g-recaptcha-response": "a-token"} | changes
    return Client().post(f"{article.get_absolute_url()}comments/", fields)


def _transactions_that_wait():
    """How many of this database have begun, and wait for the program that began them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in trans%'"
        )
        return cursor.fetchone()[0]


def _locks_held():
    """The processes of PostgreSQL that hold the lock of a form that is being sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return [pid for (pid,) in cursor.fetchall()]


@pytest.fixture(params=["the captcha's service", "akismet"])
def asked(request, service, settings):
    """One service that is asked, and that keeps its answer until ``answers`` is set."""
    begins, answers = Event(), Event()
    if request.param == "akismet":
        settings.CAPTCHA_PROVIDER = "none"
        settings.SPAM_CHECKS = ["rate", "akismet"]
    behave = says(b"false") if request.param == "akismet" else says(success=True)

    def keep_the_first(connection):
        service.behave = behave
        begins.set()
        waits_for(answers, behave)(connection)

    service.behave = keep_the_first
    service.begins, service.answers = begins, answers
    yield service
    answers.set()


def test_nobody_waits_for_a_comment_about_which_a_service_is_asked(asked, make_article, elsewhere):
    article = make_article()
    first = elsewhere(_send, article)
    assert asked.begins.wait(30)
    assert _transactions_that_wait() == 0
    another_text, another_reader = _send(article, message="More."), _send(article, email="bob@example.org")
    assert (another_text.status_code, another_reader.status_code) == (303, 303)
    assert not first.done()
    asked.answers.set()
    assert first.result().status_code == 303
    assert Comment.objects.count() == 3


@pytest.mark.parametrize(("waits", "seconds"), [(sent_again.WAITS, sent_again.WAIT), (10_000, 0.01)])
def test_the_same_form_sent_again_meanwhile_is_one_comment_and_asked_about_once(
    asked, make_article, elsewhere, monkeypatch, waits, seconds
):
    monkeypatch.setattr(sent_again, "WAITS", waits)
    monkeypatch.setattr(sent_again, "WAIT", seconds)
    article = make_article()
    token = form_token(article.pk)
    first = elsewhere(lambda: _send(article, token=token))
    assert asked.begins.wait(30)
    again = [elsewhere(lambda: _send(article, token=token)) for _ in range(3)]
    asked.answers.set()
    answers = [sending.result() for sending in [first, *again]]
    assert {answer.status_code for answer in answers} == {303}
    assert Comment.objects.count() == 1
    assert len(asked.questions) == 1
    assert not _locks_held()


def test_the_same_form_is_asked_about_anew_once_the_first_was_refused(service, make_article, elsewhere):
    article = make_article()
    token = form_token(article.pk)
    service.behave = says(success=False)
    assert _send(article, token=token).status_code == 422
    service.behave = says(success=True)
    assert not _locks_held()
    assert _send(article, token=token).status_code == 303
    assert not _locks_held()


def test_a_form_that_came_to_be_stored_while_a_service_was_asked_is_one_comment(
    asked, make_article, elsewhere, monkeypatch
):
    monkeypatch.setattr(sent_again, "WAIT", 0.01)  # seconds: the second does not wait for the first
    article = make_article()
    token = form_token(article.pk)
    first = elsewhere(lambda: _send(article, token=token))
    assert asked.begins.wait(30)
    assert _send(article, token=token).status_code == 303
    asked.answers.set()
    assert first.result().status_code == 303
    assert Comment.objects.count() == 1


def test_a_reply_whose_comment_is_deleted_while_a_service_is_asked_comes_back(
    asked, make_article, make_comment, elsewhere
):
    article = make_article()
    answered = make_comment(article, status="published")
    reply = elsewhere(lambda: _send(article, parent=answered.pk, message="Kept words."))
    assert asked.begins.wait(30)
    answered.delete()
    asked.answers.set()
    assert reply.result().status_code == 422
    assert "The comment you’re replying to is no longer here." in reply.result().text
    assert "Kept words." in reply.result().text
    assert not Comment.objects.exists()


def test_a_comment_whose_article_is_deleted_while_a_service_is_asked_finds_no_page(asked, make_article, elsewhere):
    article = make_article()
    comment = elsewhere(lambda: _send(article))
    assert asked.begins.wait(30)
    Article.objects.filter(pk=article.pk).delete()
    asked.answers.set()
    assert comment.result().status_code == 404


def test_a_request_that_dies_keeps_its_form_from_nobody(asked, make_article, elsewhere):
    article = make_article()
    token = form_token(article.pk)
    first = elsewhere(lambda: _send(article, token=token))
    assert asked.begins.wait(30)
    (process,) = _locks_held()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 30000)", [process])
    assert _send(article, token=token).status_code == 303
    asked.answers.set()
    assert first.result().status_code == 503
    assert Comment.objects.count() == 1
    assert not _locks_held()


def test_a_request_that_fails_keeps_its_form_from_nobody(asked, make_article, elsewhere):
    article = make_article()
    token = form_token(article.pk)
    first = elsewhere(lambda: _send(article, token=token))
    assert asked.begins.wait(30)
    Article.objects.filter(pk=article.pk).delete()
    asked.answers.set()
    assert first.result().status_code == 404
    assert not _locks_held()


def test_who_sends_a_comment_does_not_wait_for_who_decides_under_the_same_article(
    make_article, make_comment, elsewhere
):
    article = make_article()
    waiting, spam = make_comment(article, stars=5), make_comment(article, status="spam")
    with transaction.atomic():
        waiting.publish()
        assert elsewhere(_send, article).result(timeout=30).status_code == 303
        assert elsewhere(spam.delete).result(timeout=30)[0] == 1


def test_an_edit_keeps_nobody_waiting_while_a_service_is_asked(
    service, make_article, make_comment, link_to, settings, elsewhere
):
    settings.SPAM_CHECKS = ["akismet"]
    settings.COMMENTS_MODERATION = "open"
    article = make_article()
    comment, waiting = make_comment(article, status="published"), make_comment(article)
    begins, answers = Event(), Event()

    def behave(connection):
        begins.set()
        waits_for(answers, says(b"false"))(connection)

    service.behave = behave
    edited = elsewhere(lambda: Client().post(link_to(comment, "edit/"), {"message": "Other words."}))
    assert begins.wait(30)
    assert _transactions_that_wait() == 0
    waiting.publish()
    answers.set()
    assert edited.result().status_code == 303
    comment.refresh_from_db()
    assert (comment.message, comment.status) == ("Other words.", "published")
