"""The commenter's own page: what a signed link lets its holder see and do, for how long, and no more."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.mail.decision import send_decision
from comments.models import Comment, Decision, Discussion, Finding, Objection, Rule
from comments.models.comment import EDITABLE_FOR
from comments.own.signed_links import MANAGE_LINK_LASTS
from tests.staff import account

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PAGES = ["", "edit/", "stars/", "reply-mails/", "object/", "withdraw/", "data.json", "erase/"]


@pytest.fixture
def edit(client, link_to):
    return lambda comment, message, **rest: client.post(link_to(comment, "edit/"), {"message": message}, **rest)


def average(article):
    return Discussion.objects.get(article=article).rating_average


# What it shows -------------------------------------------------------------------------------------------------------


def test_a_rejection_shows_the_house_rule_and_the_moderators_words(make_comment, client, link_to):
    comment = make_comment()
    comment.reject(by=account("Moderator"), reason="insult", words="The second sentence.")
    page = client.get(link_to(comment)).text
    assert "decided not to publish it" in page
    assert "Insult or threat" in page
    assert "Do not insult or threaten anyone" in page
    assert "/house-rules/#insult" in page
    assert "The second sentence." in page


def test_what_the_house_policy_notes_is_not_shown_as_a_reason(make_comment, client, link_to):
    comment = make_comment()
    comment.publish(words="policy: open")
    assert "policy: open" not in client.get(link_to(comment)).text


def test_spam_looks_like_any_comment_that_waits(make_comment, client, link_to):
    comment = make_comment()
    comment.mark_spam(words="spam checks")
    page = client.get(link_to(comment)).text
    assert "It will appear once a moderator has read it." in page
    assert "pam" not in page.replace("spam-", "")


@pytest.mark.parametrize("page", PAGES)
def test_opening_a_page_changes_nothing_and_no_cache_keeps_it(make_comment, client, link_to, page):
    comment = make_comment(stars=3)
    before = Comment.objects.values().get()
    response = client.get(link_to(comment, page))
    assert response.status_code in (200, 302)
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert not client.cookies
    assert Comment.objects.values().get() == before


@pytest.mark.parametrize("page", [page for page in PAGES if page != "data.json"])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_form_on_another_site_changes_nothing(make_comment, client, link_to, page, headers):
    comment = make_comment(stars=3, status="published")
    before = Comment.objects.values().get()
    fields = {"message": "Other.", "rating": "1", "what": "comment", "mails_replies": "on", "words": "Why."}
    response = client.post(link_to(comment, page), fields, headers=headers)
    assert response.status_code == 403
    assert "nothing was changed" in response.text
    assert Comment.objects.values().get() == before


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("is_expired", [True, False], ids=["expired", "forged"])
def test_a_link_that_is_not_good_changes_nothing_and_gives_the_words_back(
    make_comment, client, link_to, time_machine, page, is_expired
):
    comment = make_comment(stars=3)
    before = Comment.objects.values().get()
    link = link_to(comment, page)
    if is_expired:
        time_machine.move_to(timezone.now() + MANAGE_LINK_LASTS + timedelta(days=1))
    else:
        link = link.replace(f"/{comment.pk}.", f"/{comment.pk + 1}.")
    fields = {"message": "My <long> answer.", "rating": "1", "what": "comment", "mails_replies": "on"}
    response = client.post(link, fields)
    assert response.status_code == (410 if is_expired else 404)
    assert "Nothing was changed." in response.text
    assert "My &lt;long&gt; answer." in response.text
    assert "/comments/manage/" in response.text
    assert response["Referrer-Policy"] == "same-origin"
    assert Comment.objects.values().get() == before


# Editing -------------------------------------------------------------------------------------------------------------


def test_words_can_be_changed_for_the_time_that_pages_state(make_comment, edit, client, link_to, time_machine):
    time_machine.move_to("2030-03-01 12:00Z", tick=False)
    comment = make_comment(message="Before.")
    time_machine.shift(EDITABLE_FOR - timedelta(seconds=1))
    assert "You can edit this for one more minute" in client.get(link_to(comment)).text
    response = edit(comment, "After.")
    assert (response.status_code, response["Location"]) == (303, f"{link_to(comment)}?done=edited")
    comment.refresh_from_db()
    assert comment.message == "After."
    assert comment.edited_at == timezone.now()
    page = client.get(response["Location"]).text
    assert "Your changes are saved." in page
    assert "Edited March 1, 2030" in page


def test_later_they_cannot_and_what_was_written_comes_back(make_comment, edit, client, link_to, time_machine):
    comment = make_comment(message="Before.")
    time_machine.move_to(timezone.now() + EDITABLE_FOR)
    response = edit(comment, "My long improvement.")
    assert response.status_code == 403
    assert "My long improvement." in response.text
    assert client.get(link_to(comment, "edit/")).status_code == 403
    assert "edit/" not in client.get(link_to(comment)).text
    comment.refresh_from_db()
    assert (comment.message, comment.edited_at) == ("Before.", None)


@pytest.mark.parametrize(
    ("status", "is_editable"),
    [("pending", False), ("published", False), ("rejected", True), ("spam", True), ("withdrawn", True)],
)
def test_words_that_somebody_answers_stay(make_comment, edit, status, is_editable):
    comment = make_comment(status="published", message="Before.")
    make_comment(comment.article, parent=comment, status=status)
    assert edit(comment, "After.").status_code == (303 if is_editable else 403)


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
def test_what_was_decided_on_or_withdrawn_cannot_be_edited(make_comment, edit, status):
    assert edit(make_comment(status=status), "After.").status_code == 403


def test_an_edit_is_refused_as_in_the_first_form_and_keeps_the_words(make_comment, edit):
    comment = make_comment()
    assert "Please enter a message." in edit(comment, " ").text
    response = edit(comment, "x" * 5001)
    assert response.status_code == 422
    assert "Keep your message to 5000 characters; it has 5001." in response.text
    assert "x" * 5001 in response.text


def test_an_edit_that_changes_nothing_is_no_edit(make_comment, edit):
    comment = make_comment(message="Same.", status="published")
    assert edit(comment, "Same.").status_code == 303
    comment.refresh_from_db()
    assert (comment.edited_at, comment.status) == (None, "published")


def test_a_published_comment_that_fails_the_checks_after_an_edit_is_held(make_comment, edit, settings):
    settings.COMMENTS_MODERATION = "open"
    comment = make_comment(stars=5)
    comment.publish()
    assert average(comment.article) == 5
    edit(comment, "Fine words.")
    comment.refresh_from_db()
    assert (comment.status, comment.held_because) == ("published", [])
    edit(comment, "https://a.example https://b.example https://c.example")
    comment.refresh_from_db()
    assert (comment.status, comment.held_by) == ("pending", ["links"])
    assert average(comment.article) is None
    assert comment.decisions.first().words == "changed by its writer"


def test_where_moderators_read_everything_they_read_an_edit_too(make_comment, edit):
    comment = make_comment()
    comment.publish(by=account("Moderator"))
    edit(comment, "Quite something else.")
    comment.refresh_from_db()
    assert (comment.status, comment.held_by) == ("pending", ["every_comment"])


def test_an_edit_does_not_clear_what_was_suspicious_before(make_comment, edit, settings):
    settings.COMMENTS_MODERATION = "open"
    comment = make_comment(held_because=[Finding("unverified")])
    edit(comment, "Harmless.")
    comment.refresh_from_db()
    assert (comment.status, comment.held_by) == ("pending", ["unverified"])


def test_an_edit_does_not_bring_back_spam(make_comment, edit, settings):
    settings.COMMENTS_MODERATION = "open"
    comment = make_comment()
    comment.mark_spam()
    assert edit(comment, "Harmless.").status_code == 303
    comment.refresh_from_db()
    assert (comment.status, comment.message) == ("spam", "Harmless.")


def test_an_edit_from_a_banned_address_does_not_slip_through(make_comment, edit, client, link_to, settings):
    settings.COMMENTS_MODERATION, settings.SPAM_CHECKS = "open", ["rules"]
    comment = make_comment(email="ada@example.org", status="published")
    Rule.objects.create(kind="address", pattern="ada@example.org", effect="refuse")
    assert edit(comment, "Harmless words.").status_code == 303
    comment.refresh_from_db()
    assert comment.status == "spam"
    assert "It will appear once a moderator has read it." in client.get(link_to(comment)).text


# Stars ---------------------------------------------------------------------------------------------------------------


def test_stars_can_be_changed_and_taken_back_at_any_time(make_comment, client, link_to, time_machine):
    comment = make_comment(stars=2, status="published")
    time_machine.move_to(timezone.now() + timedelta(days=20))
    link = link_to(comment, "stars/")
    assert client.post(link, {"rating": "5"})["Location"].endswith("?done=stars")
    assert average(comment.article) == 5
    client.post(link, {"rating": ""})
    assert average(comment.article) is None
    comment.refresh_from_db()
    assert (comment.stars, comment.status) == (None, "published")


def test_stars_that_are_none_are_refused_and_the_old_ones_stay(make_comment, client, link_to):
    comment = make_comment(stars=2)
    response = client.post(link_to(comment, "stars/"), {"rating": "6"})
    assert response.status_code == 422
    assert "Choose one to five stars, or leave the stars empty." in response.text
    assert Comment.objects.get().stars == 2


def test_the_stars_of_what_is_rejected_or_withdrawn_stay(make_comment, client, link_to):
    for status in ("rejected", "withdrawn"):
        comment = make_comment(stars=2, status=status)
        client.post(link_to(comment, "stars/"), {"rating": "5"})
        comment.refresh_from_db()
        assert comment.stars == 2


def test_the_page_says_when_the_stars_of_another_comment_count(make_article, make_comment, client, link_to):
    article = make_article()
    older = make_comment(article, email="a@x.org", stars=1, status="published", created_at=timezone.now() - MINUTE)
    make_comment(article, email="a@x.org", stars=5, status="published")
    assert "Its stars count instead of these" in client.get(link_to(older)).text


# Withdrawing ---------------------------------------------------------------------------------------------------------


def test_withdrawing_asks_first_and_is_for_ever(make_comment, client, link_to):
    comment = make_comment(stars=4, status="published", mails_replies=True)
    link = link_to(comment, "withdraw/")
    assert "This is permanent" in client.get(link).text
    assert average(comment.article) == 4
    assert client.post(link)["Location"].endswith("?done=withdrawn")
    assert average(comment.article) is None
    comment.refresh_from_db()
    assert (comment.status, comment.mails_replies) == ("withdrawn", False)
    comment.publish(by=account("Moderator"))
    assert comment.status == "withdrawn"
    assert client.post(link).status_code == 303
    page = client.get(link_to(comment)).text
    assert "You withdrew this comment." in page
    assert "withdraw/" not in page
    assert not Decision.objects.exists()


# Objecting -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rejected(make_comment):
    comment = make_comment(confirmed_at=timezone.now())
    comment.reject(by=account("Moderator"), reason="off_topic")
    return comment


def test_a_rejection_can_be_objected_to_once(rejected, client, link_to):
    account("Moderator")
    link = link_to(rejected, "object/")
    assert "Off topic" in client.get(link).text
    assert "Please say why." in client.post(link, {"words": " "}).text
    assert client.post(link, {"words": "It is about the tide."})["Location"].endswith("?done=objected")
    assert Objection.objects.get().words == "It is about the tide."
    again = client.post(link, {"words": "And another thing."})
    assert again.status_code == 403
    assert "And another thing." in again.text
    assert Objection.objects.get().words == "It is about the tide."
    page = client.get(link_to(rejected)).text
    assert "Another moderator will read your comment." in page
    assert "object/" not in page


def test_only_a_rejection_can_be_objected_to_and_only_from_a_confirmed_address(make_comment, client, link_to):
    waiting = make_comment(confirmed_at=timezone.now())
    unconfirmed = make_comment(status="rejected")
    for comment in (waiting, unconfirmed):
        response = client.post(link_to(comment, "object/"), {"words": "Why?"})
        assert response.status_code == 403
        assert "Why?" in response.text
    assert "as soon as you have confirmed your address" in client.get(link_to(unconfirmed)).text
    assert not Objection.objects.exists()


def test_who_rejected_a_comment_does_not_decide_on_the_objection(rejected):
    objection = Objection.objects.create(comment=rejected, words="No.")
    first = rejected.decisions.first().made_by
    second = account("Moderator")
    assert not objection.may_be_decided_by(first)
    assert list(Objection.objects.open()) == [objection]
    with pytest.raises(PermissionDenied, match="Somebody else has to decide"):
        objection.decide(first, upheld=True)
    assert objection.decide(second, upheld=True, words="You are right.")
    rejected.refresh_from_db()
    assert rejected.status == "published"
    assert not objection.decide(second, upheld=False)
    assert not Objection.objects.open().exists()


ALONE = "no other moderator"
NOBODY_ELSE = [
    {"is_active": False},
    {"is_staff": False},
    {"groups": "Reporter"},
    {"groups": "Editor"},
]


@pytest.fixture(params=NOBODY_ELSE, ids=str)
def useless_colleague(request, db):
    """Someone who may not decide on comments."""
    colleague = account(request.param.get("groups", "Moderator"))
    for name, value in request.param.items():
        if name != "groups":
            setattr(colleague, name, value)
    colleague.save()
    return colleague


def test_the_only_moderator_decides_on_an_objection_and_the_commenter_is_told_so(
    rejected, client, link_to, useless_colleague, mailoutbox
):
    moderator = rejected.decisions.first().made_by
    for address in (link_to(rejected), link_to(rejected, "object/")):
        assert ALONE in client.get(address).text
    client.post(link_to(rejected, "object/"), {"words": "It is about the tide."})
    page = client.get(link_to(rejected) + "?done=objected").text
    assert ALONE in page
    assert "Another moderator" not in page
    objection = Objection.objects.get()
    assert objection.decide(moderator, upheld=False)
    objection.refresh_from_db()
    assert (objection.decided_by, objection.decided_by_the_same) == (moderator, True)
    page = client.get(link_to(rejected)).text
    assert "the one who made the decision read your comment again" in page
    send_decision.func(rejected.decisions.first().pk)
    mail = mailoutbox[0]
    for text in (mail.body, mail.alternatives[0].content):
        assert ALONE in text
        assert "Another moderator" not in text


@pytest.mark.parametrize(
    "who", ["Moderator", "Administrator", "superuser", "a right of her own", "a group of another name"]
)
def test_whoever_else_may_decide_is_the_second_moderator(rejected, client, link_to, who):
    if who in ("Moderator", "Administrator"):
        second = account(who)
    else:
        second = account("Reporter", is_superuser=who == "superuser")
        right = Permission.objects.get(codename="change_comment")
        if who == "a right of her own":
            second.user_permissions.add(right)
        elif who == "a group of another name":
            Group.objects.create(name="Readers' editor").permissions.add(right)
            second.groups.add(Group.objects.get(name="Readers' editor"))
    moderator = rejected.decisions.first().made_by
    assert "Another moderator will then read" in client.get(link_to(rejected)).text
    objection = Objection.objects.create(comment=rejected, words="No.")
    with pytest.raises(PermissionDenied):
        objection.decide(moderator, upheld=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(upheld=True, decided_by=moderator, decided_at=timezone.now())
    assert objection.decide(second, upheld=True)
    assert not Objection.objects.get().decided_by_the_same


def test_that_the_same_moderator_decided_cannot_be_taken_off_or_made_up(rejected, make_comment):
    moderator = rejected.decisions.first().made_by
    alone = Objection.objects.create(comment=rejected, words="No.")
    alone.decide(moderator, upheld=True)
    other = Objection.objects.create(comment=make_comment(status="rejected"), words="No.")
    Objection.objects.update(decided_by_the_same=False)
    Objection.objects.filter(pk=other.pk).update(decided_by_the_same=True)
    assert list(Objection.objects.order_by("pk").values_list("decided_by_the_same", flat=True)) == [True, False]


def test_an_objection_that_is_turned_down_leaves_the_rejection_and_is_on_record(rejected, client, link_to):
    objection = Objection.objects.create(comment=rejected, words="No.")
    second = account("Moderator")
    assert objection.decide(second, upheld=False, words="It stays off topic.")
    rejected.refresh_from_db()
    assert rejected.status == "rejected"
    latest = rejected.decisions.first()
    assert (latest.made_by, latest.reason_code, latest.words) == (second, "off_topic", "It stays off topic.")
    assert "came to the same decision" in client.get(link_to(rejected)).text


def test_the_page_takes_a_fixed_number_of_queries(make_comment, client, link_to, django_assert_max_num_queries):
    comment = make_comment(status="published", stars=4)
    with django_assert_max_num_queries(8) as few:
        client.get(link_to(comment))
    for _number in range(5):
        make_comment(comment.article, parent=comment, status="published")
        comment.reject(by=account("Moderator"), reason="insult")
        comment.publish(by=account("Moderator"))
    with django_assert_max_num_queries(8) as many:
        client.get(link_to(comment))
    assert len(few) == len(many)
