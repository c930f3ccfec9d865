"""Who else has a form of the desk open: shown to those who may open it, true for a minute, and gone by the next day."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import Page, Section
from tests.newsroom.test_given_back import Form
from tests.pictures import make_picture
from tests.staff import account, page_of, signed_in
from web.admin.open_form import LASTS, OpenForm

pytestmark = pytest.mark.django_db


def address_of(row):
    return f"/admin/open/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/"


def people(answer):
    assert answer.status_code == 200
    return [each["name"] for each in answer.json()["people"]]


@pytest.fixture
def article(make_article):
    return make_article(published_at=None, created_by=account("Reporter", first_name="Li", last_name="Si"))


def test_colleagues_with_the_same_form_see_each_other_for_a_minute(article, time_machine):
    time_machine.move_to("2030-03-01 12:00:00Z", tick=False)
    ada = signed_in(account("Editor", first_name="Ada", last_name="Winter"))
    li = signed_in(article.created_by)
    assert f'data-open-at="{address_of(article)}"' in ada.get(page_of(article)).text
    assert people(ada.post(address_of(article))) == []
    assert people(li.post(address_of(article))) == ["Ada Winter"]
    assert people(ada.post(address_of(article))) == ["Li Si"]
    assert ada.post(address_of(article)).json()["people"][0]["since"].startswith("2030-03-01T12:00:00")

    time_machine.move_to(timezone.now() + LASTS - timedelta(seconds=1), tick=False)
    assert people(li.post(address_of(article))) == ["Ada Winter"]
    time_machine.move_to(timezone.now() + timedelta(seconds=2), tick=False)
    assert people(li.post(address_of(article))) == []
    assert people(ada.post(address_of(article))) == ["Li Si"]
    listed = signed_in(account("Editor")).get("/admin/articles/article/").text
    assert "Open: Ada Winter, Li Si" in listed or "Open: Li Si, Ada Winter" in listed
    ada.post(address_of(article), {"leave": "1"})
    assert people(li.post(address_of(article))) == []


def test_pages_pictures_and_every_other_form_have_it_too(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ada, grace = account("Administrator", first_name="Ada"), signed_in(account("Administrator"))
    for row in (Page.objects.first(), make_picture(), Section.objects.create(name="Sea", slug="sea")):
        assert people(signed_in(ada).post(address_of(row))) == []
        assert people(grace.post(address_of(row))) == ["Ada"]


def test_who_may_not_open_the_form_is_told_no_name(article, make_article):
    signed_in(account("Editor", first_name="Ada", last_name="Winter")).post(address_of(article))
    for group in ("Reporter", "Moderator"):
        answer = signed_in(account(group)).post(address_of(article))
        assert answer.status_code == 404
        assert "Winter" not in answer.text
    out = Client().post(address_of(article))
    assert (out.status_code, out.json()) == (401, {})
    assert OpenForm.objects.count() == 1
    desk = signed_in(account("Administrator"))
    for odd in (
        "articles/article/0",
        "articles/article/x",
        "articles/nothing/1",
        "sessions/session/1",
        "web/openform/1",
    ):
        assert desk.post(f"/admin/open/{odd}/").status_code == 404
    assert desk.get(address_of(article)).status_code == 405


def test_the_cost_is_the_same_however_many_look(article, django_assert_num_queries):
    desk = signed_in(account("Editor"))
    desk.post(address_of(article))
    for _ in range(5):
        signed_in(account("Editor")).post(address_of(article))
    with django_assert_num_queries(8):
        assert len(people(desk.post(address_of(article)))) == 5


def test_the_page_is_told_that_a_colleague_saved(article):
    desk = signed_in(account("Editor"))
    before = desk.post(address_of(article)).json()["version"]
    form = Form(desk.get(page_of(article)).text, "headline")
    desk.post(page_of(article), form.fields | {"headline": "Other words", "_step": "save"})
    assert desk.post(address_of(article)).json()["version"] != before


def test_what_is_over_goes_with_the_daily_work(article, time_machine):
    time_machine.move_to("2030-03-01 12:00:00Z", tick=False)
    signed_in(account("Editor")).post(address_of(article))
    said = io.StringIO()
    call_command("forget_traces", stdout=said)
    assert "open_forms: 0 forgotten" in said.getvalue()
    time_machine.move_to("2030-03-02 02:00:00Z", tick=False)
    call_command("forget_traces", stdout=said)
    assert not OpenForm.objects.exists()
