"""What staff do with an article is on record with who and when; each verb, by each role."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import Article, WorkflowEntry
from tests.articles.intake import Machine
from tests.staff import ADD, ARTICLES, account, formset, page_of, publish, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return account("Editor")


@pytest.fixture
def desk(editor):
    return signed_in(editor)


@pytest.fixture
def reporter():
    return account("Reporter")


@pytest.fixture
def submitted(reporter, make_article):
    """A draft that a reporter has submitted."""
    article = make_article(published_at=None, created_by=reporter, headline="My draft")
    signed_in(reporter).post(page_of(article), typed(article, _step="submit"))
    return Article.objects.get(pk=article.pk)


def press(desk, article, step, **changes):
    article = Article.objects.get(pk=article.pk)
    return desk.post(page_of(article), typed(article, _step=step, **changes), follow=True)


def record_of(article):
    """Verbs with their accounts, the oldest first."""
    return [(entry.verb, entry.made_by) for entry in WorkflowEntry.objects.of(article)][::-1]


def send_back(desk, article, note="Name your source."):
    return desk.post(f"{ARTICLES}{article.pk}/send-back/", {"note": note}, follow=True)


def withdraw(desk, article, **said):
    return desk.post(f"{ARTICLES}{article.pk}/withdraw/", {"kind": "error", "withdrawal_reason": "Wrong."} | said)


# The record -----------------------------------------------------------------------------------------------------------


def test_each_verb_is_on_record_with_who_did_it(desk, editor, reporter, section):
    writer = signed_in(reporter)
    writer.post(ADD, typed(section=section.pk, ai_use="none"))
    article = Article.objects.get()
    press(writer, article, "submit")
    send_back(desk, article)
    press(writer, article, "submit", headline="Better")
    publish(desk, article)
    press(desk, article, "save", tell_readers="on")
    press(desk, article, "save", **formset("corrections", {"kind": "clarification", "text": "At noon.", "cause": "ai"}))
    withdraw(desk, article)
    press(desk, article, "reinstate")
    assert record_of(article) == [
        ("save", reporter),
        ("submit", reporter),
        ("send_back", editor),
        ("save", reporter),
        ("submit", reporter),
        ("publish", editor),
        ("update", editor),
        ("correct", editor),
        ("withdraw", editor),
        ("restore", editor),
    ]
    entries = {entry.verb: entry for entry in WorkflowEntry.objects.of(article)}
    assert entries["send_back"].note == "Name your source."
    assert (entries["correct"].kind, entries["correct"].note) == ("clarification", "At noon.")
    assert (entries["withdraw"].kind, entries["withdraw"].note) == ("error", "Wrong.")


def test_a_save_that_changes_nothing_is_not_on_record(desk, make_article):
    article = make_article(published_at=None)
    press(desk, article, "save")
    assert record_of(article) == []
    press(desk, article, "save", **formset("sources", {"title": "Tide tables", "position": "0"}))
    assert [verb for verb, _by in record_of(article)] == ["save"]


def test_a_change_that_fails_leaves_nothing_on_record(editor, make_article):
    article = make_article(published_at=None)
    article.publish(by=editor)
    article.slug = "IN CAPITALS"
    with pytest.raises(IntegrityError), transaction.atomic():
        article.save()
    assert not WorkflowEntry.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda: WorkflowEntry.objects.update(note="Something else"),
        lambda: WorkflowEntry.objects.all().delete(),
        lambda: _sql("SET LOCAL pgtrigger.ignore = '{}'; TRUNCATE articles_workflowentry"),
    ],
    ids=["changed", "deleted", "emptied"],
)
def test_the_record_is_never_changed(change, editor, make_article):
    article = make_article(published_at=None)
    article.submit(by=editor)
    article.save()
    with pytest.raises(Exception, match=r"append|Cannot"), transaction.atomic():
        change()
    assert record_of(article) == [("submit", editor)]


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_import_and_a_machine_are_on_record_too(write, run_import, section):
    run_import(write())
    imported = Article.objects.get()
    assert record_of(imported) == [("save", None), ("publish", None)]
    assert {entry.note for entry in WorkflowEntry.objects.of(imported)} == {"Imported"}
    run_import(write(body="Another text."))
    assert record_of(imported) == [("save", None), ("publish", None), ("save", None)]
    machine = Machine()
    machine.hand_in()
    handed_in = Article.objects.latest("pk")
    assert record_of(handed_in) == [("save", handed_in.created_by)]


def test_an_article_of_before_has_no_history_invented(make_article, desk):
    article = make_article(submitted_at=timezone.now())
    assert record_of(article) == []
    assert desk.get(page_of(article)).status_code == 200


# Send back ------------------------------------------------------------------------------------------------------------


def test_the_writer_sees_the_note_above_the_text_until_submitting_again(desk, submitted, reporter):
    writer = signed_in(reporter)
    send_back(desk, submitted)
    assert [article.pk for article in Article.objects.sent_back_to(reporter)] == [submitted.pk]
    page = writer.get(page_of(submitted)).text
    assert "Sent back with a note" in page
    assert "Name your source." in page
    press(writer, submitted, "submit")
    assert not Article.objects.sent_back_to(reporter)
    assert "Name your source." in desk.get(page_of(submitted)).text


def test_the_note_is_gone_once_the_article_was_published(desk, submitted, reporter):
    send_back(desk, submitted)
    press(signed_in(reporter), submitted, "submit", ai_use="none")
    publish(desk, submitted)
    press(desk, submitted, "save", headline="Better")
    assert "Name your source." not in desk.get(page_of(submitted)).text


def test_sending_back_needs_a_note(desk, submitted):
    refused = send_back(desk, submitted, note=" ")
    assert refused.status_code == 422
    assert "Tell the writer what to do." in refused.text
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_send_back_saves_what_the_editor_has_typed_first(desk, submitted):
    page = press(desk, submitted, "send_back", headline="As the editor has it")
    assert page.redirect_chain[-1][0] == f"{ARTICLES}{submitted.pk}/send-back/"
    submitted.refresh_from_db()
    assert (submitted.headline, submitted.state) == ("As the editor has it", "submitted")


def test_only_a_submitted_draft_can_be_sent_back(desk, make_article):
    for article in (make_article(), make_article(published_at=None)):
        assert "Only a submitted draft can be sent back." in send_back(desk, article).text
        assert record_of(article) == []


def test_a_writer_takes_the_own_draft_back_and_sends_nothing_back(submitted, reporter):
    writer = signed_in(reporter)
    assert send_back(writer, submitted).status_code == 403
    press(writer, submitted, "return")
    assert record_of(submitted)[-1] == ("take_back", reporter)


def test_a_reporter_finds_no_page_of_a_verb_for_the_article_of_another(reporter, make_article):
    other = make_article(published_at=None, submitted_at=timezone.now())
    assert send_back(signed_in(reporter), other).status_code == 404


# Embargo --------------------------------------------------------------------------------------------------------------

LATER = datetime(2100, 1, 1, 12, tzinfo=UTC)
UNTIL_LATER = {"embargo_until_0": "2100-01-01", "embargo_until_1": "12:00"}


def test_an_editor_sets_an_embargo_and_it_is_on_record_and_on_the_page(desk, editor, make_article, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    article = make_article(published_at=None)
    page = press(desk, article, "save", embargo_until_0="2100-01-01", embargo_until_1="13:00")
    article.refresh_from_db()
    assert article.embargo_until == LATER
    assert record_of(article) == [("embargo", editor)]
    assert "Embargo until January 1, 2100, 1:00 p.m. (Europe/Berlin, UTC+1)" in " ".join(page.text.split())


@pytest.mark.parametrize("page", ["change/", "publish/", "schedule/"])
def test_a_page_says_an_embargo_once_and_an_ended_one_no_more(desk, make_article, page):
    article = make_article(published_at=None, embargo_until=LATER)
    address = page_of(article).removesuffix("change/") + page

    def times_said():
        return len(re.findall(r"Embargo until\s+[A-Z][a-z]+ \d", desk.get(address).text))

    # The page of the text says it in the bar, and in what happened so far.
    assert times_said() == (2 if page == "change/" else 1)
    Article.objects.filter(pk=article.pk).update(embargo_until=timezone.now() - timedelta(minutes=1))
    assert times_said() == 0


def test_a_reporter_neither_sets_nor_lifts_an_embargo(reporter, make_article):
    article = make_article(published_at=None, created_by=reporter, embargo_until=LATER)
    desk = signed_in(reporter)
    assert "embargo_until_0" not in desk.get(page_of(article)).text
    assert "Embargo until" in desk.get(page_of(article)).text
    press(desk, article, "save", embargo_until_0="", embargo_until_1="", headline="Mine")
    article.refresh_from_db()
    assert (article.headline, article.embargo_until) == ("Mine", LATER)


@pytest.mark.parametrize("moment", [{}, {"at": LATER - timedelta(seconds=1)}])
def test_no_verb_publishes_before_an_embargo(moment, editor, make_article):
    article = make_article(published_at=None, embargo_until=LATER)
    with pytest.raises(ValidationError, match="before its embargo ends"):
        article.publish(by=editor, **moment)
    article.publish(by=editor, at=LATER)
    article.save()
    assert article.state == "scheduled"


def test_no_statement_publishes_before_an_embargo(make_article):
    article = make_article(published_at=None, embargo_until=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.update(published_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        _sql("UPDATE articles_article SET published_at = now()")
    article.refresh_from_db()
    assert article.state == "draft"


def test_no_file_publishes_before_an_embargo(write, run_import):
    run = run_import(write(embargo="2100-01-01"))
    assert not run.succeeded
    assert "before its embargo ends" in run.refusals
    assert run_import(write(embargo="2100-01-01", published=None)).succeeded
    Article.objects.get()
    assert "before its embargo ends" in run_import(write(embargo="2100-01-01")).refusals


def test_what_is_scheduled_before_an_embargo_is_refused_beside_the_embargo(desk, make_article):
    article = make_article(published_at=datetime(2099, 1, 1, tzinfo=UTC))
    answer = press(desk, article, "save", **UNTIL_LATER)
    assert list(answer.context["adminform"].form.errors) == ["embargo_until"]
    article.refresh_from_db()
    assert article.embargo_until is None


# Withdrawal -----------------------------------------------------------------------------------------------------------


def test_a_withdrawal_for_a_merger_names_the_other_article_and_leads_readers_to_it(desk, make_article, client):
    article, other = make_article(), make_article(slug="whole-story", headline="The whole story")
    refused = withdraw(desk, article, kind="merged")
    assert refused.status_code == 422
    assert "Give the address of the article" in refused.text
    withdraw(desk, article, kind="merged", merged_into="https://news.example/articles/whole-story/")
    article.refresh_from_db()
    assert (article.withdrawal_kind, article.merged_into) == ("merged", other)
    page = client.get(article.get_absolute_url())
    assert page.status_code == 410
    assert f'href="{other.get_absolute_url()}"' in page.text
    assert "The whole story" in page.text
    ninjs = client.get(f"{article.get_absolute_url()}ninjs.json")
    assert ninjs.status_code in (404, 410)

    press(desk, article, "reinstate")
    article.refresh_from_db()
    assert (article.withdrawal_kind, article.merged_into, article.state) == ("", None, "published")


@pytest.mark.parametrize("address", ["own", "/articles/no-such/", "draft", "https://", "%"])
def test_an_article_merges_only_into_another_that_readers_can_read(address, desk, make_article):
    article = make_article(slug="own")
    make_article(slug="draft", published_at=None)
    assert withdraw(desk, article, kind="merged", merged_into=address).status_code == 422
    article.refresh_from_db()
    assert article.state == "published"


def test_the_page_of_a_withdrawn_article_says_nothing_of_what_readers_may_not_read(desk, make_article, client):
    article, other = make_article(), make_article(slug="whole", headline="The whole story")
    withdraw(desk, article, kind="merged", merged_into="whole")
    Article.objects.filter(pk=other.pk).update(published_at=LATER)
    assert "The whole story" not in client.get(article.get_absolute_url()).text


@pytest.mark.parametrize(("kind", "words"), [("error", "Because of an error."), ("legal", "For legal reasons.")])
def test_readers_are_told_the_kind_of_a_withdrawal(kind, words, desk, make_article, client):
    article = make_article()
    withdraw(desk, article, kind=kind)
    assert words in client.get(article.get_absolute_url()).text


def test_a_withdrawal_without_a_known_kind_is_refused(desk, make_article):
    article = make_article()
    for kind in ("", "whim"):
        assert withdraw(desk, article, kind=kind).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.update(withdrawal_kind="whim")


# Time zones -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "words"),
    [("UTC", "UTC"), ("Asia/Kolkata", "Asia/Kolkata, UTC+5:30"), ("America/Phoenix", "America/Phoenix, UTC-7")],
)
def test_each_page_of_the_desk_names_the_time_zone_and_so_does_each_field_for_a_moment(zone, words, desk, settings):
    settings.TIME_ZONE = zone
    page = desk.get(ADD).text
    assert f"Times on these pages: {words}" in page
    assert page.count(f"Time zone: {words}.") >= 1
