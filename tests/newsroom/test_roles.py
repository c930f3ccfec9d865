"""Roles and accounts, edited as sentences with ticks."""

import re

import pytest
from django.contrib.auth.models import Group, Permission, User

from newsroom.accounts.rights_in_words import rights_by_heading
from newsroom.desk.groups import ADMINISTRATOR
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

ROLES = "/admin/auth/group/"


@pytest.fixture
def desk():
    return signed_in(account("Administrator"))


def names(permissions):
    return {f"{app}.{code}" for app, code in permissions.values_list("content_type__app_label", "codename")}


def ticked(page):
    return set(re.findall(r'name="rights" value="([\w.]+)"[^>]*checked', page.text))


def test_each_right_of_the_house_has_a_sentence_and_none_is_in_the_words_of_the_program(desk):
    sentences = [right for _heading, rights in rights_by_heading() for right in rights]
    covered = {name for right in sentences for name in right.permissions}
    assert {f"{label}.{word}" for label, words in ADMINISTRATOR.items() for word in words.split()} <= covered
    page = desk.get(f"{ROLES}add/").text
    assert "Publish corrections" in page
    assert "Can add" not in page
    assert "articles | " not in page


def test_a_role_is_made_and_changed_by_ticking_sentences(desk):
    desk.post(f"{ROLES}add/", {"name": "Checkers", "rights": ["articles.review_article"]})
    role = Group.objects.get(name="Checkers")
    assert names(role.permissions) == {"articles.review_article"}
    address = f"{ROLES}{role.pk}/change/"
    assert ticked(desk.get(address)) == {"articles.review_article"}
    desk.post(address, {"name": "Checkers", "rights": ["articles.add_image"]})
    assert names(role.permissions) == {"articles.add_image", "articles.change_image", "articles.view_image"}


def test_what_a_role_holds_in_part_or_beyond_the_sentences_stays(desk):
    role = Group.objects.create(name="Odd")
    role.permissions.set(Permission.objects.filter(codename__in=["view_image", "delete_decision", "change_topic"]))
    before = names(role.permissions)
    superuser = User.objects.create_superuser("root", password="correct horse")
    signed_in(superuser).post(f"{ROLES}{role.pk}/change/", {"name": "Odder", "rights": []})
    role.refresh_from_db()
    assert role.name == "Odder"
    assert names(role.permissions) == before


def test_the_roles_of_the_house_are_shown_in_words_and_copied_as_a_new_one(desk):
    editor = Group.objects.get(name="Editor")
    page = desk.get(f"{ROLES}{editor.pk}/change/").text
    assert "belongs to the program" in page
    assert "✓ Open everyone’s articles; publish, schedule and withdraw them" in page
    assert f'href="{ROLES}add/?copy={editor.pk}"' in page
    copy = desk.get(f"{ROLES}add/?copy={editor.pk}")
    desk.post(f"{ROLES}add/", {"name": "Night editors", "rights": sorted(ticked(copy))})
    assert names(Group.objects.get(name="Night editors").permissions) == names(editor.permissions)
    assert desk.get(f"{ROLES}add/?copy=x").status_code == 200
    assert desk.get(f"{ROLES}add/?copy=999999999999").status_code == 200


def test_no_one_gives_a_right_or_a_role_that_they_lack():
    keepers = Group.objects.create(name="Keepers")
    codenames = ["change_group", "add_group", "view_group", "change_user", "view_user", "delete_image"]
    keepers.permissions.set(Permission.objects.filter(codename__in=codenames))
    keeper = account("Keepers")
    desk = signed_in(keeper)
    desk.post(f"{ROLES}add/", {"name": "Grab", "rights": ["articles.publish_article"]})
    assert not Group.objects.filter(name="Grab", permissions__codename="publish_article").exists()
    own = f"/admin/auth/user/{keeper.pk}/change/"
    fields = {"username": keeper.username, "is_active": "on", "is_staff": "on", "groups": [keepers.pk]}
    administrators = Group.objects.get(name="Administrator")
    desk.post(own, fields | {"groups": [keepers.pk, administrators.pk]})
    assert set(keeper.groups.all()) == {keepers}
    above = account("Administrator")  # a new address and a mail for a new password would take it over
    assert desk.post(f"/admin/auth/user/{above.pk}/change/", {"email": "mine@example.org"}).status_code == 403
    assert desk.get(f"/admin/auth/user/{above.pk}/access/").status_code == 403
    assert desk.post(f"{ROLES}{administrators.pk}/change/", {"name": "x"}).status_code == 403


def test_an_account_is_shown_with_its_roles_and_what_they_allow(desk):
    reporter = account("Reporter")
    page = desk.get(f"/admin/auth/user/{reporter.pk}/change/").text
    assert "✓ Write articles; change and submit their own drafts" in page
    assert "Can add" not in page
    assert re.search(r'type="checkbox" name="groups"[^>]*checked', page)
    assert "is_superuser" not in page


def test_nobody_types_the_password_of_another(desk):
    reporter = account("Reporter", email="r@example.org")
    assert desk.get("/admin/auth/user/add/").status_code == 403
    assert desk.get(f"/admin/auth/user/{reporter.pk}/password/").status_code == 302  # no such page
    assert "/admin/newsroom/invitation/add/" in desk.get("/admin/auth/user/").text
    desk.post(f"/admin/auth/user/{reporter.pk}/access/", {"do": "send_link"})
    from tests.newsroom.desk_mail import send_waiting_mail

    assert send_waiting_mail()[0].to == ["r@example.org"]


def test_a_superuser_gives_a_single_account_rights_beyond_its_roles():
    root = signed_in(User.objects.create_superuser("root", password="correct horse"))
    reporter = account("Reporter")
    page = f"/admin/auth/user/{reporter.pk}/change/"
    fields = {"username": reporter.username, "is_active": "on", "is_staff": "on"}
    fields["groups"] = [reporter.groups.get().pk]
    root.post(page, fields | {"rights": ["articles.review_article"]})
    assert names(reporter.user_permissions) == {"articles.review_article"}
    assert "articles.review_article" in ticked(root.get(page))
