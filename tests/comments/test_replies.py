"""How someone answers a comment: a reader with the form, without a script; staff at the desk, with a badge."""

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment, Decision, Discussion
from comments.spam.form_token import form_token
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(make_comment, make_article):
    return make_comment(make_article(slug="tides"), name="Grace", message="I doubt it.", status="published")


@pytest.fixture
def reply(post, comment):
    """Send the form of a reply to comment, filled in properly but for what is given."""
    return lambda **changes: post(comment.article, **{"rating": None, "parent": comment.pk} | changes)


def form_for(comment):
    return f"{comment.article.get_absolute_url()}comments/new/?reply={comment.pk}"


def desk_page(comment):
    return f"/admin/comments/publishedcomment/{comment.pk}/change/"


def test_every_comment_leads_to_a_form_that_answers_it(comment, client):
    assert f'href="{form_for(comment)}"' in client.get(comment.article.get_absolute_url()).text
    page = client.get(form_for(comment))
    assert "Reply to Grace" in page.text
    assert "I doubt it." in page.text
    assert f'<input type="hidden" name="parent" value="{comment.pk}">' in page.text
    assert 'name="rating"' not in page.text
    assert page["Cache-Control"] == "private, no-store"


def test_a_reply_is_held_and_then_stands_under_its_comment(comment, reply, client):
    response = reply(message="So do I.")
    assert response.status_code == 303
    answer = Comment.objects.get(message="So do I.")
    assert (answer.parent, answer.stars, answer.status) == (comment, None, "pending")
    assert "So do I." in client.get(response["Location"]).text
    answer.publish()
    page = client.get(comment.article.get_absolute_url()).text
    assert page.index("I doubt it.") < page.index("So do I.")


def test_a_reply_cannot_bring_stars(reply):
    reply(rating="5")
    assert Comment.objects.latest("pk").stars is None


def test_an_answer_to_a_reply_goes_to_its_thread(comment, reply, make_comment):
    first = make_comment(comment.article, parent=comment, status="published")
    reply(parent=first.pk, message="Me too.")
    assert Comment.objects.get(message="Me too.").parent == comment


def test_a_refused_reply_comes_back_filled_in_under_its_comment(comment, reply):
    response = reply(name="", message="So do I.")
    assert response.status_code == 422
    assert "Please enter your name." in response.text
    assert "So do I.</textarea>" in response.text
    assert "I doubt it." in response.text
    assert f'name="parent" value="{comment.pk}"' in response.text


@pytest.mark.parametrize("gone", ["rejected", "nothing", "elsewhere", "x", "-1", "9" * 30, "1 "])
def test_a_reply_to_what_is_gone_loses_no_words(comment, reply, make_comment, gone):
    if gone == "rejected":
        comment.reject()
        gone = comment.pk
    elif gone == "elsewhere":
        gone = make_comment(status="published").pk
    elif gone == "nothing":
        gone = 987654
    response = reply(parent=gone, message="So do I.")
    assert response.status_code == 422
    assert "is no longer here" in response.text
    assert "So do I.</textarea>" in response.text
    assert not Comment.objects.filter(message="So do I.").exists()


def test_the_form_of_a_reply_to_nothing_is_not_found(comment, client, make_comment):
    hidden = make_comment(comment.article, status="pending")
    for pk in (hidden.pk, 987654, "x", "", make_comment(status="published").pk):
        assert client.get(f"{comment.article.get_absolute_url()}comments/new/?reply={pk}").status_code == 404


def test_a_locked_discussion_offers_no_reply_and_takes_none(comment, reply, client):
    Discussion.objects.update(state="locked", state_reason="Enough said.")
    assert "comments/new/" not in client.get(comment.article.get_absolute_url()).text
    assert "Enough said." in client.get(form_for(comment)).text
    response = reply(message="So do I.")
    assert response.status_code == 403
    assert "So do I.</textarea>" in response.text


def test_the_same_reply_sent_twice_is_one(comment, reply):
    token = form_token(comment.article_id)
    for _ in range(2):
        assert reply(token=token).status_code == 303
    assert Comment.objects.filter(parent__isnull=False).count() == 1


