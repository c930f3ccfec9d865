"""A comment's way from the form into the discussion, seen from the reader's side."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Discussion, NetworkKey, ShownOnce
from comments.spam.form_token import form_token

pytestmark = pytest.mark.django_db


def test_a_comment_is_stored_pending_and_the_answer_leads_back_to_the_article(make_article, post):
    article = make_article()
    response = post(article)
    comment = Comment.objects.get()
    assert response.status_code == 303
    target = urlsplit(response["Location"])
    assert (target.path, target.fragment) == (article.get_absolute_url(), "your-comment")
    assert (comment.article, comment.name, comment.email, comment.message, comment.stars, comment.status) == (
        article,
        "Ada",
        "ada@example.org",
        "Well put.",
        4,
        "pending",
    )


def test_its_writer_sees_a_pending_comment_and_nobody_else_does(make_article, post, client):
    article = make_article()
    mine = client.get(post(article, message="Only I see this.")["Location"])
    assert "Only I see this." in mine.text
    assert "It will appear once a moderator has read it." in mine.text
    assert "ada@example.org" not in mine.text
    assert mine["Cache-Control"] == "private, no-store"
    assert mine["X-Robots-Tag"] == "noindex"
    assert mine["Referrer-Policy"] == "same-origin"
    assert "Only I see this." not in client.get(article.get_absolute_url()).text


@pytest.mark.parametrize("change", ["cut", "number", "expire", "other article", "nonsense", "spent"])
def test_an_address_that_shows_a_pending_comment_leads_everyone_else_to_the_plain_article(
    make_article, post, client, time_machine, change
):
    article = make_article()
    link = post(article, message="Only I see this.")["Location"].split("#")[0]
    if change == "cut":
        link = link[:-1]
    elif change == "number":
        link = f"{article.get_absolute_url()}?comment={Comment.objects.get().pk}"
    elif change == "spent":
        assert "Only I see this." in client.get(link).text
    elif change == "expire":
        time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    elif change == "other article":
        link = link.replace(article.slug, make_article().slug)
    else:
        link = f"{article.get_absolute_url()}?comment=%00%ff"
    response = client.get(link)
    assert response.status_code == 302
    assert response["Location"] == link.partition("?")[0]
    assert "Only I see this." not in client.get(link, follow=True).text
    assert "no-store" in response["Cache-Control"]


def test_asking_for_the_head_of_that_address_does_not_spend_it(make_article, post, client):
    link = post(make_article(), message="Only I see this.")["Location"].split("#")[0]
    assert client.head(link).status_code == 302
    assert "Only I see this." in client.get(link).text


def test_addresses_that_show_a_comment_are_forgotten_after_a_day(make_article, post, client, time_machine):
    client.get(post(make_article())["Location"])
    assert ShownOnce.objects.count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    call_command("forget_traces")
    assert not ShownOnce.objects.exists()


@pytest.mark.parametrize("status", ["pending", "spam", "rejected"])
def test_addresses_of_pages_in_what_is_not_published_are_text(
    make_article, make_comment, post, client, link_to, status
):
    article = make_article()
    link = post(article, message="See https://shop.example/now and www.shop.example")["Location"]
    comment = Comment.objects.get()
    Comment.objects.update(status=status)
    for page in (client.get(link), client.get(link_to(comment)), client.get(link_to(comment, "withdraw/"))):
        assert "https://shop.example/now" in page.text
        assert 'href="https://shop.example' not in page.text
        assert 'href="http://www.shop.example' not in page.text
    comment.publish()
    assert 'href="https://shop.example' in client.get(article.get_absolute_url()).text


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("all", "It will appear once a moderator has read it. We’ve sent you an e-mail:"),
        ("confirmed", "confirm your address. Your comment will then be published, unless a moderator has to read it"),
        ("trusted", "confirm your address. Your comment will then be published if we have published one of yours"),
        ("open", "Your comment is published. We’ve sent you an e-mail:"),
    ],
)
def test_the_page_after_sending_says_that_a_mail_was_sent_and_has_to_be_confirmed(
    make_article, post, client, settings, policy, said
):
    settings.COMMENTS_MODERATION = policy
    page = client.get(post(make_article())["Location"]).text
    assert said in page
    assert re.search("(open the link in it|open the link we’ve e-mailed you) and confirm your address", page)


def test_what_is_refused_as_spam_is_answered_like_what_waits(make_article, post, client, settings):
    settings.SPAM_CHECKS = ["honeypot"]
    article = make_article()
    said = [
        re.findall("own-comment__status[^>]*>([^<]+)<", client.get(post(article, website=trap)["Location"]).text)
        for trap in ("", "bait")
    ]
    assert said[0] == said[1]
    assert set(Comment.objects.values_list("status", flat=True)) == {"pending", "spam"}


def test_reading_and_commenting_set_no_cookie(make_article, post, client):
    article = make_article()
    client.get(article.get_absolute_url())
    post(article)
    post(article, message="")
    assert not client.cookies


def test_a_refused_form_comes_back_filled_in_and_is_never_cached(make_article, post):
    response = post(make_article(), email="ada", rating="4", message="Kept <b>words</b>.")
    assert response.status_code == 422
    assert response["Cache-Control"] == "private, no-store"
    assert "Kept &lt;b&gt;words&lt;/b&gt;." in response.text
    assert "Enter an e-mail address like name@example.org." in response.text
    assert 'id="email-error"' in response.text
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ({"published_at": None}, 404),
        ({"published_at": timezone.now() + timedelta(days=1)}, 404),
        ({"withdrawn_at": timezone.now(), "withdrawal_reason": "Wrong."}, 410),
    ],
)
def test_an_article_that_nobody_can_read_takes_no_comments(make_article, post, state, status):
    assert post(make_article(**state)).status_code == status
    assert not Comment.objects.exists()


@pytest.mark.parametrize("state", [Discussion.State.LOCKED, Discussion.State.HIDDEN])
def test_a_closed_discussion_says_why_and_gives_the_words_back(make_article, post, state):
    article = make_article()
    Discussion.objects.filter(article=article).update(state=state, state_reason="The debate has run its course.")
    response = post(article, message="My long answer.")
    assert response.status_code == 403
    assert response["Cache-Control"] == "private, no-store"
    assert "The debate has run its course." in response.text
    assert "My long answer." in response.text
    assert not Comment.objects.exists()


def test_a_comment_sent_to_the_former_address_of_an_article_arrives(make_article, post):
    article = make_article(slug="before")
    Article.objects.filter(pk=article.pk).update(slug="after")
    assert post(article)["Location"].startswith("/articles/after/?comment=")
    assert Comment.objects.get().article_id == article.pk


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "http://[half"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_on_another_site_cannot_comment_here(make_article, post, headers):
    response = post(make_article(), headers=headers)
    assert response.status_code == 403
    assert "Nothing is lost: go back" in response.text
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://testserver"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_of_this_site_can(make_article, post, headers):
    assert post(make_article(), headers=headers).status_code == 303


def test_a_form_without_a_token_sent_twice_from_one_network_is_one_comment(make_article, post):
    article = make_article()
    assert [post(article, token=None).status_code for _ in range(2)] == [303, 303]
    assert Comment.objects.count() == 1


def test_another_text_another_address_and_another_article_are_comments_of_their_own(make_article, post):
    article = make_article()
    for changes in ({}, {"message": "More."}, {"email": "bob@example.org"}):
        assert post(article, **changes).status_code == 303
    assert post(make_article()).status_code == 303
    assert Comment.objects.count() == 4


@pytest.mark.parametrize("has_token", [True, False])
@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_ten_times_at_once_is_one_comment(make_article, settings, send_mail, has_token):
    article = make_article()
    token = form_token(article.pk) if has_token else ""
    settings.COMMENTS_RATE = 100

    def send(_number):
        try:
            return Client().post(
                f"{article.get_absolute_url()}comments/",
                {"email": "ada@example.org", "name": "Ada", "message": "Once.", "rating": "5", "token": token},
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        answers = list(pool.map(send, range(10)))
    assert {answer.status_code for answer in answers} == {303}
    assert Comment.objects.count() == 1
    assert len(send_mail()) == 1


def test_the_network_address_is_kept_as_a_hash_that_changes_with_the_day(make_article, post, time_machine):
    time_machine.move_to("2030-03-01 12:00Z")
    article = make_article()
    post(article, message="One.")
    post(article, message="Two.")
    time_machine.move_to("2030-03-02 12:00Z")
    post(article, message="Three.")
    one, two, three = Comment.objects.order_by("pk").values_list("network_hash", flat=True)
    assert one == two != three
    assert len(one) == 64
    assert "127.0.0.1" not in one
    assert NetworkKey.objects.count() == 1


def test_the_article_page_takes_as_many_queries_with_thirty_comments_as_with_one(
    make_article, make_comment, client, django_assert_num_queries
):
    article = make_article()
    for number in range(30):
        make_comment(article, status="published", stars=number % 5 + 1)
    with django_assert_num_queries(5):
        client.get(article.get_absolute_url())
    Comment.objects.exclude(pk=Comment.objects.first().pk).delete()
    with django_assert_num_queries(5):
        client.get(article.get_absolute_url())
