"""The pages that hold an article's comments, and the addresses that lead to one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Discussion

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(make_article, make_comment):
    """An article with 45 published comments: number 0 is the newest, its stars go 1, 2, 3, 4, 5, none, 1, …"""
    article = make_article()
    now = timezone.now()
    article.numbered = [
        make_comment(
            article,
            message=f"Comment number {number}.",
            stars=(number % 6 + 1) if number % 6 < 5 else None,
            status="published",
            created_at=now - timedelta(minutes=number),
        )
        for number in range(45)
    ]
    make_comment(article, message="Still waiting.")
    return article


def numbers_on(response):
    return [thread.comment.message.split()[-1].rstrip(".") for thread in response.context["threads"]]


def test_the_article_shows_the_newest_twenty_and_the_way_to_the_rest(article, client):
    response = client.get(article.get_absolute_url())
    assert numbers_on(response) == [str(number) for number in range(20)]
    assert f"{article.get_absolute_url()}comments/" in response.text
    assert "Still waiting." not in response.text


def test_every_comment_stands_on_one_of_the_numbered_pages(article, client):
    pages = [client.get(f"{article.get_absolute_url()}comments/?page={number}") for number in (1, 2, 3)]
    assert [number for page in pages for number in numbers_on(page)] == [str(number) for number in range(45)]
    assert "Still waiting." not in pages[2].text
    assert "public" in pages[0]["Cache-Control"]


def test_comments_come_in_the_order_that_is_asked_for(article, client):
    address = f"{article.get_absolute_url()}comments/"
    assert numbers_on(client.get(f"{address}?order=oldest"))[:2] == ["44", "43"]
    assert numbers_on(client.get(f"{address}?order=highest"))[:2] == ["4", "10"]
    assert numbers_on(client.get(f"{address}?order=lowest"))[:2] == ["0", "6"]
    assert numbers_on(client.get(f"{address}?order=highest&page=3"))[-2:] == ["35", "41"]
    assert numbers_on(client.get(f"{address}?order=lowest&page=3"))[-2:] == ["35", "41"]


def test_comments_can_be_seen_by_their_stars(article, client):
    assert numbers_on(client.get(f"{article.get_absolute_url()}comments/?stars=4")) == [
        "3",
        "9",
        "15",
        "21",
        "27",
        "33",
        "39",
    ]


def test_the_ways_to_the_other_pages_keep_order_and_stars(article, client):
    page = client.get(f"{article.get_absolute_url()}comments/?order=oldest").text
    assert 'href="?order=oldest&amp;page=2"' in page
    assert 'href=".?order=highest"' in page


@pytest.mark.parametrize(
    "query",
    [
        "order=best",
        "order=",
        "order=newest%00",
        "stars=0",
        "stars=6",
        "stars=4.5",
        "stars=x",
        "stars=%EF%BC%94",
        "page=0",
        "page=4",
        "page=x",
        "page=-1",
        "page=99999999999999999999",
        "page=%00",
        "stars=4&page=2",
    ],
)
def test_a_page_that_does_not_exist_is_not_found(article, client, query):
    assert client.get(f"{article.get_absolute_url()}comments/?{query}").status_code == 404


def test_an_article_without_comments_has_an_empty_first_page(make_article, client):
    assert client.get(f"{make_article().get_absolute_url()}comments/").status_code == 200


@pytest.mark.parametrize(
    "state",
    [
        {"published_at": None},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"withdrawn_at": timezone.now(), "withdrawal_reason": "Wrong."},
    ],
)
def test_comments_are_hidden_with_their_article(make_article, make_comment, client, state):
    article = make_article(**state)
    comment = make_comment(article, status="published")
    assert client.get(f"{article.get_absolute_url()}comments/").status_code == 404
    assert client.get(comment.get_absolute_url()).status_code == 404


def test_a_hidden_discussion_shows_nothing(article, client):
    Discussion.objects.filter(article=article).update(state="hidden")
    assert "Comment number 0." not in client.get(article.get_absolute_url()).text
    assert client.get(f"{article.get_absolute_url()}comments/").status_code == 404
    assert client.get(article.numbered[0].get_absolute_url()).status_code == 404


def test_a_locked_discussion_stays_readable(article, client):
    Discussion.objects.filter(article=article).update(state="locked", state_reason="Enough said.")
    page = client.get(article.get_absolute_url()).text
    assert "Comment number 0." in page
    assert "Enough said." in page
    assert "<form" not in page[page.index('id="discussion"') :]


@pytest.mark.parametrize(
    ("number", "page"),
    [
        (0, "/articles/article-1/"),
        (19, "/articles/article-1/"),
        (20, "/articles/article-1/comments/?page=2"),
        (39, "/articles/article-1/comments/?page=2"),
        (44, "/articles/article-1/comments/?page=3"),
    ],
)
def test_a_comments_own_address_leads_to_the_page_that_holds_it(article, client, number, page):
    comment = article.numbered[number]
    response = client.get(comment.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, f"{page}#comment-{comment.pk}")
    assert f'id="comment-{comment.pk}"' in client.get(page).text


def test_comments_of_the_same_moment_lead_to_the_right_page_too(make_article, make_comment, client):
    article, moment = make_article(), timezone.now()
    comments = [make_comment(article, status="published", created_at=moment) for _ in range(41)]
    for comment in (comments[0], comments[20], comments[21], comments[40]):
        page = client.get(comment.get_absolute_url())["Location"].split("#")[0]
        assert f'id="comment-{comment.pk}"' in client.get(page).text


@pytest.mark.parametrize("status", ["pending", "rejected", "spam", "withdrawn"])
def test_only_a_published_comment_has_an_address(make_comment, client, status):
    assert client.get(make_comment(status=status).get_absolute_url()).status_code == 404


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999999", "x", "-1", "1%00"])
def test_a_comment_that_never_was_is_not_found(client, pk, db):
    assert client.get(f"/comments/{pk}/").status_code == 404


def test_the_numbered_pages_take_as_many_queries_for_many_comments_as_for_one(
    article, make_article, make_comment, client, django_assert_num_queries
):
    alone = make_comment(make_article(), status="published")
    make_comment(alone.article, parent=alone, status="published")
    for busy in (article.numbered[0], article.numbered[1]):
        for _ in range(9):
            make_comment(article, parent=busy, status="published")
    for discussed in (alone.article, article):
        with django_assert_num_queries(8):
            client.get(f"{discussed.get_absolute_url()}comments/")
