"""A refused form of the desk lists at its top what is wrong, with a link to each field, in the words of an editor."""

import re

import pytest
from django.contrib import admin

from tests.staff import ADD, account, formset, signed_in, typed

pytestmark = pytest.mark.django_db
DJANGOS = (
    "This field is required",
    "Please correct the error",
    "Enter a valid",
    "Select a valid choice",
    "already exists",
    "Ensure this value",
)


def problems(page):
    box = re.search(r'<div class="desk-problems".*?</div>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", box[0])) if box else ""


def test_each_error_is_listed_with_a_link_and_said_beside_its_field(section):
    page = (
        signed_in(account("Editor"))
        .post(
            ADD,
            typed(
                headline="",
                body="",
                embargo_until_0="31.3.2027",
                embargo_until_1="14:30",
                **formset("sources", {"title": "", "publisher": "Office", "address": "no address at all"}),
                _step="save",
            ),
        )
        .text
    )
    for link, words in (
        ("id_headline", "Write a headline."),
        ("id_body", "Write the text."),
        ("id_section", "Choose the section."),
        ("id_embargo_until_0", "Write the day as year-month-day"),
        ("id_sources-0-title", "Write a title."),
        ("id_sources-0-address", "Write it in full, such as https://example.org/page."),
    ):
        assert f'href="#{link}"' in page, link
        assert page.count(words) >= 2, words
        assert f'id="{link}"' in page, link
    assert not [words for words in DJANGOS if words in page]
    assert re.search(r"<title>\s*Error:", page)
    # A group with an error is open.
    for group in ("place", "sources", "publication"):
        assert re.search(rf'id="group-{group}" open', page), group


def test_a_form_without_errors_lists_none(section):
    assert problems(signed_in(account("Editor")).get(ADD).text) == ""


def test_every_form_of_the_desk_speaks_the_same_words(section):
    desk = signed_in(account("Administrator", is_superuser=True))
    pages = 0
    for model, pages_of_model in admin.site._registry.items():
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
        answer = desk.get(address)
        if answer.status_code != 200 or "csrfmiddlewaretoken" not in answer.text:
            continue
        sets = {}
        for prefix in re.findall(r'name="([\w-]+)-TOTAL_FORMS"', answer.text):
            sets |= formset(prefix)
        page = desk.post(address, sets).text
        if "errorlist" not in page:
            continue
        pages += 1
        assert not [words for words in DJANGOS if words in page], address
        assert "#id_" in page, address
        assert pages_of_model
    assert pages >= 5
    taken = desk.post(
        "/admin/articles/section/add/", {"name": section.name, "slug": section.slug, "position": "x"}
    ).text
    assert "This one is taken already. Please choose another." in problems(taken)
    assert "Write a whole number." in problems(taken)
