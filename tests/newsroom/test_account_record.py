"""Sign-ins, failures and changes of rights: on record, in plain words, for administrators."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from newsroom.models import AccountEvent
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

RECORD = "/admin/newsroom/accountevent/"


def words():
    return [event.words for event in AccountEvent.objects.order_by("pk")]


@pytest.fixture
def editor():
    return account("Editor")


def sign_in(name, typed="correct horse"):
    return Client().post("/admin/login/", {"username": name, "password": typed})


def test_sign_ins_failures_and_locks_are_on_record(editor):
    sign_in(editor.username)
    for _ in range(7):
        sign_in(editor.username, "wrong")
    said = words()
    assert said.count(f"{editor.username} signed in.") == 1
    assert said.count(f"A sign-in as {editor.username} failed: wrong password.") == 5
    assert said.count(f"The sign-in as {editor.username} was locked after too many failures.") == 1


def test_a_name_that_no_account_has_is_not_on_record_since_it_may_be_a_password(editor):
    sign_in("correct horse battery", "x")
    assert "correct horse battery" not in " ".join(words())
    assert "A sign-in as an unknown name failed: wrong password." in words()


def test_who_gave_whom_which_role_is_on_record(editor):
    administrator = account("Administrator")
    desk = signed_in(administrator)
    page = f"/admin/auth/user/{editor.pk}/change/"
    moderator = Group.objects.get(name="Moderator")
    fields = {"username": editor.username, "is_active": "on", "is_staff": "on", "groups": moderator.pk}
    assert desk.post(page, fields).status_code == 302
    assert f"{administrator.username} gave {editor.username} the role Moderator." in words()
    assert f"{administrator.username} took the role Editor from {editor.username}." in words()
    desk.post(page, {name: value for name, value in fields.items() if name != "is_active"})
    assert f"{administrator.username} closed the account {editor.username}." in words()


def test_a_change_by_any_other_path_is_on_record_too(editor):
    User.objects.filter(pk=editor.pk).update(is_superuser=True)
    editor.user_permissions.add(Permission.objects.get(codename="change_rule"))
    editor.groups.clear()
    name = editor.username
    editor.delete()
    said = words()
    assert f"The program gave {name} all rights." in said
    assert f"The program gave {name} a right of their own: Make rules that hold or refuse comments." in said
    assert f"The program took the role Editor from {name}." in said
    assert f"The program deleted the account {name}." in said


def test_a_change_of_a_role_is_one_entry_with_its_sentences():
    administrator = account("Administrator")
    desk = signed_in(administrator)
    rights = ["comments.change_comment", "articles.delete_image"]
    desk.post("/admin/auth/group/add/", {"name": "Interns", "rights": rights})
    [event] = AccountEvent.objects.filter(kind="role_may_more", account_name="Interns")
    assert event.words == (
        f"{administrator.username} let the role Interns do more: "
        "Read comments that wait, and decide on them; Delete pictures."
    )
    role = Group.objects.get(name="Interns")
    desk.post(f"/admin/auth/group/{role.pk}/change/", {"name": "Interns", "rights": rights[:1]})
    event = AccountEvent.objects.get(kind="role_may_less", account_name="Interns")
    assert event.words == f"{administrator.username} let the role Interns do less: Delete pictures."


def test_the_record_is_shown_to_administrators_alone(editor):
    sign_in(editor.username)
    page = signed_in(account("Administrator")).get(RECORD)
    assert f"{editor.username} signed in." in page.text
    assert signed_in(editor).get(RECORD).status_code == 403
    page = signed_in(account("Administrator")).get(f"{RECORD}?about=rights&q={editor.username}")
    assert "the role Editor" in page.text
    assert "signed in." not in page.text


def test_the_record_is_never_changed_and_changes_of_rights_never_go(editor):
    sign_in(editor.username)
    for change in (
        lambda: AccountEvent.objects.update(detail="x"),
        lambda: AccountEvent.objects.filter(kind="role_given").delete(),
        lambda: AccountEvent.objects.filter(kind="signed_in").delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_old_sign_ins_are_forgotten(editor, settings):
    long_ago = timezone.now() - timedelta(days=settings.RETENTION["sign_ins"] + 1)
    AccountEvent.objects.create(kind="signed_in", account_name="x", made_at=long_ago)
    AccountEvent.objects.create(kind="role_given", account_name="x", detail="Editor", made_at=long_ago)
    assert AccountEvent.objects.outlived(timezone.now()).filter(made_at=long_ago).delete()[0] == 1
    assert AccountEvent.objects.filter(account_name="x").get().kind == "role_given"
