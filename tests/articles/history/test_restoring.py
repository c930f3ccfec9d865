"""An old version put back: asked for, by whom may, as a new change under every rule that a change has."""

import pytest

from articles.models import Article, Page, Person, Topic
from tests.pictures import make_picture
from tests.staff import ARTICLES, account, formset, page_of, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return signed_in(account("Editor"))


def restore_page(row, version):
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/history/{version.pk}/restore/"


def put_back(desk, row, version):
    """Open the page that asks, and confirm; the answer."""
    asked = desk.get(restore_page(row, version))
    assert asked.status_code == 200
    answer = desk.post(restore_page(row, version), {"edit_version": asked.context["edit_version"]}, follow=True)
    row.refresh_from_db()
    return answer


def test_it_asks_shows_what_would_change_and_makes_a_new_version_with_its_parts(desk, make_article):
    ada, sea = Person.objects.create(name="Ada", slug="ada"), Topic.objects.create(name="Sea", slug="sea")
    article = make_article(body="<p>Twice a day.</p>", published_at=None)
    first = typed(article, topics=sea.pk, **formset("byline_set", {"person": ada.pk, "position": "0"}))
    first |= formset("sources", {"title": "Tide tables", "position": "0"})
    desk.post(page_of(article), first)
    old = article.history.first()
    changed = typed(article, headline="Another", body="<p>Thrice.</p>", topics=None)
    byline, source = article.byline_set.get(), article.sources.get()
    changed |= formset("byline_set", {"id": byline.pk, "person": ada.pk, "DELETE": "on"}, initial=1)
    changed |= formset("sources", {"id": source.pk, "title": "None", "DELETE": "on"}, initial=1)
    desk.post(page_of(article), changed)
    article.refresh_from_db()
    assert (article.headline, article.sources.count()) == ("Another", 0)
    versions = article.history.count()

    asked = desk.get(restore_page(article, old))
    for words in ("<ins>Twice a day.</ins>", "<ins>Sea</ins>", "<ins>Ada</ins>", "<ins>Tide tables</ins>"):
        assert words in asked.text, words
    assert article.history.count() == versions
    answer = put_back(desk, article, old)
    assert "That version is back, as a new change." in answer.text
    assert (article.headline, article.body) == (old.headline, old.body)
    assert [list(article.people.all()), list(article.topics.all())] == [[ada], [sea]]
    assert article.sources.get().title == "Tide tables"
    assert article.history.count() == versions + 1
    assert article.history.first().history_change_reason.startswith("Put back the version of")
    assert "Another" in {version.headline for version in article.history.all()}


def test_a_check_of_the_text_no_longer_counts_and_the_former_address_leads_on(desk, make_article, client):
    article = make_article(slug="first", body="<p>First.</p>", ai_use="generated")
    old = article.history.first()
    article.slug, article.body = "second", "<p>Second.</p>"
    article.review(by=Person.objects.create(name="Ada", slug="ada"), scope=["facts"])
    article.save()
    assert Article.objects.get().reviewed_by
    answer = put_back(desk, article, old)
    assert "checked it, so that check no longer counts." in answer.text
    assert article.reviewed_by is None
    assert article.level.key == "ai_generated"
    assert client.get("/articles/second/").url == "/articles/first/"
    assert client.get("/articles/first/").status_code == 200


def test_less_ai_than_is_stated_now_does_not_come_back_with_it(desk, make_article):
    article = make_article(ai_use="none", body="<p>First.</p>")
    old = article.history.first()
    article.ai_use, article.ai_system, article.body = "generated", "Writer 3", "<p>Second.</p>"
    article.save()
    assert "stays as it is stated now" in desk.get(restore_page(article, old)).text
    put_back(desk, article, old)
    assert (article.body, article.ai_use, article.ai_system) == ("<p>First.</p>", "generated", "Writer 3")


def test_publication_corrections_and_the_reason_of_a_withdrawal_stay(desk, make_article):
    article = make_article(body="<p>First.</p>", published_at=None)
    old = article.history.first()
    article.publish(by=None)
    article.body = "<p>Second.</p>"
    article.save()
    article.corrections.create(text="It was the moon.")
    article.withdraw(by=None, reason="Wrong.")
    article.save()
    put_back(desk, article, old)
    assert article.body == "<p>First.</p>"
    assert (article.state, article.withdrawal_reason) == ("withdrawn", "Wrong.")
    assert article.corrections.exists()


def test_it_is_refused_where_someone_saved_after_the_page_that_asks_was_opened(desk, make_article):
    article = make_article()
    old = article.history.first()
    article.headline = "Second"
    article.save()
    asked = desk.get(restore_page(article, old)).context["edit_version"]
    article.headline = "Third"
    article.save()
    for sent in ({"edit_version": asked}, {}, {"edit_version": "x"}):
        answer = desk.post(restore_page(article, old), sent)
        assert answer.status_code == 409
        assert "someone saved a change meanwhile" in answer.text
        assert "<del>Third</del>" in answer.text
    article.refresh_from_db()
    assert article.headline == "Third"


def test_what_is_gone_or_taken_is_said_and_left_out(desk, make_article, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture, sea = make_picture(), Topic.objects.create(name="Sea", slug="sea")
    article = make_article(slug="first", lead_image=picture)
    article.topics.add(sea)
    article.save()
    old = article.history.first()
    article.slug, article.lead_image = "second", None
    article.save()
    article.old_addresses.all().delete()
    make_article(slug="first")
    picture.delete()
    sea.delete()
    asked = desk.get(restore_page(article, old)).text
    for words in ("another article has “first” now", "That picture was deleted", "“Sea” was deleted"):
        assert words in asked, words
    answer = put_back(desk, article, old)
    assert answer.status_code == 200
    assert (article.slug, article.lead_image) == ("second", None)


def test_a_reporter_puts_back_only_own_drafts(make_article):
    reporter = account("Reporter")
    own = make_article(created_by=reporter, published_at=None, body="<p>First.</p>")
    live = make_article(created_by=reporter)
    others = make_article(published_at=None)
    desk = signed_in(reporter)
    for article, status in ((live, 403), (others, 404)):
        old = article.history.first()
        for answer in (desk.get(restore_page(article, old)), desk.post(restore_page(article, old))):
            assert answer.status_code == status
    old = own.history.first()
    own.body = "<p>Second.</p>"
    own.save()
    put_back(desk, own, old)
    assert own.body == "<p>First.</p>"
    assert own.history.first().history_user == reporter
    assert desk.get(f"{ARTICLES}{others.pk}/history/").status_code in (302, 403, 404)


def test_pages_and_pictures_are_put_back_but_a_picture_never_with_less_ai(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = Page.objects.get(slug="about")
    page.title = "First"
    page.save()
    old = page.history.first()
    page.title = "Second"
    page.save()
    put_back(desk, page, old)
    assert page.title == "First"

    picture = make_picture(alternative_text="A bridge")
    old = picture.history.first()
    picture.alternative_text = "Another bridge"
    picture.digital_source_type = picture.DigitalSourceType.CREATED_BY_AI
    picture.save()
    put_back(desk, picture, old)
    assert picture.alternative_text == "A bridge"
    assert picture.digital_source_type == picture.DigitalSourceType.CREATED_BY_AI
