"""The log of how articles were made: nothing goes round it, nothing in it can be changed, and what was shows."""

import csv
import io
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from articles.disclosure.disclosure_event import hash_of
from articles.models import Article, Correction, DisclosureEvent, Image, Person
from tests.staff import account, page_of, signed_in, typed
from web.signed_writes import signed

pytestmark = pytest.mark.django_db

LOG = "articles_disclosureevent"


@pytest.fixture
def grace():
    return Person.objects.create(name="Grace", slug="grace")


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def log(article=None):
    """What happened, oldest first, as ``(kind, former level, level)``."""
    rows = DisclosureEvent.objects.order_by("number")
    rows = rows.filter(article_id=article.pk) if article else rows
    return list(rows.values_list("kind", "former_level", "level"))


def last():
    return DisclosureEvent.objects.latest("number")


def verify(**options):
    """What ``verify_log`` printed. CommandError where something does not fit."""
    out = StringIO()
    call_command("verify_log", stdout=out, stderr=out, **options)
    return out.getvalue()


def tampered(statement, *values):
    """Change the log as only the owner of the database can: with its triggers off."""
    sql(f"ALTER TABLE {LOG} DISABLE TRIGGER USER")
    sql(statement, *values)
    sql(f"ALTER TABLE {LOG} ENABLE TRIGGER USER")


# What is written ------------------------------------------------------------------------------------------------------


def test_an_articles_whole_way_is_on_record_by_whichever_path(make_article, grace):
    article = make_article(ai_use="", published_at=None)
    Article.objects.update(ai_use="generated", ai_system="A model")
    article.refresh_from_db()
    article.review(by=grace, scope=["facts", "names"])
    article.published_at = timezone.now()
    article.save()
    sql("UPDATE articles_article SET headline = 'Another'")
    article.corrections.create(text="It was wrong.", cause="ai")
    Article.objects.update(withdrawn_at=timezone.now(), withdrawal_reason="All wrong.")
    Article.objects.update(withdrawn_at=None, withdrawal_reason="")
    Article.objects.update(published_at=None)
    number = article.pk
    Article.objects.get().delete()
    assert log() == [
        ("created", "", ""),
        ("stated", "", "ai_generated"),
        ("reviewed", "ai_generated", "ai_reviewed"),
        ("published", "ai_generated", "ai_reviewed"),
        ("review_voided", "ai_reviewed", "ai_generated"),
        ("edited", "ai_reviewed", "ai_generated"),
        ("corrected", "ai_generated", "ai_generated"),
        ("withdrawn", "ai_generated", "ai_generated"),
        ("reinstated", "ai_generated", "ai_generated"),
        ("unpublished", "ai_generated", "ai_generated"),
        ("correction_removed", "ai_generated", "ai_generated"),
        ("deleted", "ai_generated", ""),
    ]
    rows = {row.kind: row for row in DisclosureEvent.objects.all()}
    assert {row.article_id for row in rows.values()} == {number}
    assert rows["stated"].words == "A model"
    assert (rows["reviewed"].words, rows["reviewed"].person) == ("facts, names", grace)
    assert rows["corrected"].words == "correction, ai"
    assert rows["withdrawn"].words == "All wrong."
    assert rows["published"].text_digest != rows["edited"].text_digest
    verify()


def test_a_text_that_no_reader_can_read_is_not_said_to_have_changed_in_public(make_article):
    article = make_article(published_at=timezone.now() + timedelta(days=1))
    Article.objects.update(headline="Before publication")
    assert last().kind == "edited_early"
    assert last().text_digest != DisclosureEvent.objects.get(kind="published").text_digest
    Article.objects.update(published_at=timezone.now() - timedelta(days=1))
    Article.objects.update(headline="In public")
    assert last().kind == "edited"
    Article.objects.update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    Article.objects.update(headline="While it is withdrawn")
    assert last().kind == "withdrawn"
    Article.objects.update(withdrawn_at=None, withdrawal_reason="")
    assert last().kind == "reinstated"
    assert DisclosureEvent.objects.filter(article=article.pk, kind="edited").count() == 1
    verify()


def test_a_change_that_bears_on_nothing_stated_writes_nothing(make_article):
    article = make_article()
    before = len(log())
    Article.objects.update(kicker="Sea", ai_note="Nothing")
    article.topics.create(name="Sea", slug="sea")
    Article.objects.filter(pk=article.pk).update(headline=article.headline)
    assert len(log()) == before


