"""A save after someone else's is refused with both texts, for articles, pages and pictures alike."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Page, Person
from tests.articles.history.test_history import stored
from tests.pictures import make_picture
from tests.staff import account, formset, page_of, signed_in, typed, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk():
    return signed_in(account("Editor"))


def change_page(row):
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"


def differences(answer):
    return {each.label: (str(each.theirs), str(each.yours)) for each in answer.context["conflict"].differences}


@pytest.mark.parametrize(
    ("make", "field", "label"),
    [
        (lambda: Page.objects.get(slug="about"), "title", "Title"),
        (lambda: make_picture(alternative_text="A bridge"), "alternative_text", "Alternative text"),
    ],
    ids=["page", "picture"],
)
def test_of_a_page_and_of_a_picture(desk, make, field, label):
    row = make()
    stale = stored(row) | {field: "Mine"}
    colleague = account("Editor")
    signed_in(colleague).post(change_page(row), stored(row) | {field: "Theirs"})
    refused = desk.post(change_page(row), stale)
    assert "Nothing was saved" in refused.text
    assert colleague.username in refused.text
    assert differences(refused) == {label: ("Theirs", "Mine")}
    assert refused.context["adminform"].form[field].value() == "Mine"
    row.refresh_from_db()
    assert getattr(row, field) == "Theirs"
    without = {name: value for name, value in stale.items() if name != "version"}
    assert "Nothing was saved" in desk.post(change_page(row), without).text

    over = refused.context["conflict"].version
    assert desk.post(change_page(row), stale | {"save_over": over}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Mine"


def test_an_open_form_is_told_that_someone_else_saved_a_page_or_a_picture(desk):
    for row, field in ((Page.objects.get(slug="about"), "title"), (make_picture(), "caption")):
        address = reverse("admin:open_form", args=["articles", row._meta.model_name, row.pk])
        before = desk.post(address).json()["version"]
        assert desk.post(address).json()["version"] == before
        type(row).objects.update(**{field: "Theirs"})
        assert desk.post(address).json()["version"] != before


def test_what_the_site_computes_of_a_picture_makes_no_save_stale(desk):
    picture = make_picture()
    opened = stored(picture)
    type(picture).objects.update(rendition_widths=[320])
    answer = desk.post(change_page(picture), opened | {"caption": "Mine"})
    assert answer.status_code == 302


def test_of_an_article_it_shows_bylines_sources_and_corrections_too(desk, make_article):
    ada, grace = (Person.objects.create(name=name, slug=name.lower()) for name in ("Ada", "Grace"))
    article = make_article(published_at=timezone.now() + timedelta(days=3))
    stale = typed(
        article,
        **formset("byline_set", {"person": ada.pk, "position": "0"}),
        **formset("sources", {"title": "My tables", "publisher": "Sea office", "position": "0"}),
        **formset("corrections", {"kind": "update", "text": "My note.", "cause": "unknown"}),
    )
    theirs = typed(
        article,
        **formset("byline_set", {"person": grace.pk, "position": "0"}),
        **formset("sources", {"title": "Their tables", "position": "0"}),
        **formset("corrections", {"kind": "correction", "text": "Their note.", "cause": "person"}),
    )
    assert signed_in(account("Editor")).post(page_of(article), theirs).status_code == 302
    refused = desk.post(page_of(article), stale)
    shown = differences(refused)
    assert shown.keys() == {"Bylines", "Sources", "Corrections"}
    for label, one, other in (
        ("Bylines", "Grace", "Ada"),
        ("Sources", "Their tables", "My tables, Sea office"),
        ("Corrections", "Correction, Their note., A person", "Update, My note., Not known"),
    ):
        assert one in shown[label][0], label
        assert other in shown[label][1], label
        assert "My" not in shown[label][0]
    assert 'value="My tables"' in refused.text
    assert version_of(article) == int(refused.context["conflict"].version)
