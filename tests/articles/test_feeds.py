"""Feeds that any reader program can take, with whole texts, true to what the site shows at this moment."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from articles.models import Correction, Image, Person, Section, Topic
from tests.pictures import make_picture

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)

MEDIA = "{http://search.yahoo.com/mrss/}"
PLACES = ["", "/sections/world", "/topics/sea", "/people/ada"]
ATOM_FEEDS = [f"{place}/feed.atom" for place in PLACES]
JSON_FEEDS = [f"{place}/feed.json" for place in PLACES]


def atom(client, address="/feed.atom"):
    return ElementTree.fromstring(client.get(address).content)  # noqa: S314


def titles(client, address):
    if ".json" in address:
        return [item["title"] for item in client.get(address).json()["items"]]
    return [entry.find(f"{ATOM}title").text for entry in atom(client, address).iter(f"{ATOM}entry")]


@pytest.fixture
def rich_article(make_article):
    article = make_article(
        headline="Tides & <moons>",
        standfirst="Why the sea < the moon.",
        body='<p>Twice a day, <a href="/archive/">as ever</a>, <a href="#more">and</a> <a href="https://example.org/">so</a>.</p>',
        ai_use="generated",
        language="en",
        published_at=NOW,
    )
    article.byline_set.create(person=Person.objects.create(name="Ada <Writer>", slug="ada"))
    article.topics.add(Topic.objects.create(name="Sea", slug="sea"))
    Correction.objects.create(article=article, text="It is twice <not thrice>.", made_at=NOW + timedelta(hours=2))
    return article


@pytest.mark.parametrize("address", ATOM_FEEDS)
def test_an_atom_feed_keeps_to_rfc_4287(client, rich_article, make_article, address):
    _list_everywhere(make_article())
    feed = atom(client, address)
    assert feed.tag == f"{ATOM}feed"
    once = ["id", "title", "subtitle", "updated", "author", "icon", "logo"]
    assert all(len(feed.findall(ATOM + name)) == 1 for name in once)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://127.0.0.1:8000{address}"
    assert links["alternate"] == f"http://127.0.0.1:8000{address.removesuffix('feed.atom')}"
    known = {"id", "title", "updated", "published", "author", "link", "category", "rights", "summary", "content"}
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        assert {child.tag.removeprefix(ATOM) for child in entry} <= known
        for name in ("id", "title", "updated", "published", "content"):
            assert len(entry.findall(ATOM + name)) == 1
        for name in ("updated", "published"):
            assert datetime.fromisoformat(entry.find(ATOM + name).text).tzinfo
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        assert all(category.get("term") for category in entry.findall(f"{ATOM}category"))
        assert entry.find(f"{ATOM}content").get("type") == "html"
    assert len({entry.find(f"{ATOM}id").text for entry in entries}) == len(entries) == 2
    assert feed.find(f"{ATOM}updated").text == max(entry.find(f"{ATOM}updated").text for entry in entries)


def _list_everywhere(article):
    """In the section's feed it is already."""
    article.topics.add(Topic.objects.get_or_create(name="Sea", slug="sea")[0])
    person, _is_new = Person.objects.get_or_create(slug="ada", defaults={"name": "Ada"})
    article.byline_set.create(person=person)
    return article


def test_an_entry_holds_the_whole_article(client, rich_article):
    (entry,) = atom(client).findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Tides & <moons>"
    assert entry.find(f"{ATOM}summary").text == "Why the sea < the moon."
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Ada <Writer>"
    content = entry.find(f"{ATOM}content")
    assert content.get(XML_LANG) == "en"
    assert '<a href="http://127.0.0.1:8000/archive/"' in content.text
    assert f'<a href="http://127.0.0.1:8000{rich_article.get_absolute_url()}#more"' in content.text
    assert '<a href="https://example.org/"' in content.text
    assert "Correction</strong>, May 4, 2026: It is twice &lt;not thrice&gt;." in content.text


@pytest.mark.parametrize("address", JSON_FEEDS)
def test_a_json_feed_keeps_to_version_1_1(client, rich_article, address):
    feed = client.get(address).json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"http://127.0.0.1:8000{address}"
    assert feed["home_page_url"] == f"http://127.0.0.1:8000{address.removesuffix('feed.json')}"
    ours = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"}
    assert set(feed) == ours | {"icon", "favicon"}
    (item,) = feed["items"]
    assert all(isinstance(item[name], str) for name in ("id", "url", "title", "content_html"))
    assert all(datetime.fromisoformat(item[name]).tzinfo for name in ("date_published", "date_modified"))
    assert item["authors"] == [{"name": "Ada <Writer>", "url": "http://127.0.0.1:8000/people/ada/"}]
    assert item["tags"] == ["World", "Sea"]
    own = {name for name in item if name.startswith("_")}
    assert own == {"_ai_disclosure"}
    texts = {"id", "url", "title", "summary", "content_html", "image", "date_published", "date_modified", "language"}
    assert set(item) - own <= texts | {"authors", "tags"}


