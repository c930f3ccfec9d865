"""Changes against reads, with several workers: no one reads an older state once a newer one is acknowledged."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, Page
from comments.models import Comment
from tests.newsroom.cached_world import build, say
from tests.newsroom.checkout import until
from tests.newsroom.workers import Workers

WORKERS = 3
READERS = 6
ROUNDS = 25


@pytest.fixture
def world(transactional_db):
    return build()


@pytest.fixture
def site(world):
    with Workers(WORKERS) as workers:
        yield workers


def number(pattern):
    """What a page says of a counter: the first group of pattern, 0 where it is not there."""
    return lambda status, text: int((re.search(pattern, text) or [0, 0])[1])


def publish(world, edition):
    world.article.headline = f"Edition {edition}."
    world.article.save()


def change_by_sql(world, edition):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET kicker = %s WHERE id = %s", [f"Issue {edition}.", world.article.pk])


def revise(world, edition):
    Page.objects.filter(slug="about").update(body=f"<p>Revision {edition}.</p>")


def correct(world, edition):
    world.correction.text = f"Correction {edition}."
    world.correction.save()


def moderate(world, edition):
    say(world.article, f"Comment {edition} here.", status="pending", stars=3).publish()


def withdraw_and_reinstate(world, edition):
    withdrawn = edition % 2 == 1
    world.related.withdrawn_at = timezone.now() if withdrawn else None
    world.related.withdrawal_reason = f"Withdrawn {edition}." if withdrawn else ""
    world.related.kicker = f"Back {edition}."
    world.related.save()


# How it is changed, the page that shows it, and how to read there how far it has come.
CHANGES = {
    "a publication": (publish, "/articles/tides/", number(r"<h1[^>]*>Edition (\d+)\.")),
    "a publication on the front": (publish, "/", number(r"Edition (\d+)\.")),
    "a line of SQL": (change_by_sql, "/articles/tides/", number(r"Issue (\d+)\.")),
    "a page about the site": (revise, "/about/", number(r"Revision (\d+)\.")),
    "a correction": (correct, "/articles/tides/", number(r"Correction (\d+)\.")),
    "a verdict on a comment": (moderate, "/articles/tides/comments.atom", number(r"Comment (\d+) here\.")),
    "a rating": (moderate, "/", number(r"from (\d+) ratings")),
    "a withdrawal": (withdraw_and_reinstate, "/articles/moon/", number(r"(?:Withdrawn|Back) (\d+)\.")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_reader_sees_an_older_state_after_a_newer_one_was_acknowledged(site, world, change, settings):
    settings.RATING_QUARANTINE = False  # it would freeze what is shown of so many ratings at once
    make, path, read = CHANGES[change]
    acknowledged, answers, stale = 0, 0, []
    is_over = threading.Event()

    def watch(get):
        nonlocal answers
        while not is_over.is_set():
            newest = acknowledged
            shown = read(*get(path))
            answers += 1
            if shown < newest:
                stale.append((newest, shown))

    # Every other one keeps its connection, and so its worker, which answers from memory on the thread of its loop.
    ways = [site.get, site.get_and_stay] * (READERS // 2)
    readers = [threading.Thread(target=watch, args=[way]) for way in ways]
    for reader in readers:
        reader.start()
    try:
        for edition in range(1, ROUNDS + 1):
            make(world, edition)
            acknowledged = edition
            target = answers + READERS  # let each reader answer about once before the next change
            until(
                lambda target=target: answers >= target or not any(map(threading.Thread.is_alive, readers)), "answers"
            )
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    assert stale == [], site.output[-3000:]
    assert read(*site.get(path)) >= ROUNDS
    assert " hit" in site.output, "nothing was kept, so nothing was shown"


def test_a_scheduled_article_appears_by_itself_on_pages_that_were_kept(site, world):
    due = timezone.now() + timedelta(seconds=4)
    Article.objects.filter(pk=world.draft.pk).update(published_at=due)
    for _worker in range(4 * WORKERS):
        status, text = site.get("/")
        assert status == 200
        if timezone.now() < due:
            assert "Draft" not in text.partition("<main")[2]
    until(lambda: timezone.now() > due, "the moment")
    for _worker in range(4 * WORKERS):
        assert "Draft" in site.get("/")[1]


def test_a_hundred_requests_for_a_page_just_changed_draw_it_once_in_each_process(site, world):
    for _worker in range(8 * WORKERS):
        site.get("/articles/tides/")
    until(lambda: site.output.count("/articles/tides/ 200") == 8 * WORKERS, "the log")
    misses_before = len(re.findall(r"GET /articles/tides/ 200 .* miss", site.output))
    Comment.objects.filter(pk=world.thread.pk).update(message="Said anew.")
    ready = threading.Barrier(100)
    texts = []

    def request():
        ready.wait()
        texts.append(site.get("/articles/tides/")[1])

    clients = [threading.Thread(target=request) for _client in range(100)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert all("Said anew." in text for text in texts)
    until(lambda: site.output.count("/articles/tides/ 200") == 8 * WORKERS + 100, "the log")
    misses = len(re.findall(r"GET /articles/tides/ 200 .* miss", site.output)) - misses_before
    assert 1 <= misses <= WORKERS