# Staff --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["Editor", "Moderator", "Administrator"])
def test_staff_answer_under_the_name_of_their_person_with_a_badge(comment, client, group):
    user = account(group)
    page = signed_in(user).post(desk_page(comment), {"_answer": "", "message": "We looked again."}, follow=True)
    assert "Your answer is published." in page.text
    answer = Comment.objects.get(message="We looked again.")
    assert (answer.name, answer.parent, answer.is_staff_reply) == (user.person.name, comment, True)
    assert Decision.objects.get(comment=answer).made_by == user
    article = client.get(comment.article.get_absolute_url()).text
    assert article.index(user.person.name) < article.index("From the newsroom") < article.index("We looked again.")


def test_a_reader_cannot_fake_the_badge(comment, reply, client):
    reply(name="Ada", message="Trust me.", is_staff_reply="on", staff="1")
    Comment.objects.get(message="Trust me.").publish()
    assert "From the newsroom" not in client.get(comment.article.get_absolute_url()).text


def test_an_empty_answer_is_refused_and_a_double_one_stands_once(comment):
    desk = signed_in(account("Editor"))
    assert "Write your answer." in desk.post(desk_page(comment), {"_answer": "", "message": " "}).text
    for _ in range(2):
        page = desk.post(desk_page(comment), {"_answer": "", "message": "Thank you."}, follow=True)
    assert "stands there already" in page.text
    assert Comment.objects.filter(is_staff_reply=True).count() == 1


def test_the_editors_page_shows_no_address(comment):
    desk = signed_in(account("Editor"))
    for page in (desk.get("/admin/comments/publishedcomment/"), desk.get(desk_page(comment))):
        assert page.status_code == 200
        assert "I doubt it." in page.text
        assert comment.email not in page.text


def test_who_has_no_person_is_told_what_is_missing(comment):
    user = account("Editor")
    user.person.delete()
    desk = signed_in(type(user).objects.get(pk=user.pk))
    assert "your account needs a person" in desk.get(desk_page(comment)).text
    assert desk.post(desk_page(comment), {"_answer": "", "message": "Hello."}).status_code == 403


def test_reporters_and_readers_do_not_answer_for_the_newsroom(comment):
    for browser in (signed_in(account("Reporter")), Client()):
        assert browser.post(desk_page(comment), {"_answer": "", "message": "Hello."}).status_code in (302, 403)
    assert Comment.objects.count() == 1


def test_moderators_pin_and_unpin_and_editors_do_not(comment, client):
    desk = signed_in(account("Moderator"))
    assert "on top of" in desk.post(desk_page(comment), {"_pin": ""}, follow=True).text
    assert "Pinned by the newsroom" in client.get(comment.article.get_absolute_url()).text
    assert signed_in(account("Editor")).post(desk_page(comment), {"_unpin": ""}).status_code == 403
    desk.post(desk_page(comment), {"_unpin": ""})
    assert "Pinned by the newsroom" not in client.get(comment.article.get_absolute_url()).text


def test_the_list_of_published_comments_costs_the_same_for_many(comment, make_comment, django_assert_num_queries):
    desk = signed_in(account("Editor"))
    address = "/admin/comments/publishedcomment/"
    desk.get(address)
    with django_assert_num_queries(9):
        desk.get(address)
    for _ in range(9):
        make_comment(status="published")
    with django_assert_num_queries(9):
        desk.get(address)


def test_a_page_of_more_than_one_reply_offers_their_order(comment, make_comment, client):
    first = make_comment(comment.article, parent=comment, status="published")
    page = reverse("replies", args=[comment.pk])
    assert "?order=newest" not in client.get(page).text
    second = make_comment(comment.article, parent=comment, status="published")
    offered = client.get(page).text
    assert 'href=".?order=newest"' in offered
    assert 'href=".?order=recommended"' in offered
    assert "order=highest" not in offered
    assert client.get(page).context["replies"] == [first, second]
    assert client.get(f"{page}?order=newest").context["replies"] == [second, first]
    assert client.get(f"{page}?order=highest").status_code == 404
