"""What came by SQL goes round every field's cleaning; no file that leaves the site breaks over it."""

import json
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from articles.models import Correction, Image, Person, Topic
from web.plain_text import writable

CHANNELS = [
    "/feed.atom", "/feed.atom?made=ai_generated", "/sections/world/feed.atom", "/corrections/feed.atom",
    "/comments.atom", "/articles/tides/comments.atom", "/news-sitemap.xml", "/sitemap.xml", "/sitemap-lists.xml",
    "/sitemap-articles-1.xml", "/feed.json", "/sections/world/feed.json",
    "/topics/sea/feed.atom", "/topics/sea/feed.json",
    "/people/ada/feed.atom", "/people/ada/feed.json", "/articles/tides.json",
]  # fmt: skip
# All of C0 that PostgreSQL stores, C1, the two non-characters of the first plane, and one of another.
ODD = [*range(0x01, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF, 0x1FFFF, 0x10FFFF, 0xFEFF]
TEXTS = {
    "articles_article": ["headline", "standfirst", "kicker", "body", "ai_note", "ai_system", "language"],
    "articles_section": ["name", "description"],
    "articles_topic": ["name"],
    "articles_person": ["name", "role", "bio"],
    "articles_correction": ["text"],
    "articles_image": ["caption", "credit", "alternative_text"],
    "comments_comment": ["name", "message"],
}


@pytest.fixture
def everything(make_article, make_comment, draw, settings, tmp_path):
    """One row of each kind; in every text of them a character that was put there by SQL."""
    settings.MEDIA_ROOT = tmp_path / "media"
    picture = Image.objects.create(
        file=ContentFile(draw(colour=(9, 0, 0)).read_bytes(), "picture.jpg"),
        alternative_text="A bridge",
        caption="A bridge.",
        digital_source_type=Image.DigitalSourceType.CREATED_BY_AI,
    )
    article = make_article(pk=1, slug="tides", ai_use="generated", lead_image=picture)
    article.byline_set.create(person=Person.objects.create(name="Ada", slug="ada"))
    article.topics.add(Topic.objects.create(name="Sea", slug="sea"))
    Correction.objects.create(article=article, text="Right.")
    make_comment(article, status="published")

    def spoil(character):
        with connection.cursor() as cursor:
            for table, columns in TEXTS.items():
                for column in columns:
                    where = "left(%s || " + column + ", 12)" if column == "language" else "%s || " + column
                    cursor.execute(f"UPDATE {table} SET {column} = {where} || %s", [character, character])

    return spoil


@pytest.mark.parametrize("code", ODD, ids=lambda code: f"U+{code:04X}")
def test_no_channel_breaks_over_a_character_that_came_by_sql(client, everything, settings, code):
    settings.SITE_NAME = f"Tea{chr(code)}Times"
    everything(chr(code))
    for address in CHANNELS:
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        assert writable(text) == text, address
        if "json" in response["Content-Type"]:
            assert writable(found := "".join(_texts(json.loads(text)))) == found, address
        else:
            ElementTree.fromstring(response.content)  # noqa: S314 - our own


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
