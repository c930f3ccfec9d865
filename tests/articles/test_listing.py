"""Where an article is in the lists of its topics and people. Triggers keep that, by whatever path."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.disclosure.levels import LEVELS
from articles.models import Article, Byline, Listing, Person, Topic
from tests.newsroom.checkout import until
from tests.staff import account
from web.signed_writes import signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return Person.objects.create(name="Ada", slug="ada")


@pytest.fixture
def climate():
    return Topic.objects.create(name="Climate", slug="climate")


def listed(**place):
    return list(Article.objects.for_cards().listed_under(**place))


def as_stored():
    """What the lists must be, from the rows that they are about."""
    readable = Article.objects.filter(published_at__isnull=False, withdrawn_at=None)
    levels = {article.pk: article.level.key for article in readable}
    of_people = readable.filter(people__isnull=False).values_list("pk", "people", "published_at")
    of_topics = readable.filter(topics__isnull=False).values_list("pk", "topics", "published_at")
    return {(pk, None, person, at, levels[pk]) for pk, person, at in of_people} | {
        (pk, topic, None, at, levels[pk]) for pk, topic, at in of_topics
    }


def kept():
    rows = list(Listing.objects.values_list("article", "topic", "person", "published_at", "level"))
    assert len(rows) == len(set(rows))
    return set(rows)


def test_an_article_is_listed_from_its_publication_to_its_withdrawal(make_article, ada, climate):
    article = make_article(published_at=None)
    Byline.objects.create(article=article, person=ada)
    article.topics.add(climate)
    assert kept() == set()
    Article.objects.filter(pk=article.pk).update(published_at=timezone.now())
    assert listed(person=ada) == listed(topic=climate) == [article]
    Article.objects.filter(pk=article.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="It was wrong.")
    assert kept() == set()
    Article.objects.filter(pk=article.pk).update(withdrawn_at=None, withdrawal_reason="")
    assert listed(person=ada) == listed(topic=climate) == [article]


def test_a_scheduled_article_is_listed_from_its_moment_on(make_article, ada, time_machine):
    moment = timezone.now() + timedelta(hours=1)
    article = make_article(published_at=moment)
    Byline.objects.create(article=article, person=ada)
    assert listed(person=ada) == []
    time_machine.move_to(moment)
    assert listed(person=ada) == [article]


def test_lists_follow_whoever_is_named_and_whatever_an_article_is_about(make_article, ada, climate):
    grace, energy = (
        Person.objects.create(name="Grace", slug="grace"),
        Topic.objects.create(name="Energy", slug="energy"),
    )
    first, second = make_article(), make_article()
    byline = Byline.objects.create(article=first, person=ada)
    Byline.objects.create(article=second, person=grace)
    first.topics.set([climate, energy])
    second.topics.set([climate])
    assert kept() == as_stored() != set()
    byline.person = grace
    byline.save()
    first.topics.set([energy])
    Article.objects.filter(pk=second.pk).update(published_at=timezone.now() - timedelta(days=3))
    assert kept() == as_stored()
    assert listed(person=grace) == [first, second]
    energy.delete()
    Byline.objects.filter(article=second).delete()
    assert kept() == as_stored()
    assert listed(person=grace) == [first]
    Article.objects.filter(pk=first.pk).delete()
    assert kept() == as_stored()


def test_lists_by_making_follow_every_change_of_how_an_article_was_made(make_article, ada, climate):
    article = make_article(ai_use="generated", published_at=None)
    Byline.objects.create(article=article, person=ada)
    article.topics.add(climate)

    def made():
        lists = [
            {key for key, level in LEVELS.items() if list(Article.objects.for_cards().listed_under(**at).made(level))}
            for at in ({"person": ada}, {"topic": climate})
        ]
        assert lists[0] == lists[1]
        return lists[0]

    assert made() == set()
    article.review(ada, ["facts"])
    article.published_at = timezone.now()
    article.save()
    assert made() == {"ai_reviewed"}
    Article.objects.filter(pk=article.pk).update(body="<p>Another text, of which nobody checked a word.</p>")
    assert made() == {"ai_generated"}
    with signed(account("Editor"), "It was stated wrongly."):
        Article.objects.filter(pk=article.pk).update(ai_use="assisted")
    assert made() == {"ai_assisted"}
    assert kept() == as_stored() != set()


def waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def in_a_connection_of_its_own(do):
    try:
        return do()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_name_that_is_added_while_the_article_is_published_is_in_the_list(make_article, ada):
    draft = make_article(published_at=None)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            draft.published_at = timezone.now()
            draft.save()
            adding = pool.submit(
                in_a_connection_of_its_own, lambda: Byline.objects.create(article_id=draft.pk, person=ada)
            )
            until(lambda: waits_for_a_lock() or adding.done(), "the other connection")
        adding.result()
    assert kept() == as_stored() != set()


@pytest.mark.django_db(transaction=True)
def test_an_article_that_is_published_while_a_name_is_added_is_in_the_list(make_article, ada):
    draft = make_article(published_at=None)
    draft.published_at = timezone.now()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Byline.objects.create(article_id=draft.pk, person=ada)
            publishing = pool.submit(in_a_connection_of_its_own, draft.save)
            until(lambda: waits_for_a_lock() or publishing.done(), "the other connection")
        publishing.result()
    assert kept() == as_stored() != set()
