"""What is scheduled goes out by itself: nobody changes it without an editor's yes."""

from datetime import UTC, datetime

import pytest

from articles.models import Article, Image, WorkflowEntry
from articles.workflow.working_copy import plan_changes, start_copy
from tests.pictures import make_picture
from tests.staff import ARTICLES, account, page_of, publish, signed_in, typed

pytestmark = pytest.mark.django_db
LATER = datetime(2100, 1, 1, 12, tzinfo=UTC)
WITHOUT_TEXT = '<figure><img src="/media/images/a.webp" alt=""></figure>'


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
def scheduled(desk, reporter, make_article):
    article = make_article(published_at=None, created_by=reporter, headline="The tide", body="<p>Twice.</p>")
    publish(desk, article, "2100-01-01 12:00")
    article.refresh_from_db()
    assert article.state == "scheduled"
    return article


def test_who_may_not_publish_cannot_change_it_in_place_and_is_told_so(reporter, scheduled):
    theirs = signed_in(reporter)
    version = scheduled.version
    refused = theirs.post(page_of(scheduled), typed(scheduled, headline="Something else"))
    assert refused.status_code == 403
    assert "Something else" in refused.text  # to be copied
    seen = f"{scheduled.pk}:{version}"
    theirs.post(f"{ARTICLES}bulk/add_topic/", {"seen": seen, "topic": "x", "confirmed": "1", "shown": "topic: x"})
    first = scheduled.history.last().pk
    assert theirs.post(f"{ARTICLES}{scheduled.pk}/history/{first}/restore/").status_code == 403
    scheduled.refresh_from_db()
    assert (scheduled.headline, scheduled.version) == ("The tide", version)
    page = theirs.get(page_of(scheduled)).text
    assert "Readers see it from January 1, 2100" in page
    assert "Only an editor can change it now." in page
    assert 'value="save"' not in page


@pytest.mark.parametrize("place", ["lead", "text", "copy"])
def test_who_may_not_publish_cannot_change_a_picture_that_goes_out(
    place, editor, reporter, scheduled, make_article, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    picture = make_picture(uploaded_by=reporter)
    theirs = signed_in(reporter)
    address = f"/admin/articles/image/{picture.pk}/change/"
    assert 'name="alternative_text"' in theirs.get(address).text
    if place == "copy":
        live = make_article()
        copy = start_copy(live, by=editor)
        Article.objects.filter(pk=copy.pk).update(lead_image=picture)
        assert 'name="alternative_text"' in theirs.get(address).text
        plan_changes(copy, editor, LATER, live.version, [])
    elif place == "lead":
        Article.objects.filter(pk=scheduled.pk).update(lead_image=picture)
    else:
        Article.objects.filter(pk=scheduled.pk).update(body=f'<figure><img src="{picture.file.url}" alt=""></figure>')
    assert 'name="alternative_text"' not in theirs.get(address).text
    assert theirs.post(address, {"alternative_text": "Other"}).status_code == 403
    assert Image.objects.get().alternative_text != "Other"


def test_the_bar_says_that_what_an_editor_saves_goes_out_with_it(desk, scheduled):
    page = desk.get(page_of(scheduled)).text
    assert "Readers see it from January 1, 2100" in page
    assert "What you save goes out with it." in page
    assert f'href="{ARTICLES}{scheduled.pk}/schedule/"' in page


def test_an_editors_save_goes_out_and_advice_that_nobody_has_read_is_told(desk, editor, scheduled):
    said = desk.post(page_of(scheduled), typed(scheduled, headline="The tides"), follow=True).text
    assert "has something new" not in said
    scheduled.refresh_from_db()
    said = desk.post(page_of(scheduled), typed(scheduled, body="<p>It rains today.</p>"), follow=True).text
    assert "Readers will see this from January 1, 2100" in said
    assert "today" in said
    assert "There is no byline." not in said
    scheduled.refresh_from_db()
    assert scheduled.state == "scheduled"
    newest = WorkflowEntry.objects.of(scheduled).first()
    assert (newest.verb, newest.made_by) == ("save", editor)
    publish(desk, scheduled, "2100-01-01 12:00")
    assert "today" in " ".join(WorkflowEntry.objects.of(scheduled).first().waved_through)


def test_what_the_panel_would_refuse_is_refused_with_each_way_to_change_it(desk, scheduled):
    refused = desk.post(page_of(scheduled), typed(scheduled, body=WITHOUT_TEXT))
    assert "has no alternative text" in refused.context["adminform"].form.errors["body"][0]
    Article.objects.filter(pk=scheduled.pk).update(body=WITHOUT_TEXT)
    scheduled.refresh_from_db()
    scheduled.save()
    old = scheduled.history.first().pk
    scheduled.body = "<p>Better.</p>"
    scheduled.save()
    form = desk.get(f"{ARTICLES}{scheduled.pk}/history/{old}/restore/").context
    answer = desk.post(
        f"{ARTICLES}{scheduled.pk}/history/{old}/restore/", {"edit_version": form["edit_version"]}, follow=True
    )
    assert answer.status_code == 422
    assert "has no alternative text" in answer.text
    scheduled.refresh_from_db()
    assert scheduled.body == "<p>Better.</p>"
    taken_off = desk.post(page_of(scheduled), typed(scheduled, body=WITHOUT_TEXT, _step="return"))
    assert taken_off.status_code == 302
    scheduled.refresh_from_db()
    assert scheduled.state == "draft"
    assert WorkflowEntry.objects.of(scheduled).first().verb == "unschedule"


def test_a_scheduled_working_copy_is_held_to_the_same(desk, editor, make_article):
    live = make_article(headline="The tide", body="<p>Twice.</p>")
    copy = start_copy(live, by=editor)
    page = f"{ARTICLES}{copy.pk}/publish-changes/"

    def plan():
        form = desk.get(page).context["form"]
        said = {name: form[name].value() for name in ("version", "live_version", "seen")} | {"telling": "neither"}
        return desk.post(page, said | {"publish_at_0": "2100-01-01", "publish_at_1": "12:00"}, follow=True)

    plan()
    copy.refresh_from_db()
    assert copy.plan.due_at == LATER
    shown = desk.get(page_of(copy)).text
    assert "Readers see it from January 1, 2100" in shown
    assert f'href="{page}"' in shown
    refused = desk.post(page_of(copy), typed(copy, slug=None, body=WITHOUT_TEXT))
    assert "has no alternative text" in refused.context["adminform"].form.errors["body"][0]
    said = desk.post(page_of(copy), typed(copy, slug=None, body="<p>It rains today.</p>"), follow=True).text
    assert "Readers will see this from January 1, 2100" in said
    assert "today" in " ".join(finding.words for finding in desk.get(page).context["form"].advice)
