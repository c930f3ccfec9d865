"""Programs that follow a feed know its entries again for good, whatever address the site has."""

from importlib import import_module
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import connection

from articles.models import Correction, FeedNamespace, Person, Section, Topic

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = [
    "/feed.atom",
    "/sections/world/feed.atom",
    "/topics/sea/feed.atom",
    "/people/ada/feed.atom",
    "/corrections/feed.atom",
    "/comments.atom",
]
ALL = [*FEEDS, "/articles/tides/comments.atom", "/feed.atom?made=human", "/feed.json"]


@pytest.fixture
def entries(make_article, make_comment):
    article = make_article(slug="tides")
    article.topics.add(Topic.objects.create(name="Sea", slug="sea"))
    article.byline_set.create(person=Person.objects.create(name="Ada", slug="ada"))
    Correction.objects.create(article=article, text="Twice.")
    make_comment(article, status="published")


def ids(client, address):
    response = client.get(address, follow=True, headers={"Host": "localhost"})
    if ".json" in address:
        return [item["id"] for item in response.json()["items"]]
    return [each.text for each in ElementTree.fromstring(response.content).iter(f"{ATOM}id")]  # noqa: S314 - our own


@pytest.mark.parametrize("authority", ["", "news.example.org"])
def test_no_identifier_in_a_feed_changes_with_the_address_of_the_site_or_with_a_slug(
    client, entries, settings, authority
):
    FeedNamespace.objects.update(authority=authority)
    before = {address: ids(client, address) for address in ALL}
    assert all(len(found) == (1 if ".json" in address else 2) for address, found in before.items())
    settings.SITE_URL = "https://another.example"
    Section.objects.update(slug="earth")
    assert {address: ids(client, address) for address in ALL} == before


def test_no_two_feeds_and_no_two_entries_have_the_same_identifier(client, entries, make_article):
    make_article()
    feeds = [ids(client, address)[0] for address in ALL if ".atom" in address]
    assert len(set(feeds)) == len(feeds)
    entries = ids(client, "/feed.atom")[1:]
    assert len(set(entries)) == 2
    assert ids(client, "/feed.json") == entries
    assert all(found.startswith("urn:uuid:") for found in [*feeds, *entries])


def test_two_sites_never_name_the_same_entry():
    assert FeedNamespace().of_feed("article-1") != FeedNamespace().of_feed("article-1")


@pytest.mark.parametrize(("published", "authority"), [(True, "news.example.org"), (False, "")])
def test_the_upgrade_keeps_the_identifiers_that_subscribers_know(db, make_article, settings, published, authority):
    FeedNamespace.objects.all().delete()
    if published:
        make_article()
    settings.SITE_URL = "https://news.example.org:8443"
    migration = import_module("articles.migrations.0005_feed_namespace")
    with connection.schema_editor() as editor:
        migration.put_in_place(apps, editor)
    assert FeedNamespace.objects.get().authority == authority


def test_a_database_that_was_emptied_has_a_namespace_again(client, entries):
    FeedNamespace.objects.all().delete()
    assert ids(client, "/feed.atom") == ids(client, "/feed.atom")
    assert FeedNamespace.objects.count() == 1
