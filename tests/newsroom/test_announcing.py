"""Programs that follow the site are told of what changed: a hub of feeds (WebSub), and search engines (IndexNow)."""

import json
from datetime import timedelta
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Article, Correction, Person, Topic
from newsroom.announcing.announcing import RETRY_AFTER, Announcer, tell_hub
from tests.newsroom.receiver import Receiver

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def receiver(settings):
    settings.WEBHOOKS_TO_LOOPBACK = True
    with Receiver() as receiver:
        settings.WEBSUB_HUB = settings.INDEXNOW_URL = receiver.url
        yield receiver


@pytest.fixture
def announcer(receiver):
    Announcer().announce()  # the first look announces nothing
    later = timezone.now() + timedelta(minutes=5)
    with time_machine.travel(later, tick=True):
        yield Announcer()


def changed():
    """The content version moves with the commit, which a test does not come to."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("UPDATE articles_contentversion SET version = gen_random_uuid()")


def carry_out():
    """What is queued, as the worker would."""
    for queued in DBTaskResult.objects.ready():
        arguments = queued.args_kwargs
        queued.delete()
        queued.task.func(*arguments["args"], **arguments["kwargs"])


def told_feeds(receiver):
    bodies = [parse_qs(body.decode()) for _headers, body in receiver.got]
    return {feed for body in bodies for feed in body["hub.url"]}


def test_a_feed_names_its_hub_to_programs(client, make_article, settings):
    assert "hub" not in client.get("/feed.json").text
    settings.WEBSUB_HUB = "https://hub.example/"
    make_article()
    answer = client.get("/feed.atom")
    links = ElementTree.fromstring(answer.content).iter("{http://www.w3.org/2005/Atom}link")  # noqa: S314
    assert "https://hub.example/" in [link.get("href") for link in links if link.get("rel") == "hub"]
    assert answer["Link"] == f'<https://hub.example/>; rel="hub", <{SITE}/feed.atom>; rel="self"'
    assert client.get("/feed.json").json()["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_the_hub_is_told_of_each_feed_that_has_something_new(announcer, receiver, make_article):
    topic, person = Topic.objects.create(name="Sea", slug="sea"), Person.objects.create(name="Ada", slug="ada")
    article = make_article(published_at=timezone.now())
    article.topics.add(topic)
    article.byline_set.create(person=person)
    make_article(published_at=None)
    changed()
    announcer.announce()
    carry_out()
    places = ["", "/sections/world", "/topics/sea", "/people/ada"]
    plain = {f"{SITE}{place}/feed.{form}" for place in places for form in ("atom", "json")}
    assert told_feeds(receiver) == plain | {f"{feed}?made=human" for feed in plain}
    (headers, body) = receiver.got[0]
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode())["hub.mode"] == ["publish"]
    announcer.announce()
    carry_out()
    assert len(receiver.got) == 1, "nothing changed since"


@pytest.mark.parametrize(
    "change",
    [
        lambda article: Article.objects.update(headline="Another"),
        lambda article: Article.objects.update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong."),
        lambda article: Correction.objects.create(article=article, text="Right.", made_at=timezone.now()),
    ],
    ids=["a change", "a withdrawal", "a correction"],
)
def test_search_engines_are_told_of_every_change_of_a_page(receiver, make_article, settings, client, change):
    settings.WEBSUB_HUB, settings.INDEXNOW_KEY = "", KEY
    article = make_article(published_at=timezone.now() - timedelta(days=9))
    Announcer().announce()
    with connection.cursor() as cursor:  # as of days ago
        cursor.execute("UPDATE newsroom_announced SET until = now() - interval '1 second'")
    Article.objects.filter(pk=article.pk).update(kicker="")
    change(article)
    changed()
    Announcer().announce()
    carry_out()
    ((_headers, body),) = receiver.got
    assert json.loads(body) == {
        "host": "127.0.0.1:8000",
        "key": KEY,
        "keyLocation": f"{SITE}/{KEY}.txt",
        "urlList": [f"{SITE}{article.get_absolute_url()}"],
    }
    assert client.get(f"/{KEY}.txt").content.decode() == KEY


def test_a_scheduled_article_is_announced_when_its_moment_comes_and_not_before(receiver, make_article):
    Announcer().announce()
    make_article(published_at=timezone.now() + timedelta(hours=1))
    changed()
    announcer = Announcer()
    announcer.announce()
    carry_out()
    assert receiver.got == []
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        announcer.announce()
        carry_out()
    assert len(receiver.got) == 1


def test_no_key_file_is_there_without_the_setting_nor_under_another_name(client, settings):
    assert client.get(f"/{KEY}.txt").status_code == 404
    settings.INDEXNOW_KEY = KEY
    assert client.get("/0123456789abcdee.txt").status_code == 404


def test_without_the_settings_nobody_is_told_and_nothing_is_stored(make_article, settings):
    make_article()
    Announcer().announce()
    assert not DBTaskResult.objects.exists()


def test_a_hub_that_is_away_is_told_later_and_given_up_in_the_end(receiver):
    receiver.status = 503
    tell_hub.func([f"{SITE}/feed.atom"])
    now = timezone.now()
    for number, wait in enumerate(RETRY_AFTER, start=2):
        now += wait + timedelta(seconds=1)
        with time_machine.travel(now):
            carry_out()
        assert len(receiver.got) == number
    assert not DBTaskResult.objects.exists()


def test_one_that_refuses_is_not_asked_again(receiver):
    receiver.status = 403
    tell_hub.func([f"{SITE}/feed.atom"])
    assert len(receiver.got) == 1
    assert not DBTaskResult.objects.exists()


def test_nothing_is_sent_into_a_private_network(receiver, settings):
    settings.WEBHOOKS_TO_LOOPBACK = False
    tell_hub.func([f"{SITE}/feed.atom"])
    assert receiver.got == []
