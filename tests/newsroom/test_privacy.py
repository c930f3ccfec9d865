"""A commenter's whole life, from a refused form to erasure, and where her name, address and words may be found."""

import logging.config
import re
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Decision, LinkRequest, Objection
from tests.comments.smtp_server import MailServer
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db(transaction=True)  # the worker ends transactions of its own

ADDRESS, NETWORK = "Ada.Lovelace@example.org", "198.51.100.7"
NAME, WORDS = "Ada Lovelace", "The Analytical Engine weaves"
PERSONAL = (ADDRESS, ADDRESS.lower(), "ada.lovelace", NAME, WORDS, "It was a plain question", NETWORK)


class Life:
    """What happened so far. Each step is checked, so a life that was not lived proves nothing."""

    def __init__(self, article, mail_server, log):
        self.article, self.mail_server, self.log = article, mail_server, log
        self.browser = Client(REMOTE_ADDR=NETWORK)

    def send(self, **fields):
        known = {"email": ADDRESS, "name": NAME, "message": f"{WORDS} algebraic patterns.", "rating": "5"}
        return self.browser.post(f"{self.article.get_absolute_url()}comments/", known | fields)

    def work(self):
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)

    def links(self):
        """The manage pages that the mails to her lead to, the latest first."""
        hers = [mail for mail in reversed(self.mail_server.mails) if mail["To"] == ADDRESS]
        words = "\n".join(mail.get_body(("plain",)).get_content() for mail in hers)
        return re.findall(r"/comments/manage/[^/\s]+/", words)

    @property
    def comment(self):
        return Comment.objects.get(email=ADDRESS)


@pytest.fixture
def log(request, tmp_path):
    """Every line that the site writes, down to the chattiest, in the format asked for."""
    file = tmp_path / "log"
    handler = {"class": "logging.FileHandler", "filename": str(file), "formatter": getattr(request, "param", "plain")}
    kept = site_settings.LOGGING["handlers"]["stderr"]
    root = site_settings.LOGGING["root"] | {"level": "DEBUG"}
    chatty = {"handlers": {"stderr": kept | handler}, "root": root}
    logging.config.dictConfig(site_settings.LOGGING | chatty)
    yield file
    logging.config.dictConfig(site_settings.LOGGING)


@pytest.fixture
def life(make_article, settings, time_machine, log):
    """Up to the day on which she asks to be forgotten."""
    settings.CAPTCHA_PROVIDER = "none"
    settings.COMMENTS_RATE = 20
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    time_machine.move_to("2030-03-01 12:00:00Z")
    with MailServer() as mail_server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = mail_server.server_address
        life = Life(make_article(published_at=timezone.now() - timedelta(days=1)), mail_server, log)
        _send(life, time_machine)
        _confirm_and_lose_the_link(life)
        _moderate(life)
        yield life


def _send(life, time_machine):
    assert life.send(message="").status_code == 422
    assert life.send(email=f"{ADDRESS}, x").status_code == 422
    assert life.send(name=f"{NAME}\x07").status_code == 422
    assert life.send().status_code == 303
    life.mail_server.answer_to_recipient = f"451 <{ADDRESS}> is busy"
    life.work()
    life.mail_server.answer_to_recipient = "250 fine"
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    life.work()
    assert len(life.mail_server.mails) == 1


def _confirm_and_lose_the_link(life):
    page = life.links()[0]
    assert life.browser.post(page).status_code == 303
    assert life.comment.confirmed_at
    assert life.browser.post("/comments/manage/", {"email": ADDRESS}).status_code == 303
    assert LinkRequest.objects.exists()
    life.work()
    assert len(life.mail_server.mails) >= 2
    assert life.browser.get(f"{life.links()[0]}data.json").json()["address"] == ADDRESS


