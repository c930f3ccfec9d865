"""How a person joins the desk: invited by an administrator, with a link that works once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from newsroom.models import Invitation
from tests.newsroom.desk_mail import link_in, send_waiting_mail
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

ADD = "/admin/newsroom/invitation/add/"
LIST = "/admin/newsroom/invitation/"
PASSWORD = "battery staple 9"


@pytest.fixture
def administrator():
    return account("Administrator")


@pytest.fixture
def desk(administrator):
    return signed_in(administrator)


def invite(desk, email="grace@example.org", role="Editor"):
    fields = {"email": email, "name": "Grace Brewster Hopper", "role": Group.objects.get(name=role).pk}
    return desk.post(ADD, fields)


def accept(link, username="grace", password=PASSWORD):
    return Client().post(link, {"username": username, "password1": password, "password2": password})


@pytest.fixture
def link(desk):
    invite(desk)
    return link_in(send_waiting_mail()[0])


def test_an_invited_person_chooses_a_password_and_has_the_role(desk, administrator):
    assert invite(desk).status_code == 302
    [mail] = send_waiting_mail()
    assert mail.to == ["grace@example.org"]
    assert administrator.username in mail.body
    link = link_in(mail)
    page = Client().get(link)
    assert 'value="grace"' in page.text
    assert page["Cache-Control"] == "private, no-store"
    assert not User.objects.filter(email="grace@example.org").exists()  # opening the link makes nothing
    assert accept(link).url == "/admin/login/"
    grace = User.objects.get(username="grace")
    assert (grace.first_name, grace.last_name, grace.email) == ("Grace Brewster", "Hopper", "grace@example.org")
    assert [group.name for group in grace.groups.all()] == ["Editor"]
    assert grace.is_staff
    assert not grace.is_superuser
    assert Client().post("/admin/login/", {"username": "grace", "password": PASSWORD}).status_code == 302
    invitation = Invitation.objects.get()
    assert invitation.accepted_by == grace
    assert invitation.is_sent


def test_a_link_works_once(link):
    accept(link)
    assert Client().get(link).status_code == 404
    assert accept(link, username="mallory").status_code == 404
    assert not User.objects.filter(username="mallory").exists()


def test_a_link_lasts_for_days_and_the_invitation_can_be_sent_again(desk, link, time_machine):
    later = timezone.now() + timedelta(days=7, minutes=1)
    time_machine.move_to(later)
    assert accept(link).status_code == 404
    desk = signed_in(User.objects.get(username__startswith="administrator"))
    assert "Expired" in desk.get(LIST).text
    assert desk.get(f"{LIST}{Invitation.objects.get().pk}/resend/").status_code == 200
    assert send_waiting_mail() == []  # asking is not sending
    desk.post(f"{LIST}{Invitation.objects.get().pk}/resend/")
    newer = link_in(send_waiting_mail()[0])
    assert accept(link).status_code == 404
    assert accept(newer).status_code == 302


def test_a_revoked_invitation_opens_nothing(desk, link):
    address = f"{LIST}{Invitation.objects.get().pk}/"
    assert desk.post(f"{address}revoke/").status_code == 302
    assert accept(link).status_code == 404
    assert "Revoked" in desk.get(f"{LIST}?state=revoked").text
    assert desk.post(f"{address}resend/").status_code == 302
    assert send_waiting_mail() == []


@pytest.mark.parametrize("token", ["x", "a:b", "e30:1abc", "%00"])
def test_a_forged_link_is_answered_as_one_that_has_ended(client, token):
    assert client.get(f"/admin/invitation/{token}/").status_code in (400, 404)


def test_open_invitations_are_listed_by_state(desk, link):
    assert "grace@example.org" in desk.get(f"{LIST}?state=open").text
    accept(link)
    assert "grace@example.org" not in desk.get(f"{LIST}?state=open").text
    assert "grace@example.org" in desk.get(f"{LIST}?state=accepted").text


def test_an_address_is_invited_once_and_not_if_it_has_an_account(desk, link):
    assert "invited already" in invite(desk, "GRACE@example.org").text
    accept(link)
    assert "there already" in invite(desk, "Grace@Example.org").text
    assert Invitation.objects.count() == 1


def test_the_database_holds_one_open_invitation_for_an_address(link):
    role = Group.objects.get(name="Reporter")
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(email="GRACE@example.org", name="G", role=role)


def test_no_one_invites_to_a_role_with_more_rights_than_their_own():
    recruiters = Group.objects.create(name="Recruiters")
    recruiters.permissions.set(Permission.objects.filter(codename__endswith="_invitation"))
    recruiters.permissions.add(*Group.objects.get(name="Reporter").permissions.all())
    recruiter = account("Recruiters")
    desk = signed_in(recruiter)
    page = desk.get(ADD).text
    assert "Reporter" in page
    assert "Administrator" not in page
    assert invite(desk, role="Administrator").status_code == 200
    assert not Invitation.objects.exists()
    assert invite(desk, role="Reporter").status_code == 302
    above = Invitation.objects.create(email="x@example.org", name="X", role=Group.objects.get(name="Administrator"))
    assert desk.post(f"{LIST}{above.pk}/resend/").status_code == 403
    assert desk.post(f"{LIST}{above.pk}/revoke/").status_code == 403


def test_a_taken_name_and_a_weak_password_are_said_beside_their_fields(link):
    account("Reporter")
    answer = accept(link, username=User.objects.latest("pk").username, password="12345")
    assert answer.status_code == 422
    assert "This one is taken already." in answer.text
    assert "too short" in answer.text
    assert accept(link).status_code == 302
