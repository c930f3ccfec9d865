"""Pages of the desk name things in an editor's words, also those of other people's apps."""

import html
import json
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group

from newsroom.desk.desk_menu import PLACES
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db
NOT_OURS = re.compile(
    r"\b(groups?|users?|authentication|authorization|axes|access (attempts?|logs?|failures?)|task results?|"
    r"tasks database|administration|comment policies of)\b",
    re.IGNORECASE,
)


@pytest.fixture
def desk():
    return signed_in(account("Administrator", is_superuser=True))


def words_around(page):
    """The title, the headings and the way to a page, without what people named themselves."""
    parts = re.findall(
        r'<title>.*?</title>|<h1.*?</h1>|<div class="breadcrumbs">.*?</div>|<thead>.*?</thead>', page, re.DOTALL
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(parts)))


def test_titles_and_breadcrumbs_of_every_page_are_an_editors_words(desk, section):
    role = Group.objects.create(name="Night desk")
    own = account("Editor")
    pages = ["/admin/"]
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/"
        pages += [base, f"{base}{model._meta.model_name}/", f"{base}{model._meta.model_name}/add/"]
    for key, model in ((role.pk, "auth/group"), (own.pk, "auth/user"), (section.pk, "articles/section")):
        pages += [f"/admin/{model}/{key}/{page}/" for page in ("change", "delete", "history")]
    pages += ["/admin/password_change/", "/admin/account/", "/admin/search/"]
    seen = 0
    for address in dict.fromkeys(pages):
        page = desk.get(address)
        if page.status_code != 200:
            continue
        seen += 1
        found = NOT_OURS.search(words_around(page.text))
        assert not found, (address, found)
        assert "to change" not in words_around(page.text), address
    assert seen > 45
    assert "Accounts" in words_around(desk.get("/admin/auth/user/").text)
    assert "Roles" in words_around(desk.get(f"/admin/auth/group/{role.pk}/delete/").text)
    assert "People" in words_around(desk.get("/admin/auth/").text)


def test_what_is_said_after_a_change_names_it_so_too(desk):
    role = Group.objects.create(name="Night desk")
    said = desk.post(f"/admin/auth/group/{role.pk}/change/", {"name": "Day desk"}, follow=True).text
    assert "The role “" in said
    assert "group" not in re.search(r'<ul class="messagelist".*?</ul>', said, re.DOTALL)[0].replace("/group/", "")
    assert "role," in re.sub(r"\s+", " ", desk.get("/admin/").text)


def test_every_page_has_a_place_in_the_menu_under_words_of_its_own():
    assert {model._meta.label_lower for model in admin.site._registry} <= PLACES.keys()


def test_the_words_of_the_editor_and_of_the_notice_after_a_paste_are_in_the_language_of_the_site(desk, settings):
    settings.LANGUAGE_CODE = "de"
    page = desk.get("/admin/articles/article/add/").text
    words = json.loads(html.unescape(re.search(r'editor-words[^>]*?data-words="([^"]*)"', page)[1]))
    assert words["Add caption"] == "Bildunterschrift hinzufügen"
    assert words["Cancel"] == "Abbrechen"
    assert re.search(r"Vom Eingef(ü|\\u00fc)gten weggelassen: {things}", html.unescape(page))