def _moderate(life):
    first, second = account("Moderator"), account("Moderator")
    desk = signed_in(first)
    assert desk.get("/admin/comments/comment/", {"q": ADDRESS, "status": "all"}).status_code == 200
    page = f"/admin/comments/comment/{life.comment.pk}/change/"
    assert WORDS in desk.get(page).text
    seen = f"{life.comment.pk} {life.comment.version}"
    words = f"{NAME} ({ADDRESS}): {WORDS}?"
    desk.post(page, {"_decide": "reject", "reason": "other", "words": words, "seen": seen})
    assert life.comment.status == "rejected"
    words = {"words": f"{WORDS}! It was a plain question. {NAME}"}
    assert life.browser.post(f"{life.links()[0]}object/", words).status_code == 303
    assert Objection.objects.get().decide(second, upheld=True, words=f"{NAME} is right.")
    assert life.comment.status == "published"
    life.work()
    answer = Client().post(
        f"{life.article.get_absolute_url()}comments/",
        {"email": "bob@example.org", "name": "Bob", "message": "So it does.", "parent": life.comment.pk},
    )
    assert answer.status_code == 303
    answer = Comment.objects.get(name="Bob")
    answer.publish(by=second)
    life.work()
    report = {"reason": "insult", "words": f"{NAME} ({ADDRESS}) says: {WORDS}"}
    assert Client().post(f"/comments/{life.comment.pk}/report/", report).status_code == 303
    notice = {"reason": "unlawful", "words": "It was a plain question.", "name": NAME, "email": ADDRESS}
    notice["in_good_faith"] = "on"
    assert life.browser.post(f"/comments/{answer.pk}/report/", notice).status_code == 303
    life.work()
    assert life.browser.post("/comments/manage/", {"email": ADDRESS}).status_code == 303


def rows_of_all_tables():
    """Each table of the database with all that it holds, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json("{table}")::text FROM "{table}"')
            yield table, "\n".join(text for (text,) in cursor.fetchall())


def found_in(text):
    """Who or what of her is told in text."""
    return [personal for personal in PERSONAL if personal in text]


@pytest.mark.parametrize("log", ["plain", "json"], indirect=True)
def test_after_erasure_no_table_and_no_line_of_the_log_holds_anything_of_her(life):
    before = {table for table, text in rows_of_all_tables() if found_in(text)}
    assert {"comments_comment", "comments_decision", "comments_objection", "comments_report"} <= before
    page = life.links()[0]
    assert life.browser.post(f"{page}erase/", {"what": "address"}).status_code == 200
    assert life.browser.get(page).status_code == 404
    assert {table: found_in(text) for table, text in rows_of_all_tables() if found_in(text)} == {}
    article = Client().get(life.article.get_absolute_url()).text
    assert "So it does." in article, "the answer to her keeps its place"
    assert found_in(article) == []
    assert Decision.objects.filter(verdict="rejected").exists(), "that a decision was made stays on record"

    logged = life.log.read_text()
    assert logged.count("/comments/manage/") > 3
    assert "SMTPRecipientsRefused" in logged
    assert found_in(logged) == []
    assert page.split("/")[3] not in logged


def test_while_she_is_there_readers_are_told_her_name_and_words_and_never_her_address(life):
    article = life.article.get_absolute_url()
    pages = (
        "/",
        article,
        f"{article}comments/",
        f"/comments/{life.comment.pk}/replies/",
        f"{article.rstrip('/')}/comments.atom",
        "/comments.atom",
        f"{article.rstrip('/')}.json",
        "/feed.atom",
        "/feed.json",
        "/sections/world/",
        "/sections/world/feed.atom",
        "/best-rated/",
        "/archive/",
        "/sitemap.xml",
        "/sitemap-lists.xml",
        "/news-sitemap.xml",
        "/robots.txt",
        "/transparency/",
        "/transparency.json",
        "/transparency.csv",
        "/privacy/",
    )
    told = {}
    for page in pages:
        answer = Client().get(page)
        assert answer.status_code == 200, page
        told[page] = answer.text
        assert [
            one for one in (ADDRESS, ADDRESS.lower(), "ada.lovelace", "bob@example.org", NETWORK) if one in told[page]
        ] == []
        assert not answer.cookies
    assert all(one in told[article] for one in (NAME, WORDS))
    assert WORDS in told["/comments.atom"]


def test_nobody_but_moderators_sees_her_address_at_the_desk(life):
    for group, sees in (("Reporter", False), ("Editor", False), ("Moderator", True), ("Administrator", True)):
        desk = signed_in(account(group))
        shown = [
            desk.get(page).text
            for page in (
                "/admin/",
                "/admin/comments/comment/?status=all",
                f"/admin/comments/comment/{life.comment.pk}/change/",
                f"/admin/comments/discussion/{life.article.pk}/change/",
            )
        ]
        assert any(ADDRESS in page for page in shown) is sees, group
