"""Suspensions with an end: shown, listed, shortened and lifted."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from comments.models import Comment, Rule
from tests.comments.desk import QUEUE, page_of
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return signed_in(account("Moderator"))


def test_a_suspension_is_shortened_lifted_and_told_to_be_over(desk, make_comment, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    day = date_format(timezone.localtime(timezone.now() + timedelta(days=7)), "DATE_FORMAT")
    comment = make_comment(name="Ada")
    page = desk.post(QUEUE, {"comment": comment.pk, "_suspend": "7"}, follow=True).text
    assert f"The address of Ada is suspended until {day}" in page
    assert f"Suspended until {day}" in " ".join(page.split())
    assert "Shorten, extend or lift" in page
    desk.post(QUEUE, {"comment": comment.pk, "_suspend": "1"})
    assert Rule.objects.get().until == timezone.now() + timedelta(days=1)
    page = desk.post(page_of(comment), {"comment": comment.pk, "_lift": "yes"}, follow=True).text
    assert "The suspension is lifted: Ada may comment again." in page
    time_machine.shift(timedelta(seconds=1))
    assert "That is over." in desk.get(page_of(comment)).text
    assert "Nothing to lift" in desk.post(page_of(comment), {"comment": comment.pk, "_lift": "yes"}, follow=True).text
    desk.post(QUEUE, {"comment": comment.pk, "_suspend": "0"})
    assert "Banned." in desk.get(QUEUE).text


def test_an_address_that_is_only_held_is_not_called_banned(desk, make_comment):
    comment = make_comment()
    Rule.objects.create(kind="address", pattern=comment.email_key, effect="hold")
    page = desk.get(QUEUE).text
    assert "All comments from this address are held." in page
    assert "Banned." not in page


def test_a_list_shows_the_suspensions_in_force_with_their_ends(desk):
    now = timezone.now()
    for name, days in (("later", 9), ("sooner", 2), ("over", -1)):
        Rule.objects.create(
            kind="address", pattern=f"{name}@example.org", effect="refuse", until=now + timedelta(days=days, hours=1)
        )
    Rule.objects.create(kind="address", pattern="banned@example.org", effect="refuse")
    Rule.objects.create(kind="words", pattern="pills", effect="refuse")
    Rule.objects.create(kind="address", pattern="held@example.org", effect="hold")
    address = "/admin/comments/rule/?now=suspended&o=4"
    assert address.replace("&", "&amp;") in desk.get(QUEUE).text
    page = desk.get(address)
    listed = [rule.pattern for rule in page.context["cl"].result_list]
    assert listed == ["sooner@example.org", "later@example.org", "banned@example.org"]
    assert "in 2\xa0days" in page.text


def test_each_button_asks_for_the_right_that_the_rules_own_page_asks(make_comment):
    from django.contrib.auth.models import Permission, User

    comment = make_comment()
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["change_comment", "add_rule"]))
    desk = signed_in(user)
    assert desk.post(QUEUE, {"comment": comment.pk, "_suspend": "7"}).status_code == 302
    assert desk.post(QUEUE, {"comment": comment.pk, "_suspend": "0"}).status_code == 403
    assert desk.post(QUEUE, {"comment": comment.pk, "_lift": "yes"}).status_code == 403
    assert "Shorten, extend" not in desk.get(QUEUE).text
    Comment.objects.update(email="", email_key="#1")
    assert signed_in(account("Moderator")).post(QUEUE, {"comment": comment.pk, "_lift": "yes"}).status_code == 403
