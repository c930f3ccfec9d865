"""After "Erase everything", nothing that the site stores or writes holds the name, the address or the words."""

import base64
import io
import logging
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments.mail.copies import erase_copies
from comments.models import Comment, NoticePreference, Objection, PublishedComment, Report, Rule
from comments.moderation.rule import pattern_of
from comments.spam.form_token import form_token
from tests.comments.desk import decide, page_of, seen
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

NAME, ADDRESS, WORDS = "Zenobia Quill", "zenobia@quill.example", "My xylophone fell into the harbour yesterday."
TRACES = [NAME, ADDRESS, WORDS, "xylophone", "zenobia"]


def stored():
    """Every column of every table that the catalog names, as text; binary ones as far as they are text."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns AS c
            JOIN information_schema.tables USING (table_schema, table_name)
            WHERE c.table_schema = 'public' AND table_type = 'BASE TABLE'
            """
        )
        texts = []
        for table, column, kind in cursor.fetchall():
            value = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT {value} FROM "{table}"')
            texts += [(f"{table}.{column}", text) for (text,) in cursor.fetchall() if text]
    texts += [("django_session, decoded", str(session.get_decoded())) for session in Session.objects.all()]
    return texts


def in_files(folder):
    """What the mails in folder say, decoded."""
    texts = []
    for file in folder.glob("**/*"):
        if file.is_file():
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
            texts.append((file.name, " ".join(" ".join([*map(str, mail.values()), *parts]).split())))
    return texts


def traces_in(texts):
    return [(where, trace) for where, text in texts for trace in TRACES if trace.casefold() in text.casefold()]


@pytest.fixture
def site(settings, tmp_path, time_machine):
    """The site as it runs without a mail server, and all that it writes."""

    class Site:
        mails = tmp_path / "mail"
        log = io.StringIO()

        def work(self, minutes=0):
            time_machine.move_to(timezone.now() + timedelta(minutes=minutes))
            call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = Site.mails
    settings.SPAM_CHECKS = ["honeypot", "links", "duplicates", "rules", "history"]
    [handler] = [handler for handler in logging.root.handlers if handler.name == "stderr"]
    before = handler.setStream(Site.log)
    yield Site()
    handler.setStream(before)


@pytest.fixture
def moderator():
    user = account("Moderator", email="moderator@newsroom.example")
    NoticePreference.objects.create(account=user, pace="at_once", told_until=timezone.now() - timedelta(days=1))
    return user


def send(article, **changes):
    fields = {"email": ADDRESS, "name": NAME, "message": WORDS, "rating": "5", "token": form_token(article.pk)}
    assert Client().post(f"{article.get_absolute_url()}comments/", fields | changes).status_code == 303
    return Comment.objects.latest("pk")


def test_nothing_is_left_after_every_verb_of_the_desk(site, moderator, make_article, make_comment, link_to, client):
    article = make_article()
    comment, again = send(article), send(make_article(), message=f"{WORDS} Again.")
    reply = send(
        article, message=f"{WORDS} In a reply.", parent=make_comment(article, status="published").pk, rating=""
    )
    site.work()
    for mine in (comment, again, reply):
        client.post(link_to(mine))
    client.post(link_to(comment, "reply-mails/"), {"mails_replies": "on"})
    client.post(link_to(comment, "edit/"), {"message": f"{WORDS} Edited."})
    client.post(link_to(comment, "stars/"), {"rating": "4"})
    client.post("/comments/manage/", {"email": ADDRESS})

    desk, second = signed_in(moderator), signed_in(account("Moderator"))
    public = f"/admin/comments/publishedcomment/{comment.pk}/change/"
    decide(desk, "publish", comment, reply)
    for fields in ({"_pin": ""}, {"_unpin": ""}, {"_answer": "", "message": "Thank you for writing."}):
        desk.post(public, fields, follow=True)
    desk.post(page_of(comment), {"comment": comment.pk, "_reply": "", "message": "And again.", "seen": seen(comment)})
    make_comment(article, parent=comment, name="Bob", email="bob@example.org").publish(by=moderator)
    site.work(3)

    decide(desk, "spam", again)
    decide(desk, "hold", again)
    decide(desk, "reject", again, reason="other", words=f"{NAME} said: {WORDS}")
    desk.post("/admin/comments/comment/", {"_undo": str(again.pk)}, follow=True)
    decide(desk, "reject", again, reason="other", words=f"{NAME} said: {WORDS}")
    site.work(3)
    client.post(link_to(again, "object/"), {"words": f"I am {NAME} and I object: {WORDS}"})
    second.post(page_of(again), {"comment": again.pk, "_objection": "stands", "words": f"No, {NAME}."}, follow=True)

    other = make_comment(status="published")
    notice = {"reason": "unlawful", "words": WORDS, "name": NAME, "email": ADDRESS, "in_good_faith": "on"}
    client.post(f"/comments/{other.pk}/report/", notice)
    client.post(f"/comments/{comment.pk}/report/", {"reason": "other", "words": f"{NAME} wrote: {WORDS}"})
    about_comment = Report.objects.get(comment=comment)
    action = {"action": "keep_comments", "_selected_action": [str(about_comment.pk)]}
    desk.post("/admin/comments/report/", action, follow=True)

    desk.post(page_of(comment), {"comment": comment.pk, "_suspend": "7"}, follow=True)
    ban = Rule.objects.get(kind="address")
    rule = {"kind": "address", "pattern": ADDRESS, "effect": "refuse", "until_0": "", "until_1": "", "note": NAME}
    desk.post(f"/admin/comments/rule/{ban.pk}/change/", rule, follow=True)
    network = {"kind": "network", "pattern": "192.0.2.0/24", "effect": "hold", "note": f"{NAME}: {WORDS}"}
    desk.post("/admin/comments/rule/add/", network, follow=True)
    desk.post("/admin/comments/rule/add/", rule | {"kind": "words", "pattern": ADDRESS}, follow=True)
    desk.post("/admin/comments/rule/try/", {"kind": "address", "pattern": ADDRESS})
    assert Rule.objects.count() == 3
    for path in ("comment/?q=Zenobia", f"comment/?q={ADDRESS}", f"comment/{comment.pk}/history/"):
        desk.get(f"/admin/comments/{path}")
    for entry in (PublishedComment, Comment, Report, Rule):  # as the log kept them before
        LogEntry.objects.create(
            user=moderator,
            content_type=ContentType.objects.get_for_model(entry, for_concrete_model=False),
            object_id=str({Report: about_comment, Rule: ban}.get(entry, comment).pk),
            object_repr=f"{NAME}: {WORDS}",
            action_flag=CHANGE,
            change_message=f"{NAME}, {ADDRESS}",
        )
    site.work(3)
    assert {trace for _where, trace in traces_in(stored())} == set(TRACES)
    assert {trace for _where, trace in traces_in(in_files(site.mails))} == set(TRACES)

    erased = client.post(link_to(comment, "erase/"), {"what": "address"})
    assert "Everything linked to your address has been deleted." in erased.text
    assert traces_in(stored()) == []
    assert traces_in(in_files(site.mails)) == []
    site.work(60)
    assert traces_in(in_files(site.mails)) == []
    assert traces_in(stored()) == []
    assert traces_in([("log", site.log.getvalue())]) == []
    assert Objection.objects.filter(words="").exists()