def test_a_row_names_the_account_and_the_reason_by_number_and_never_an_address(make_article):
    editor = account("Editor", email="editor@example.org")
    article = make_article(ai_use="generated")
    assert last().account_id is None
    article.ai_use = "none"
    with signed(editor, "The wrong box was ticked."):
        article.save()
    assert (last().kind, last().account_id, last().words) == ("restated", editor.pk, "The wrong box was ticked.")
    press = typed(article, headline="Another")
    signed_in(editor).post(page_of(article), press)
    assert (last().kind, last().account_id) == ("edited", editor.pk)
    assert "@" not in signed_in(editor).get("/admin/articles/disclosureevent/log.csv").getvalue().decode()


def test_an_import_is_on_record_without_an_account(write, run_import):
    run_import(write(ai_use="generated"))
    assert [kind for kind, _before, _after in log()] == ["created", "stated", "published"]
    assert last().account_id is None


# What cannot be done to it --------------------------------------------------------------------------------------------


def test_nothing_in_the_log_can_be_changed_or_removed_or_forged_by_whichever_path(make_article):
    make_article()
    before = log()
    row = last()
    row.words = "Never."
    attempts = [
        row.save,
        row.delete,
        lambda: DisclosureEvent.objects.update(words="Never."),
        lambda: DisclosureEvent.objects.all().delete(),
        lambda: sql(f"DELETE FROM {LOG}"),
        lambda: sql(f"SET LOCAL pgtrigger.ignore = '{{}}'; TRUNCATE {LOG}"),
        lambda: DisclosureEvent.objects.create(number=99, kind="reviewed", at=timezone.now(), article_id=1),
        lambda: sql(
            f"INSERT INTO {LOG} (kind, article_id, former_level, level, text_digest, words)"
            " VALUES ('reviewed', 1, '', '', '', '')"
        ),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert log() == before
    verify()


def test_what_is_rolled_back_leaves_no_gap(make_article):
    article = make_article()
    try:
        with transaction.atomic():
            Article.objects.update(headline="Another")
            raise IntegrityError
    except IntegrityError:
        article.corrections.create(text="It was wrong.")
    assert last().kind == "corrected"
    assert last().number == DisclosureEvent.objects.count()
    verify()


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain(make_article):
    articles = [make_article() for _ in range(4)]
    refused = []

    def correct(article):
        try:
            for number in range(5):
                Correction.objects.create(article=article, text=f"Fault {number}")
        except DatabaseError as fault:
            refused.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=correct, args=[article]) for article in articles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not refused
    assert "32 rows in one chain" in verify()


# What shows -----------------------------------------------------------------------------------------------------------


def test_an_untouched_log_is_whole_and_its_last_hash_is_named(make_article):
    assert "0 rows in one chain. Hash of the last one: (the log is empty)" in verify()
    make_article()
    assert f"3 rows in one chain. Hash of the last one: {last().hash}" in verify()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"UPDATE {LOG} SET level = 'ai_reviewed' WHERE number = 2", "Row 2: its content is not what was written"),
        (f"UPDATE {LOG} SET account_id = 7 WHERE number = 2", "Row 2: its content"),
        (f"UPDATE {LOG} SET at = at - interval '1 second' WHERE number = 2", "Row 2: its content"),
        (f"UPDATE {LOG} SET hash = repeat('0', 64) WHERE number = 2", "Row 2: its content"),
        (f"DELETE FROM {LOG} WHERE number = 1", "Row 2: row 1 is missing before it."),
        (f"DELETE FROM {LOG} WHERE number = 2", "Row 3: row 2 is missing before it."),
    ],
)
def test_the_first_row_that_does_not_fit_is_named(make_article, statement, said):
    make_article()
    tampered(statement)
    with pytest.raises(CommandError, match=said):
        verify()


def test_a_row_that_was_rewritten_with_a_hash_of_its_own_does_not_fit_the_next(make_article):
    make_article()
    tampered(f"UPDATE {LOG} SET level = 'human', words = 'x' WHERE number = 2")
    tampered(f"UPDATE {LOG} SET hash = {hash_of(LOG)} WHERE number = 2")
    with pytest.raises(CommandError, match="Row 3: it does not follow the row before it"):
        verify()


def test_an_end_that_was_cut_off_shows_by_the_articles_or_by_a_hash_that_was_kept(make_article):
    article = make_article(ai_use="generated")
    article.corrections.create(text="It was wrong.")
    kept = last().hash
    tampered(f"DELETE FROM {LOG} WHERE number = 4")
    assert "3 rows in one chain" in verify()
    with pytest.raises(CommandError, match="The expected hash is not in the log"):
        verify(expect=kept)
    assert "3 rows" in verify(expect=last().hash)
    tampered(f"DELETE FROM {LOG}")
    with pytest.raises(CommandError, match="does not account for 1 of the articles"):
        verify()


def test_an_earlier_hash_is_still_in_a_log_that_has_grown(make_article):
    make_article()
    kept = last().hash
    make_article()
    assert "6 rows" in verify(expect=kept)


