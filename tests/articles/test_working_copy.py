"""A live article is worked on without readers seeing it, and its changes are published as one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, DisclosureEvent, Person, Topic, WorkflowEntry
from articles.workflow.working_copy import COPIED, publish_changes, start_copy
from tests.staff import ARTICLES, account, formset, page_of, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return account("Editor")


@pytest.fixture
def desk(editor):
    return signed_in(editor)


@pytest.fixture
def live(make_article):
    article = make_article(headline="The tide", body="<p>Twice a day.</p>", standfirst="Water.")
    article.sources.create(title="Tide tables")
    article.byline_set.create(person=Person.objects.create(name="Ada Winter", slug="ada-winter"))
    return Article.objects.get(pk=article.pk)


def copy_of(live):
    return Article.objects.get(copy_of=live)


def begin(desk, live, **changes):
    """Save the live article's form as a working copy; the copy."""
    answer = desk.post(page_of(live), typed(live, _step="copy", **changes))
    copy = copy_of(live)
    assert answer.url == page_of(copy)
    return copy


def publish_them(desk, copy, **said):
    page = f"{ARTICLES}{copy.pk}/publish-changes/"
    form = desk.get(page).context["form"]
    fields = {name: form[name].value() for name in ("version", "live_version", "seen")} | {"telling": "neither"}
    return desk.post(page, fields | said, follow=True)


def read(client, live):
    return client.get(live.get_absolute_url()).text


# The whole way --------------------------------------------------------------------------------------------------------


def test_changes_are_saved_and_previewed_while_readers_see_the_live_text(desk, live, client):
    before = read(client, live)
    copy = begin(desk, live, headline="The tides", body="<p>Thrice a day.</p>")
    desk.post(page_of(copy), typed(copy, headline="All tides", slug=None, _step="save"))
    preview = desk.get(f"{ARTICLES}{copy.pk}/preview/page/").text
    assert "All tides" in preview
    assert "Thrice a day." in preview
    assert "Thrice" not in read(client, live)
    assert "The tide" in before
    assert client.get(copy_of(live).get_absolute_url()).status_code == 404


def test_the_changes_are_compared_word_by_word_and_published_as_one(desk, live, client, editor):
    copy = begin(desk, live, headline="The tides", body="<p>Thrice a day.</p>")
    page = desk.get(f"{ARTICLES}{copy.pk}/publish-changes/").text
    assert "<del>Twice</del>" in page
    assert "<ins>Thrice</ins>" in page
    answer = publish_them(desk, copy)
    assert "The changes are published." in answer.text
    assert answer.redirect_chain[-1][0] == page_of(live)
    assert "Thrice a day." in read(client, live)
    live.refresh_from_db()
    assert (live.headline, live.slug, live.updated_at) == ("The tides", "article-1", None)
    assert not Article.objects.exclude(copy_of=None).exists()
    assert [entry.verb for entry in WorkflowEntry.objects.of(live)] == ["save"]
    assert live.history.first().history_user == editor


def test_they_are_published_as_an_update_of_substance_or_with_a_correction(desk, live, client):
    publish_them(desk, begin(desk, live, headline="The tides"), telling="update")
    live.refresh_from_db()
    assert live.updated_at is not None
    refused = publish_them(desk, begin(desk, live, headline="All tides"), telling="correction")
    assert refused.status_code == 422
    assert "Tell readers what was wrong" in refused.text
    publish_them(
        desk,
        copy_of(live),
        telling="correction",
        correction_text="There are two.",
        correction_kind="correction",
        correction_cause="person",
    )
    assert live.corrections.get().text == "There are two."
    assert "There are two." in read(client, live)
    assert WorkflowEntry.objects.of(live).first().verb == "correct"


def test_a_copy_has_all_that_people_write(desk, live):
    sea = Topic.objects.create(name="Sea", slug="sea")
    Person.objects.create(name="Li Si", slug="li-si")
    changes = {
        "kicker": "Water",
        "standfirst": "Salt water.",
        "language": "de",
        "ai_use": "assisted",
        "ai_system": "Model 1",
        "ai_note": "Shortened.",
        "without_sources": "on",
        "leads_front": "on",
        "topics": sea.pk,
    }
    row = live.sources.get()
    sources = formset(
        "sources", {"id": row.pk, "article": live.pk, "title": "Better tables", "position": "0"}, initial=1
    )
    bylines = formset("byline_set", {"person": Person.objects.get(slug="li-si").pk, "position": "0"})
    copy = begin(desk, live, **changes | sources | bylines)
    assert [source.title for source in live.sources.all()] == ["Tide tables"]
    assert not live.topics.exists()
    publish_them(desk, copy)
    live = Article.objects.get(pk=live.pk)
    for name, value in changes.items():
        if name != "topics":
            assert getattr(live, name) == (True if value == "on" else value)
    assert [source.title for source in live.sources.all()] == ["Better tables"]
    assert "Li Si" in [str(person) for person in live.people.all()]
    assert list(live.topics.all()) == [sea]
    assert {"body", "lead_image", "section", "headline"} <= {*COPIED}


