"""Readers choose by how articles were made, in lists and in feeds, by plain links."""

from datetime import timedelta

import html5lib
import pytest
from django.utils import timezone

from articles.disclosure.levels import LEVELS
from articles.models import Article, Person

LISTS = ["/", "/sections/world/", "/feed.json", "/feed.atom", "/sections/world/feed.json"]


@pytest.fixture
def one_of_each(make_article):
    articles = {
        "human": make_article(headline="By people"),
        "ai_assisted": make_article(headline="Edited by AI", ai_use="assisted"),
        "ai_reviewed": make_article(headline="By AI and checked", ai_use="generated"),
        "ai_generated": make_article(headline="By AI alone", ai_use="generated"),
    }
    articles["ai_reviewed"].review(by=Person.objects.create(name="Ada", slug="ada"), scope=["facts"])
    articles["ai_reviewed"].save()
    return articles


@pytest.mark.parametrize("key", LEVELS)
def test_the_database_finds_exactly_the_articles_of_a_level(one_of_each, key):
    found = Article.objects.made(LEVELS[key])
    assert [article.level.key for article in found] == [key]
    assert list(found) == [one_of_each[key]]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("key", LEVELS)
def test_a_list_or_feed_is_narrowed_to_articles_made_in_one_way(client, one_of_each, address, key):
    text = client.get(f"{address}?made={key}").content.decode()
    assert [other for other, article in one_of_each.items() if article.headline in text] == [key]


@pytest.mark.parametrize("address", [*LISTS, "/archive/2026/3/"])
@pytest.mark.parametrize("choice", ["", "robots", "ai_tooled", "HUMAN", "human%00"])
def test_a_choice_that_there_is_not_is_not_found(client, one_of_each, address, choice):
    assert client.get(f"{address}?made={choice}").status_code == 404


def test_the_choice_stays_from_page_to_page(client, make_article):
    for number in range(45):
        make_article(ai_use="generated" if number % 2 else "none", published_at=timezone.now() - timedelta(days=number))
    second = client.get("/sections/world/?made=human&page=2").content.decode()
    assert second.count('<article class="card') == 3
    assert 'href="?made=human"' in second
    assert 'href="?made=human&amp;page=2"' in client.get("/sections/world/?made=human").content.decode()
    assert client.get("/sections/world/?made=human&page=3").status_code == 404


def test_a_list_offers_the_choices_as_links_and_marks_the_current_one(client, one_of_each):
    tree = html5lib.parse(client.get("/?made=ai_reviewed").content.decode(), namespaceHTMLElements=False)
    (row,) = [row for row in tree.iter("div") if row.get("class") == "made"]
    links = {link.get("href"): link.get("aria-current") for link in row.iter("a")}
    assert links == {
        ".": None,
        "?made=human": None,
        "?made=ai_assisted": None,
        "?made=ai_reviewed": "true",
        "?made=ai_generated": None,
        "/feed.atom?made=ai_reviewed": None,
        "/letter/": None,
    }


def test_an_empty_choice_says_so(client, make_article):
    make_article()
    assert "No article here was made in this way." in client.get("/?made=ai_assisted").content.decode()


def test_a_narrowed_feed_says_which_choice_it_is(client, one_of_each):
    feed = client.get("/feed.json?made=human").json()
    assert feed["title"] == "Newsroom (Written by people)"
    assert feed["feed_url"].endswith("/feed.json?made=human")
    assert feed["home_page_url"].endswith("/?made=human")


@pytest.mark.parametrize("address", ["/?made=human", "/sections/world/?made=human"])
def test_a_choice_takes_the_same_queries_for_few_articles_and_for_many(
    client, make_article, django_assert_num_queries, address
):
    queries = 4 + ("sections" in address)
    for _ in range(2):
        make_article()
    with django_assert_num_queries(queries):
        client.get(address)
    for _ in range(30):
        make_article()
    with django_assert_num_queries(queries):
        client.get(address)