def test_an_article_that_was_changed_with_the_triggers_off_shows(make_article):
    make_article(ai_use="generated")
    sql("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE articles_article DISABLE TRIGGER USER")
    sql("UPDATE articles_article SET ai_use = 'none'")
    sql("ALTER TABLE articles_article ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="does not account"):
        verify()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles_article SET headline = 'Another'",
        "UPDATE articles_article SET body = body || '<p>More.</p>'",
    ],
)
def test_a_public_text_that_was_changed_with_the_triggers_off_shows(make_article, statement):
    make_article(ai_use="generated")
    make_article(ai_use="generated", published_at=None)
    sql("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE articles_article DISABLE TRIGGER USER")
    sql(statement)
    sql("ALTER TABLE articles_article ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="does not account for 1 of the articles"):
        verify()


def test_how_its_lead_picture_was_made_is_on_record_with_the_article(make_article, draw, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    kinds = Image.DigitalSourceType
    picture = Image.objects.create(
        file=ContentFile(draw().read_bytes(), "bridge.jpg"),
        alternative_text="A bridge",
        digital_source_type=kinds.CAPTURE,
    )
    article = make_article(lead_image=picture)
    make_article()
    before = len(log())
    Image.objects.update(caption="In fog")
    assert len(log()) == before
    Image.objects.update(digital_source_type=kinds.CREATED_BY_AI)
    assert (last().kind, last().article_id, last().former_level, last().level) == (
        "restated",
        article.pk,
        "human",
        "human",
    )
    assert last().words == "Lead picture: digitalCapture → trainedAlgorithmicMedia"
    editor = account("Editor")
    with signed(editor):
        Image.objects.update(digital_source_type=kinds.CAPTURE, not_ai_reason="The wrong line was chosen.")
    assert last().words == "Lead picture: trainedAlgorithmicMedia → digitalCapture. The wrong line was chosen."
    assert last().account_id == editor.pk
    assert len(log()) == before + 2
    verify()


# At the desk ----------------------------------------------------------------------------------------------------------


def test_staff_read_the_log_of_one_article_and_change_nothing(make_article, django_assert_max_num_queries):
    editor = account("Editor")
    desk = signed_in(editor)
    article, other = make_article(headline="Tides"), make_article(headline="Clouds")
    address = f"/admin/articles/disclosureevent/?article={article.pk}"
    assert address in desk.get(page_of(article)).text
    page = desk.get(address).text
    assert f"{article.pk}: Tides" in page
    assert f"{other.pk}: Clouds" not in page
    assert desk.get("/admin/articles/disclosureevent/add/").status_code == 403
    row = f"/admin/articles/disclosureevent/{last().pk}/"
    assert desk.get(f"{row}change/").status_code == 200
    assert desk.post(f"{row}change/", {"words": "x"}).status_code == 403
    assert desk.post(f"{row}delete/", {"post": "yes"}).status_code == 403
    Article.objects.get(pk=other.pk).delete()
    assert f"{other.pk}: deleted" in desk.get("/admin/articles/disclosureevent/").text
    with django_assert_max_num_queries(9):
        desk.get("/admin/articles/disclosureevent/")


@pytest.mark.parametrize("group", ["Reporter", "Moderator"])
def test_others_do_not_read_the_log(group):
    desk = signed_in(account(group))
    for address in ("/admin/articles/disclosureevent/", "/admin/articles/disclosureevent/log.csv"):
        assert desk.get(address).status_code == 403


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_the_log_goes_into_a_spreadsheet_without_becoming_a_formula(make_article, formula):
    make_article(withdrawn_at=timezone.now() + timedelta(days=1), withdrawal_reason=formula)
    answer = signed_in(account("Editor")).get("/admin/articles/disclosureevent/log.csv")
    assert answer.streaming
    head, *rows = csv.reader(io.StringIO(answer.getvalue().decode(), newline=""))
    assert len(rows) == DisclosureEvent.objects.count()
    assert rows[-1][head.index("words")] == f"'{formula}"
    assert rows[-1][head.index("hash")] == last().hash


# Corrections ----------------------------------------------------------------------------------------------------------


def test_readers_are_told_where_ai_caused_a_mistake_and_only_there(client, make_article):
    article = make_article(ai_use="generated")
    words = "AI caused this mistake."
    for kind, cause in (("correction", "person"), ("correction", "unknown"), ("update", "ai")):
        article.corrections.create(text="It was wrong.", kind=kind, cause=cause)
    pages = (article.get_absolute_url(), "/corrections/", "/corrections/feed.atom")
    for page in pages:
        assert words not in client.get(page).text, page
    article.corrections.create(text="It was wrong.", cause="ai")
    for page in pages:
        assert words in client.get(page).text, page
