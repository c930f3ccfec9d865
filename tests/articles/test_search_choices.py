"""A search helps on: with choices and their counts, names above, other spellings, excerpts that read well."""

import re
from datetime import timedelta

import html5lib
import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, Person, SearchWord, Section, Topic
from articles.searching.word_list import ARTICLES_AT_ONCE, add_words
from web.plain_text import writable

pytestmark = pytest.mark.django_db


def options(client, words, **choices):
    """What each choice offers: its words, count, and whether it is the one."""
    tree = html5lib.parse(client.get("/search/", {"q": words, **choices}).text, namespaceHTMLElements=False)
    found = {}
    for nav in tree.iter("nav"):
        if nav.get("class") == "facet":
            name = nav.get("aria-labelledby").removeprefix("facet-")
            links = [(" ".join("".join(link.itertext()).split()), link.get("aria-current")) for link in nav.iter("a")]
            found[name] = {words: bool(current) for words, current in links}
    return found


def headlines(client, words, **choices):
    return [article.headline for article in client.get("/search/", {"q": words, **choices}).context.get("page", [])]


@pytest.fixture
def bridges(make_article):
    science = Section.objects.create(name="Science", slug="science")
    ada = Person.objects.create(name="Ada", slug="ada")
    now = timezone.now()
    one = make_article(headline="Bridge 1", section=science, ai_use="assisted", published_at=now - timedelta(hours=2))
    one.byline_set.create(person=ada)
    two = make_article(headline="Bridge 2", published_at=now - timedelta(days=3))
    two.byline_set.create(person=ada)
    make_article(headline="Bridge 3", published_at=now - timedelta(days=400))
    make_article(headline="Tunnel", section=Section.objects.create(name="Sport", slug="sport"))


def test_what_was_found_is_counted_by_section_making_time_and_byline(client, bridges):
    assert {name: [*found] for name, found in options(client, "bridge").items()} == {
        "section": ["All", "Science 1", "World 2"],
        "made": ["All", "Written by people 2", "Edited with AI 1"],
        "since": ["All", "Last day 1", "Last week 2", "Last month 2", "Last year 2"],
        "by": ["All", "Ada 2"],
    }


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"section": "world"}, ["Bridge 2", "Bridge 3"]),
        ({"made": "ai_assisted"}, ["Bridge 1"]),
        ({"since": "day"}, ["Bridge 1"]),
        ({"since": "year"}, ["Bridge 1", "Bridge 2"]),
        ({"by": "ada"}, ["Bridge 1", "Bridge 2"]),
        ({"by": "ada", "section": "world"}, ["Bridge 2"]),
    ],
)
def test_a_choice_narrows_the_search_and_its_count_says_to_how_many(client, bridges, choice, found):
    assert headlines(client, "bridge", order="newest", **choice) == found
    name = next(iter(choice))
    (chosen,) = [words for words, is_chosen in options(client, "bridge", **choice)[name].items() if is_chosen]
    assert chosen.endswith(f" {len(found)}")


@pytest.mark.parametrize("choice", ["since=ever", "since=%00", "by=nobody", "by=%00", "section=nowhere", "made=x"])
def test_a_choice_that_there_is_not_is_not_found(client, bridges, choice):
    assert client.get(f"/search/?q=bridge&{choice}").status_code == 404


def test_a_choice_that_leaves_nothing_still_shows_the_others(client, bridges):
    page = client.get("/search/", {"q": "bridge", "section": "science", "made": "human"}).text
    assert "None of the articles you chose contains all these words." in page
    assert '<a href="?q=bridge">Search all articles</a>' in page
    assert "World 2" in options(client, "bridge", section="science", made="human")["section"]


def names(client, words):
    return [each.name for each in client.get("/search/", {"q": words}).context["names"]]


def test_sections_topics_and_people_stand_above_what_was_found(client, make_article):
    article = make_article(section=Section.objects.create(name="Économie", slug="economie"), headline="Text")
    article.topics.add(Topic.objects.create(name="World economie forum", slug="forum"))
    article.byline_set.create(person=Person.objects.create(name="Anna Economie", slug="anna"))
    Topic.objects.create(name="Economie of secrets", slug="secret")
    Person.objects.create(name="Secret Economie", slug="secret")
    assert names(client, "economie") == ["Économie", "World economie forum", "Anna Economie"]
    assert names(client, "what Anna Economie wrote") == ["Économie", "Anna Economie"]
    assert names(client, "'; DROP") == []
    assert names(client, "-economie") == []
    assert names(client, 'tides -"Anna Economie"') == []


@pytest.fixture
def archive(make_article):
    for number in range(4):
        make_article(headline=f"The bridge {number}", body="<p>Une brücke of engineering — сосна.</p>")
    make_article(headline="Harbour", body="<p>One harbour.</p>")
    make_article(headline="Zeppelin", body="<p>Zeppelinfahrt</p>", published_at=timezone.now() + timedelta(days=1))
    add_words()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("brigde", "bridge"),
        ("bridgge", "bridge"),
        ("bidge", "bridge"),
        ("bridga", "bridge"),
        ("engeneering", "engineering"),
        ("brucke", None),
        ("сосма", "сосна"),
        ("brigde of harbuor", "bridge of harbour"),
    ],
)
def test_a_search_with_a_typing_error_finds_what_was_meant_and_says_so(client, archive, typed, meant):
    response = client.get("/search/", {"q": typed})
    assert response.context.get("corrected") == (meant if meant and " of " not in meant else None)
    if meant and " of " not in meant:
        assert len(response.context["page"]) == 4
        assert f"No article contains “{typed}”. You see the results for “{meant}”." in response.text
        assert f'value="{typed}"' in response.text


