"""A refused form of the desk lists at its top what is wrong, with a link to each field, in the words of an editor."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.forms import BaseForm, ModelForm
from django.utils import timezone

from articles.workflow.working_copy import start_copy
from newsroom.models import Invitation
from tests.staff import ADD, ARTICLES, account, formset, signed_in, typed
from web.admin.editors_words import InEditorsWords

pytestmark = pytest.mark.django_db
DJANGOS = (
    "This field is required",
    "Please correct the error",
    "Enter a valid",
    "Select a valid choice",
    "already exists",
    "Ensure this value",
    "Please enter the correct",
    "two password fields",
    "Your old password",
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


def all_forms(base=BaseForm):
    for each in base.__subclasses__():
        yield each
        yield from all_forms(each)


def test_no_form_of_the_desk_is_without_the_words(client):
    client.get("/admin/login/")  # imports all that the desk has
    # ``DeskRules`` gives these their words.
    of_the_admin = {pages.form for pages in admin.site._registry.values()}
    of_the_admin |= {inline.form for pages in admin.site._registry.values() for inline in pages.inlines}
    of_the_admin -= {ModelForm}
    checked = [
        form
        for form in all_forms()
        if form.__module__.startswith(("articles.admin", "comments.admin", "newsroom."))
        and form.__module__ != "newsroom.newsletter.letter_form"  # for readers
        and not any(issubclass(each, form) for each in of_the_admin)
        and "." not in form.__qualname__
    ]
    assert len(checked) > 15
    assert [
        form for form in checked if not issubclass(form, InEditorsWords) and not {*form.__mro__} & of_the_admin
    ] == []


def check_refused(page, *targets):
    text = page.text
    box = problems(page.text)
    assert box, text[:400]
    assert not [words for words in DJANGOS if words in text]
    for target in targets:
        assert f'href="#{target}"' in text, target
        assert f'id="{target}"' in text, target


def test_pages_for_one_verb_list_what_is_wrong(make_article):
    desk = signed_in(account("Editor"))
    draft = make_article(published_at=None, submitted_at=timezone.now())
    live = make_article()
    copy = start_copy(live, by=None)
    pages = {
        f"{draft.pk}/send-back/": ["id_note"],
        f"{draft.pk}/schedule/": ["id_publish_at_0"],
        f"{live.pk}/withdraw/": ["id_kind_0", "id_withdrawal_reason"],
        f"{copy.pk}/publish-changes/": ["id_telling_0"],
        f"{draft.pk}/preview/links/": ["id_days"],
    }
    for address, targets in pages.items():
        check_refused(desk.post(f"{ARTICLES}{address}", {"version": draft.version}), *targets)
    half = {"version": draft.version, "publish_at_0": "2100-01-01", "publish_at_1": "25:99"}
    assert "Write the time in hours and minutes" in problems(desk.post(f"{ARTICLES}{draft.pk}/schedule/", half).text)
    seen = f"{draft.pk}:{draft.version}"
    for verb, target in (
        ("schedule", "id_publish_at_0"),
        ("withdraw", "id_withdrawal_reason"),
        ("section", "id_section"),
        ("add_topic", "id_topic"),
    ):
        check_refused(desk.post(f"{ARTICLES}bulk/{verb}/", {"seen": seen, "confirmed": "1"}), target)


def test_pages_about_comments_list_what_is_wrong(make_comment):
    editor = account("Editor")
    comment = make_comment()
    comment.publish(by=None)
    comment.save()
    page = f"/admin/comments/publishedcomment/{comment.pk}/change/"
    check_refused(signed_in(editor).post(page, {"_answer": "", "message": ""}), "id_message")
    moderator = signed_in(account("Moderator"))
    check_refused(moderator.post("/admin/comments/comment/notices/", {"pace": "never mind"}), "id_pace_0")
    check_refused(moderator.post("/admin/comments/rule/try/", {"kind": "word"}), "id_pattern")


def test_pages_about_accounts_list_what_is_wrong(client):
    own = account("Administrator")
    desk = signed_in(own)
    check_refused(desk.post("/admin/password_change/", {}), "id_old_password", "id_new_password1")
    wrong = {"old_password": "no", "new_password1": "a long new word", "new_password2": "another new word"}
    page = desk.post("/admin/password_change/", wrong)
    assert "This is not your present password." in problems(page.text)
    check_refused(page, "id_old_password", "id_new_password2")
    check_refused(desk.post("/admin/account/proof/", {}), "id_password")
    invitation = Invitation.objects.create(
        email="new@example.org", name="Ada", role=Group.objects.get(name="Editor"), invited_by=own
    )
    link = invitation.get_link()
    taken = client.post(link, {"username": own.username, "password1": "x9-harbour-tide", "password2": "other"})
    check_refused(taken, "id_username", "id_password2")
    assert "The two passwords are not the same." in problems(taken.text)
    odd = client.post(link, {"username": "a b", "password1": "x9-harbour-tide", "password2": "x9-harbour-tide"})
    assert "Use letters, digits and @ . + - _ only" in problems(odd.text)
    check_refused(client.post("/admin/password_reset/", {"email": "no"}), "id_email")
    check_refused(client.post("/admin/login/", {}), "id_username", "id_password")
    check_refused(client.post("/admin/login/", {"username": own.username, "password": "wrong"}))
