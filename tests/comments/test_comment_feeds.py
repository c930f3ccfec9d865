"""Feeds of what readers say: one of each article, and one of all."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from comments.models import Discussion

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ALL = "/comments.atom"


@pytest.fixture
def article(make_article):
    return make_article(slug="tides", headline="Why the sea comes back & goes")


def feed_of(article):
    return f"{article.get_absolute_url()[:-1]}/comments.atom"


@pytest.fixture
def read(client):
    """The feed at an address, parsed."""

    def read(address):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        return ElementTree.fromstring(response.content)  # noqa: S314 - our own

    return read


def texts(feed, name):
    return [entry.findtext(f"{ATOM}{name}") for entry in feed.iter(f"{ATOM}entry")]


def test_a_feed_holds_names_and_words_newest_first(article, make_comment, read):
    now = timezone.now()
    make_comment(article, name="Ada", message="Early.", status="published", created_at=now - timedelta(hours=2))
    late = make_comment(article, name="Grace", message="Late <b>.", status="published", created_at=now)
    for address in (feed_of(article), ALL):
        feed = read(address)
        assert texts(feed, "title") == [
            "Grace on “Why the sea comes back & goes”",
            "Ada on “Why the sea comes back & goes”",
        ]
        assert texts(feed, "summary") == ["<p>Late &lt;b&gt;.</p>", "<p>Early.</p>"]
        entry = next(feed.iter(f"{ATOM}entry"))
        assert entry.find(f"{ATOM}author").findtext(f"{ATOM}name") == "Grace"
        assert entry.find(f"{ATOM}link").get("href").endswith(late.get_absolute_url())
        assert entry.findtext(f"{ATOM}id").startswith("urn:uuid:")


def test_a_feed_has_what_atom_demands(article, make_comment, read):
    make_comment(article, status="published")
    feed = read(feed_of(article))
    for parent in (feed, next(feed.iter(f"{ATOM}entry"))):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1
        assert parent.findall(f"{ATOM}link")
        assert parent.findall(f"{ATOM}author")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith("/articles/tides/comments.atom")
    assert links["alternate"].endswith("/articles/tides/")


def test_no_address_leaves_with_a_feed(article, make_comment, client):
    make_comment(article, email="secret@example.org", network_hash="f" * 64, status="published")
    for address in (feed_of(article), ALL):
        assert b"secret" not in client.get(address).content
        assert b"ffff" not in client.get(address).content


@pytest.mark.parametrize("status", ["pending", "rejected", "spam", "withdrawn"])
def test_only_what_readers_see_is_in_a_feed(article, make_comment, read, status):
    make_comment(article, status=status)
    assert texts(read(feed_of(article)), "title") == []
    assert texts(read(ALL), "title") == []


def test_a_feed_goes_with_its_article_and_its_discussion(make_article, make_comment, read, client):
    hidden = make_article()
    gone = [
        make_article(published_at=timezone.now() + timedelta(days=1)),
        make_article(withdrawn_at=timezone.now(), withdrawal_reason="Wrong."),
        hidden,
    ]
    Discussion.objects.filter(article=hidden).update(state="hidden")
    for article in gone:
        make_comment(article, status="published")
        assert client.get(feed_of(article)).status_code == 404
    assert texts(read(ALL), "title") == []


def test_a_feed_moves_with_its_article(article, client):
    old = feed_of(article)
    article.slug = "the-tides"
    article.save()
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, "/articles/the-tides/comments.atom")


@pytest.mark.parametrize("address", ["/articles/tides/comments.atom", ALL])
def test_an_unchanged_feed_answers_304(article, make_comment, client, address):
    make_comment(article, status="published")
    first = client.get(address)
    assert "public" in first["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_comment(article, status="published")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(("address", "queries"), [("/articles/tides/comments.atom", 4), (ALL, 3)])
def test_a_feed_costs_the_same_for_many_comments(
    article, make_comment, client, django_assert_num_queries, address, queries
):
    make_comment(article, status="published")
    client.get(address)  # a test before this one may have emptied the table of the feeds' namespace
    with django_assert_num_queries(queries):
        client.get(address)
    for _ in range(40):
        make_comment(article, status="published")
    with django_assert_num_queries(queries):
        assert client.get(address).content.count(b"<entry>") == 30


def test_pages_lead_programs_to_the_feeds(article, make_comment, client):
    make_comment(article, status="published")
    link = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">'
    own = link.format("Comments on this article", "/articles/tides/comments.atom")
    assert own in client.get(article.get_absolute_url()).text
    assert own in client.get(f"{article.get_absolute_url()}comments/").text
    assert link.format("All comments", ALL) in client.get("/").text
    Discussion.objects.update(state="hidden")
    assert own not in client.get(article.get_absolute_url()).text
