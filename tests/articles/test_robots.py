"""What crawlers are told: by name in robots.txt, and by a signal on each page, as staff decided at the desk."""

import re
from urllib.robotparser import RobotFileParser

import pytest

from tests.staff import account, signed_in
from web.models import SiteProfile

pytestmark = pytest.mark.django_db
NO_LINKS = {"links-TOTAL_FORMS": "0", "links-INITIAL_FORMS": "0"}
KINDS = {
    "open_to_search": ["Googlebot", "Bingbot"],
    "open_to_answers": ["ChatGPT-User", "PerplexityBot", "Claude-User"],
    "open_to_training": ["GPTBot", "ClaudeBot", "Google-Extended", "CCBot"],
}


def may_read(client, name, path="/articles/tides/"):
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").text.splitlines())
    return parser.can_fetch(name, path)


def decide(**allowed):
    SiteProfile.objects.update_or_create(pk=1, defaults=allowed)


def test_until_staff_decide_every_crawler_may_read_what_readers_read(client):
    assert all(may_read(client, name) for names in KINDS.values() for name in names)
    assert not may_read(client, "GPTBot", "/admin/")
    assert "Content-Usage" not in client.get("/robots.txt").text
    assert "Content-Usage" not in client.get("/")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_crawler_can_be_shut_out_by_itself(client, kind):
    decide(**{kind: False})
    for other, names in KINDS.items():
        assert [may_read(client, name) for name in names] == [other != kind] * len(names)
    assert may_read(client, "Feedly")
    assert not may_read(client, "Feedly", "/admin/")


@pytest.mark.parametrize(
    ("allowed", "signal"),
    [
        ({"open_to_training": False}, "search=y, train-ai=n"),
        ({"open_to_search": False}, "search=n, train-ai=y"),
        ({"open_to_search": False, "open_to_training": False}, "search=n, train-ai=n"),
    ],
)
def test_robots_txt_and_every_page_say_what_may_be_made_of_the_texts(client, make_article, allowed, signal):
    article = make_article(slug="tides")
    decide(**allowed)
    assert f"User-agent: *\nContent-Usage: {signal}\nDisallow: /admin/" in client.get("/robots.txt").text
    for path in ("/", article.get_absolute_url(), "/feed.atom", "/articles/tides.json", "/api/articles"):
        assert client.get(path)["Content-Usage"] == signal, path
    answer = client.get("/", headers={"If-None-Match": client.get("/")["ETag"]})
    assert answer.status_code == 304


def test_the_policy_is_edited_on_the_page_of_the_site(client):
    desk = signed_in(account("Administrator"))
    desk.get("/admin/web/siteprofile/")
    page = desk.get("/admin/web/siteprofile/1/change/").text
    for name in KINDS:
        assert f'name="{name}"' in page
    version = re.search(r'name="version" value="([^"]*)"', page)[1]
    typed = NO_LINKS | {"version": version}
    answer = desk.post("/admin/web/siteprofile/1/change/", typed | {"open_to_search": "on", "open_to_answers": "on"})
    assert answer.status_code == 302
    assert not may_read(client, "GPTBot")
    assert may_read(client, "Googlebot")
    assert may_read(client, "ChatGPT-User")