def test_topics_and_people_have_feeds_of_their_own(client, make_article):
    _list_everywhere(make_article(headline="The sea", ai_use="assisted"))
    make_article(headline="The land")
    for place in ("/topics/sea", "/people/ada"):
        for form in ("atom", "json"):
            assert titles(client, f"{place}/feed.{form}") == ["The sea"]
            assert titles(client, f"{place}/feed.{form}?made=assisted".replace("assisted", "ai_assisted")) == [
                "The sea"
            ]
            assert titles(client, f"{place}/feed.{form}?made=human") == []
    for address in ("/topics/nothing/feed.atom", "/people/nobody/feed.json", "/topics/sea/feed.atom?made=x"):
        assert client.get(address).status_code == 404


def test_what_only_drafts_are_about_has_no_feed(client, make_article):
    _list_everywhere(make_article(published_at=None))
    assert client.get("/topics/sea/feed.atom").status_code == 404
    assert client.get("/people/ada/feed.json").status_code == 404


def test_a_feed_moves_with_the_address_of_what_it_is_of(client, make_article):
    _list_everywhere(make_article())
    Topic.objects.update(slug="ocean")
    Person.objects.update(slug="ada-l")
    for former, present in (("topics/sea", "topics/ocean"), ("people/ada", "people/ada-l")):
        answer = client.get(f"/{former}/feed.atom")
        assert (answer.status_code, answer["Location"]) == (301, f"/{present}/feed.atom")


@pytest.mark.parametrize("place", PLACES)
def test_a_page_leads_to_its_feeds_in_its_head_and_in_sight(client, rich_article, place):
    page = client.get(f"{place}/?made=ai_generated").text
    for form, kind in (("atom", r"atom\+xml"), ("json", r"feed\+json")):
        assert re.search(rf'type="application/{kind}" title="[^"]+"\s+href="{place}/feed.{form}"', page)
    assert f'<a href="{place}/feed.atom?made=ai_generated" type="application/atom+xml">Feed</a>' in page