def test_the_ban_of_an_address_outlives_its_erasure_without_naming_it(site, moderator, make_article, link_to, client):
    comment = send(make_article())
    client.post(link_to(comment))
    desk = signed_in(moderator)
    desk.post(page_of(comment), {"comment": comment.pk, "_suspend": "0"}, follow=True)
    client.post(link_to(comment, "erase/"), {"what": "address"})
    rule = Rule.objects.get()
    assert ADDRESS not in rule.pattern
    assert send(make_article(), email=f"Zenobia+again@{ADDRESS.rpartition('@')[2]}").status == "spam"
    assert send(make_article(), email="someone@quill.example").status == "pending"
    assert pattern_of("address", rule.pattern) == rule.pattern
    page = desk.get(page_of(Comment.objects.get(status="spam"))).text
    assert rule.pattern not in page


def test_a_name_cannot_be_used_to_erase_what_others_are_about(moderator, make_comment, link_to, client):
    old = Rule.objects.create(kind="words", pattern="pills", note="About pills.")
    comment = make_comment(name="pills", message="pills", confirmed_at=timezone.now(), created_at=timezone.now())
    other = make_comment()
    other.reject(by=moderator, reason="other", words="About pills.")
    client.post(link_to(comment, "erase/"), {"what": "address"})
    old.refresh_from_db()
    assert (old.pattern, old.note) == ("pills", "About pills.")
    assert other.decisions.get().words == "About pills."


@pytest.mark.parametrize("model", [Comment, Report, Rule, Objection])
def test_the_admins_log_is_told_no_words_in_the_first_place(make_comment, model):
    comment = make_comment(name=NAME, message=WORDS, email=ADDRESS)
    row = {
        Comment: lambda: comment,
        Report: lambda: Report.objects.create(comment=comment, reason="insult", words=WORDS),
        Rule: lambda: Rule.objects.create(kind="address", pattern=ADDRESS),
        Objection: lambda: Objection.objects.create(comment=comment, words=WORDS),
    }[model]()
    assert traces_in([("row", str(row))]) == []


def test_copies_of_other_mails_stay(settings, tmp_path, make_comment):
    settings.EMAIL_FILE_PATH = tmp_path
    comment = make_comment(name="Ada", message="Yes.", email="ada@example.org")
    words = base64.b64encode(f"Bob: Tides\n{WORDS}".encode()).decode()
    for name, text in {
        "other": "To: bob@example.org\nContent-Type: text/plain; charset=utf-8\n\nYes. A word, Bob.",
        "to": "To: Ada@Example.org\n\nHello.",
        "link": f"To: x@example.org\n\nhttp://site/comments/manage/{comment.pk}.abc/",
        "other-link": f"To: x@example.org\n\nhttp://site/comments/manage/{comment.pk}1.abc/",
        "coded": f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{words}",
    }.items():
        (tmp_path / f"{name}.log").write_text(text)
    erase_copies([comment])
    assert {file.stem for file in tmp_path.glob("*.log")} == {"other", "other-link", "coded"}
    erase_copies([Comment(pk=99, name="Bob", message=WORDS, email="b@example.org")])
    assert {file.stem for file in tmp_path.glob("*.log")} == {"other", "other-link"}