def test_where_little_is_found_another_spelling_that_finds_more_is_offered(client, archive, make_article):
    make_article(headline="A brigde, once")
    response = client.get("/search/", {"q": "brigde"})
    assert "corrected" not in response.context
    assert len(response.context["page"]) == 1
    add_words()
    Article.objects.filter(headline="A brigde, once").update(headline="A bridge, once")
    SearchWord.objects.filter(word="brigde").delete()
    assert client.get("/search/", {"q": "brigde"}).context["corrected"] == "bridge"


@pytest.mark.parametrize("typed", ["xqzvw", "zepelin", '"brigde"', "-brigde", "12345", "ab", "𒀀" * 8, "a'b\\c%_"])
def test_nothing_is_made_of_what_is_no_word_of_what_readers_may_read(client, archive, typed):
    assert "corrected" not in client.get("/search/", {"q": typed}).context


def test_the_words_follow_what_is_published_in_batches(make_article, archive):
    before = SearchWord.objects.count()
    assert add_words() == 0
    for _number in range(ARTICLES_AT_ONCE + 1):
        make_article(headline="Lighthouse")
    assert add_words() == ARTICLES_AT_ONCE
    assert add_words() == 1
    assert SearchWord.objects.get(word="lighthouse").articles == ARTICLES_AT_ONCE + 1
    assert SearchWord.objects.count() > before
    assert not SearchWord.objects.filter(word__startswith="zeppelin").exists()


def test_a_scheduled_article_gives_its_words_once_its_moment_has_come(make_article, archive):
    Article.objects.filter(slug="x").update(headline="x")
    with connection.cursor() as cursor:  # its moment, and when the list was looked at last
        cursor.execute("SELECT set_config('session_replication_role', 'replica', true)")
        cursor.execute(
            "UPDATE articles_article SET published_at = now() - interval '1 minute',"
            " modified_at = now() - interval '1 hour' WHERE headline = 'Zeppelin'"
        )
        cursor.execute("UPDATE articles_wordlistprogress SET looked_at = now() - interval '5 minutes'")
        cursor.execute("SELECT set_config('session_replication_role', 'origin', true)")
    add_words()
    assert SearchWord.objects.filter(word="zeppelin").exists()


def excerpt(client, words):
    page = client.get("/search/", {"q": words}).text
    (text,) = re.findall(r'class="card__standfirst"[^>]*>(.*?)</p>', page, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", "", text).split())


FILLER = "Nothing of this matters here at all, and nobody reads on. " * 30


@pytest.mark.parametrize(
    ("body", "begins", "ends"),
    [
        ("<p>The lighthouse is old.</p>", "The lighthouse", "is old."),
        (f"<p>{FILLER}</p><p>The lighthouse is old. {FILLER}</p>", None, None),
        ("<p>" + "and so it went (as ever) on, " * 60 + "until there was the old lighthouse</p>", "… ", "lighthouse"),
        (f"<p>The lighthouse {'and more ' * 60}.</p>", "The lighthouse", "…"),
    ],
)
def test_an_excerpt_begins_and_ends_properly(client, make_article, body, begins, ends):
    make_article(body=body)
    text = excerpt(client, "lighthouse")
    assert text.startswith(begins) if begins else re.match("… |[A-Z]", text)
    assert text.endswith(ends) if ends else re.search("[.…h]$", text)
    assert not re.match("… [,;:.)]", text)
    assert " … … " not in text


def test_a_heading_does_not_run_into_the_text_after_it(client, make_article):
    make_article(body="<h2>Before the storm</h2><p>The lighthouse is old.</p>")
    assert excerpt(client, "lighthouse") == "Before the storm · The lighthouse is old."


def suggestions(client, typed):
    response = client.get("/search/suggest", {"q": typed})
    assert response.status_code == 200
    assert "Set-Cookie" not in response
    return response.json()


def test_names_are_suggested_while_one_types(client, make_article):
    article = make_article(section=Section.objects.create(name="Climate", slug="climate"))
    article.topics.add(Topic.objects.create(name="Climate policy", slug="policy"))
    article.byline_set.create(person=Person.objects.create(name="Clio Müller", slug="clio"))
    Topic.objects.create(name="Climb", slug="secret")
    assert suggestions(client, "cli") == ["Climate", "Climate policy", "Clio Müller"]
    assert suggestions(client, "mull") == ["Clio Müller"]
    assert suggestions(client, "climate pol") == ["Climate policy"]
    for nothing in ("", "c", "x" * 10_000, "'\\:*", "\0", "& |", "<b>"):
        assert suggestions(client, nothing) == []
    assert client.post("/search/suggest").status_code == 405


def test_a_search_of_ten_thousand_characters_is_answered_kindly(client, bridges):
    response = client.get("/search/", {"q": "bridge " * 1_500})
    assert response.status_code == 400
    assert "Please search for fewer words: 200 characters at most." in response.text
    assert writable(response.text) == response.text