def test_pictures_are_in_feeds_with_their_words_and_how_they_were_made(client, rich_article, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kind = Image.DigitalSourceType.CREATED_BY_AI
    picture = make_picture(alternative_text="Low tide", caption="At noon", credit="Office", digital_source_type=kind)
    type(rich_article).objects.update(lead_image=picture)
    address = f"http://127.0.0.1:8000{picture.file.url}"
    (entry,) = atom(client).findall(f"{ATOM}entry")
    (enclosure,) = [each for each in entry.findall(f"{ATOM}link") if each.get("rel") == "enclosure"]
    assert (enclosure.get("href"), enclosure.get("type")) == (address, "image/jpeg")
    shown = entry.find(f"{MEDIA}content")
    assert (shown.get("url"), shown.get("medium")) == (address, "image")
    said = {each.tag.removeprefix(MEDIA): each.text for each in shown}
    assert said == {
        "title": "At noon",
        "description": "AI-generated picture: Low tide",
        "credit": "Office / AI-generated picture",
    }
    assert client.get("/feed.json").json()["items"][0]["image"] == address


@pytest.mark.parametrize(
    ("address", "kind"),
    [("/feed.atom", "atom+xml"), ("/feed.json", "feed+json"), ("/corrections/feed.atom", "atom+xml")],
)
def test_a_feed_says_what_it_is(client, rich_article, address, kind):
    assert client.get(address)["Content-Type"] == f"application/{kind}; charset=utf-8"


@pytest.mark.parametrize("address", [*ATOM_FEEDS, *JSON_FEEDS])
def test_a_feed_has_the_newest_thirty_and_only_what_readers_may_read(client, make_article, section, address):
    for number in range(31):
        _list_everywhere(
            make_article(headline=f"Number {number}", published_at=timezone.now() - timedelta(days=number + 1))
        )
    _list_everywhere(make_article(headline="Draft", published_at=None))
    _list_everywhere(make_article(headline="Scheduled", published_at=timezone.now() + timedelta(days=1)))
    withdrawn = {"withdrawn_at": timezone.now(), "withdrawal_reason": "Wrong."}
    _list_everywhere(make_article(headline="Withdrawn", published_at=timezone.now() - timedelta(hours=1), **withdrawn))
    assert titles(client, address) == [f"Number {number}" for number in range(30)]


@pytest.mark.parametrize("form", ["atom", "json"])
def test_a_section_has_its_own_feed(client, make_article, section, form):
    make_article(headline="World news")
    make_article(headline="Science news", section=Section.objects.create(name="Science", slug="science"))
    assert titles(client, f"/sections/world/feed.{form}") == ["World news"]
    assert client.get(f"/sections/nowhere/feed.{form}").status_code == 404


@pytest.mark.parametrize("address", [*ATOM_FEEDS, *JSON_FEEDS, "/corrections/feed.atom"])
def test_an_unchanged_feed_is_not_sent_again(client, rich_article, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Correction.objects.create(article=rich_article, text="And one more.")
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_withdrawal_is_seen_by_programs_that_only_compare_dates(client, make_article, rich_article):
    last_modified = client.get("/feed.atom")["Last-Modified"]
    assert last_modified == format_datetime(NOW + timedelta(hours=2), usegmt=True)
    rich_article.withdrawn_at = timezone.now()
    rich_article.withdrawal_reason = "Wrong."
    rich_article.save()
    response = client.get("/feed.atom", headers={"If-Modified-Since": last_modified})
    assert response.status_code == 200
    assert b"Tides" not in response.content


def test_a_new_slug_makes_no_new_entry(client, rich_article):
    before = atom(client).find(f"{ATOM}entry/{ATOM}id").text
    rich_article.slug = "tides-again"
    rich_article.save()
    assert atom(client).find(f"{ATOM}entry/{ATOM}id").text == before


@pytest.mark.parametrize("address", ["/feed.atom", "/feed.json", "/corrections/feed.atom"])
def test_a_feed_without_entries_is_whole_and_does_not_change(client, db, address):
    with time_machine.travel(NOW) as clock:
        first = client.get(address)
        clock.shift(3600)
        assert client.get(address).content == first.content
    assert first.status_code == 200


def test_text_that_came_by_sql_breaks_no_feed(client, rich_article):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_person SET name = E'A\\x01da'; UPDATE articles_section SET name = E'Wo\\x01rld'"
        )
        cursor.execute(
            "UPDATE articles_article SET headline = E'Od\\x01d', body = E'<p>\\x02</p>', standfirst = E'\\x03'"
        )
        cursor.execute("UPDATE articles_correction SET text = E'Od\\x01d'")
    assert titles(client, "/feed.atom") == ["Odd"]
    assert client.get("/corrections/feed.atom").status_code == 200
    assert client.get("/feed.json").status_code == 200


@pytest.mark.parametrize("address", [*ATOM_FEEDS, *JSON_FEEDS, "/corrections/feed.atom"])
def test_a_feed_takes_the_same_queries_for_one_article_and_for_many(
    client, make_article, draw, settings, tmp_path, django_assert_num_queries, address
):
    settings.MEDIA_ROOT = tmp_path / "media"

    def article_with_everything(number):
        picture = Image.objects.create(
            file=ContentFile(draw(colour=(number, 0, 0)).read_bytes(), "picture.jpg"),
            alternative_text="A bridge",
            digital_source_type=Image.DigitalSourceType.CREATED_BY_AI,
        )
        article = make_article(body=f'<p>One.</p><figure><img src="{picture.src}" alt="A bridge"></figure>')
        article.byline_set.create(person=Person.objects.create(name=f"P{number}", slug=f"p{number}"))
        article.topics.add(Topic.objects.create(name=f"T{number}", slug=f"t{number}"))
        _list_everywhere(article)
        Correction.objects.create(article=article, text="Right.")

    queries = 3 if "corrections" in address else 7 + any(place in address for place in PLACES[1:])
    article_with_everything(1)
    client.get(address)  # a test before this one may have emptied the table of the feeds' namespace
    with django_assert_num_queries(queries):
        client.get(address)
    for number in range(2, 12):
        article_with_everything(number)
    with django_assert_num_queries(queries):
        client.get(address)


def test_pages_lead_to_their_feeds(client, rich_article):
    front, section = client.get("/").content.decode(), client.get("/sections/world/").content.decode()
    for address in ("/feed.atom", "/feed.json"):
        assert f'href="{address}"' in front
        assert f'href="/sections/world{address}"' in section
    assert 'href="/corrections/feed.atom"' in client.get("/corrections/").content.decode()


@pytest.mark.parametrize("address", ["/feed.atom", "/corrections/feed.atom", "/articles/article-1.json"])
def test_nobody_posts_to_a_feed(client, rich_article, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