# Two people -----------------------------------------------------------------------------------------------------------


def test_a_stale_save_of_a_copy_is_refused_with_both_texts(desk, live):
    copy = begin(desk, live, headline="Mine")
    stale = typed(copy, headline="Late", slug=None)
    signed_in(account("Editor")).post(page_of(copy), typed(copy, headline="Theirs", slug=None))
    refused = desk.post(page_of(copy), stale)
    assert "Nothing was saved" in refused.text
    assert copy_of(live).headline == "Theirs"


def test_there_is_one_copy_and_the_live_page_leads_to_it(desk, live, editor):
    copy = begin(desk, live)
    page = desk.get(page_of(live)).text
    assert f'href="{page_of(copy)}"' in page
    assert 'value="copy"' not in page
    with pytest.raises(ValidationError):
        start_copy(live, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.create(headline="x", slug="second", section=live.section, copy_of=live)


def test_a_change_of_the_live_text_makes_the_copy_stale_and_shows_both(desk, live):
    copy = begin(desk, live, body="<p>Thrice a day.</p>")
    page = f"{ARTICLES}{copy.pk}/publish-changes/"
    form = desk.get(page).context["form"]
    opened = {name: form[name].value() for name in ("version", "live_version", "seen")} | {"telling": "neither"}
    live = Article.objects.get(pk=live.pk)
    desk.post(page_of(live), typed(live, body="<p>Twice a long day.</p>"))
    assert "changed after this page was opened" in desk.post(page, opened).text
    refused = publish_them(desk, copy)
    assert refused.status_code == 422
    assert "Twice a long day." in refused.text
    assert "Thrice a day." in refused.text
    assert "Read both, then tick this." in refused.text
    publish_them(desk, copy, read_both="on")
    live.refresh_from_db()
    assert live.body == "<p>Thrice a day.</p>"


def test_a_copy_of_what_was_withdrawn_is_not_published(desk, live):
    copy = begin(desk, live, headline="Mine")
    Article.objects.filter(pk=live.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    refused = publish_them(desk, copy, read_both="on")
    assert "not published any more" in refused.text
    live.refresh_from_db()
    assert (live.headline, copy_of(live).headline) == ("The tide", "Mine")


def test_a_copy_is_discarded_once_that_is_confirmed(desk, live, client):
    copy = begin(desk, live, headline="Mine")
    page = f"{ARTICLES}{copy.pk}/discard/"
    assert desk.get(page).status_code == 200
    assert copy_of(live) == copy
    desk.post(page)
    assert not Article.objects.filter(copy_of=live).exists()
    assert "The tide" in read(client, live)
    assert WorkflowEntry.objects.of(live).first().verb == "discard"


# What a copy never does -----------------------------------------------------------------------------------------------


def test_a_copy_is_no_draft_of_its_own(desk, live, editor):
    copy = begin(desk, live)
    assert copy.headline not in [
        row.headline for row in desk.get(ARTICLES, {"state": "draft"}).context["cl"].result_list
    ]
    for page in ("publish", "schedule"):
        answer = desk.post(f"{ARTICLES}{copy.pk}/{page}/", {"version": copy.version, "seen": ""})
        assert answer.status_code == 302
    assert desk.post(f"{ARTICLES}{copy.pk}/delete/", {"post": "yes"}).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=copy.pk).update(published_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=copy.pk).update(submitted_at=timezone.now())


@pytest.mark.parametrize("page", ["publish-changes", "discard"])
def test_a_reporter_has_no_working_copies(page, live, editor, make_article):
    reporter = account("Reporter")
    own = make_article(created_by=reporter)
    desk = signed_in(reporter)
    assert desk.post(page_of(own), typed(own, _step="copy")).status_code == 403
    copy = start_copy(own, by=editor)
    assert desk.post(f"{ARTICLES}{copy.pk}/{page}/", {}).status_code == 404


def test_what_blocks_publication_blocks_the_changes(desk, live):
    copy = begin(desk, live, body='<figure><img src="/media/images/a.webp" alt=""></figure>')
    assert publish_them(desk, copy).status_code == 422
    live.refresh_from_db()
    assert live.body == "<p>Twice a day.</p>"


# The law of the house -------------------------------------------------------------------------------------------------


def test_an_unchanged_text_keeps_its_check_and_a_changed_one_loses_it(desk, live, editor):
    Article.objects.filter(pk=live.pk).update(ai_use="generated")
    live = Article.objects.get(pk=live.pk)
    checker = account("Editor").person
    live.review(by=checker, scope=["facts", "sources"])
    live.save()
    publish_them(desk, begin(desk, live, kicker="Sea"))
    live.refresh_from_db()
    assert (live.reviewed_by, live.level.key) == (checker, "ai_reviewed")
    publish_them(desk, begin(desk, live, body="<p>Thrice.</p>"))
    live.refresh_from_db()
    assert live.level.key == "ai_generated"
    kinds = DisclosureEvent.objects.filter(article=live).values_list("kind", flat=True)
    assert {"edited", "review_voided"} <= {*kinds}


def test_a_check_of_the_copy_counts_for_the_live_text(desk, live):
    Article.objects.filter(pk=live.pk).update(ai_use="generated")
    live = Article.objects.get(pk=live.pk)
    copy = begin(desk, live, body="<p>Thrice.</p>")
    desk.post(page_of(copy), typed(copy, slug=None, checked="on", checked_parts="facts"))
    publish_them(desk, copy)
    live.refresh_from_db()
    assert live.level.key == "ai_reviewed"


def test_less_ai_needs_its_reason_in_a_copy_too_and_the_log_has_it(desk, live):
    Article.objects.filter(pk=live.pk).update(ai_use="assisted")
    live = Article.objects.get(pk=live.pk)
    copy = begin(desk, live)
    refused = desk.post(page_of(copy), typed(copy, slug=None, ai_use="none"))
    assert "less_ai_reason" in refused.context["adminform"].form.errors
    desk.post(page_of(copy), typed(copy, slug=None, ai_use="none", less_ai_reason="It was a mistake."))
    publish_them(desk, copy)
    live.refresh_from_db()
    assert live.ai_use == "none"
    assert DisclosureEvent.objects.filter(article=live, kind="restated").latest("number").words == "It was a mistake."


# Later ----------------------------------------------------------------------------------------------------------------


def run_worker():
    call_command("db_worker", batch=True, verbosity=0)


@pytest.fixture
def soon():
    return timezone.now() + timedelta(hours=1)


def schedule(desk, copy, moment, **said):
    local = timezone.localtime(moment)
    return publish_them(desk, copy, publish_at_0=f"{local:%Y-%m-%d}", publish_at_1=f"{local:%H:%M:%S}", **said)


@pytest.mark.django_db(transaction=True)
def test_scheduled_changes_are_published_by_the_worker_when_they_are_due(desk, live, client, soon, time_machine):
    copy = begin(desk, live, body="<p>Thrice a day.</p>")
    answer = schedule(desk, copy, soon, telling="update")
    assert "The changes are scheduled." in answer.text
    assert "Its changes are published on" in desk.get(page_of(copy)).text
    run_worker()
    assert "Twice a day." in read(client, live)
    time_machine.move_to(soon + timedelta(seconds=1))
    run_worker()  # another worker than the one that was there when they were scheduled
    assert "Thrice a day." in read(client, live)
    live.refresh_from_db()
    assert live.updated_at >= soon
    run_worker()
    assert WorkflowEntry.objects.filter(article=live, verb="update").count() == 1


@pytest.mark.django_db(transaction=True)
def test_changes_that_went_stale_are_not_published_and_the_desk_says_why(desk, live, client, soon, time_machine):
    copy = begin(desk, live, body="<p>Thrice a day.</p>")
    schedule(desk, copy, soon)
    live = Article.objects.get(pk=live.pk)
    live.body = "<p>Corrected meanwhile.</p>"
    live.save()
    time_machine.move_to(soon + timedelta(seconds=1))
    run_worker()
    assert "Corrected meanwhile." in read(client, live)
    page = desk.get(page_of(copy)).text
    assert "The scheduled changes were not published:" in page
    assert "changed in the meantime" in page


@pytest.mark.django_db(transaction=True)
def test_changes_published_or_moved_before_they_are_due_are_not_published_twice(desk, live, soon, time_machine):
    copy = begin(desk, live, headline="The tides")
    schedule(desk, copy, soon)
    schedule(desk, copy, soon + timedelta(hours=1))
    time_machine.move_to(soon + timedelta(seconds=1))
    run_worker()
    live.refresh_from_db()
    assert live.headline == "The tide"
    publish_them(desk, copy)
    time_machine.move_to(soon + timedelta(hours=2))
    run_worker()
    assert WorkflowEntry.objects.filter(article=live, note="Changes of a working copy", verb="save").count() == 1


def test_a_moment_that_has_passed_is_refused(desk, live):
    copy = begin(desk, live, headline="Mine")
    refused = schedule(desk, copy, datetime(2020, 1, 1, tzinfo=UTC))
    assert "This moment has passed." in refused.text


def test_the_version_that_was_compared_is_the_one_that_is_replaced(editor, live):
    copy = start_copy(live, by=editor)
    with pytest.raises(ValidationError, match="Compare"):
        publish_changes(copy, editor, live_version=live.version - 1)
