"""How articles were made, month by month: what was published stays counted as it was at that moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.disclosure import disclosure_figures
from articles.models import Article, DisclosureMonth, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace():
    return Person.objects.create(name="Grace", slug="grace")


def this_month():
    return disclosure_figures.months().get(timezone.localdate().replace(day=1), {})


def test_articles_count_once_at_the_level_that_they_had_when_readers_could_first_read_them(make_article, grace):
    make_article()
    make_article(ai_use="assisted")
    make_article(ai_use="", published_at=None)
    unchecked = make_article(ai_use="generated")
    checked = make_article(ai_use="generated", published_at=None)
    checked.review(by=grace, scope=["facts"])
    checked.published_at = timezone.now()
    checked.save()
    as_published = {"human": 1, "ai_assisted": 1, "ai_generated": 1, "ai_reviewed": 1}
    assert this_month() == as_published

    unchecked.review(by=grace, scope=["facts"])
    unchecked.save()
    assert this_month() == as_published
    Article.objects.filter(pk=checked.pk).update(headline="Another")
    assert this_month() == {**as_published, "voided_reviews": 1}
    Article.objects.filter(pk=checked.pk).update(published_at=None)
    Article.objects.filter(pk=checked.pk).update(published_at=timezone.now())
    Article.objects.filter(pk=checked.pk).delete()
    assert this_month() == {**as_published, "voided_reviews": 1}


def test_a_scheduled_article_counts_from_its_moment_on_at_the_level_that_it_has_then(make_article, grace, time_machine):
    moment = timezone.now() + timedelta(days=70)
    article = make_article(ai_use="generated", published_at=moment)
    given_up = make_article(published_at=moment)
    Article.objects.filter(pk=given_up.pk).update(published_at=None)
    article.review(by=grace, scope=["facts"])
    article.save()
    assert disclosure_figures.months() == {}
    time_machine.move_to(moment + timedelta(seconds=1))
    assert disclosure_figures.months() == {timezone.localdate(moment).replace(day=1): {"ai_reviewed": 1}}


def test_an_old_article_that_comes_in_now_counts_now(make_article):
    make_article(published_at=datetime(2003, 12, 31, tzinfo=UTC))
    assert this_month() == {"human": 1}


def test_mistakes_are_counted_by_what_caused_them(make_article):
    article = make_article(published_at=datetime(2003, 12, 31, tzinfo=UTC))
    for cause, kind in (("ai", "correction"), ("ai", "correction"), ("source", "correction"), ("ai", "update")):
        made_at = datetime(2004, 2, 10, tzinfo=UTC)
        article.corrections.create(text="It was wrong.", cause=cause, kind=kind, made_at=made_at)
    draft = make_article(published_at=None)
    draft.corrections.create(text="It was wrong.", cause="ai", made_at=made_at)
    (figures,) = (found for month, found in disclosure_figures.months().items() if month.year == 2004)
    assert figures == {"corrections.ai": 2, "corrections.source": 1}
    assert ("Cause: AI", "2", True) in disclosure_figures.rows(figures)
    assert ("Mistakes corrected", "3", False) in disclosure_figures.rows(figures)


def test_what_is_kept_is_what_a_full_count_finds(make_article, grace, time_machine):
    def happenings():
        make_article()
        make_article(published_at=timezone.now() + timedelta(days=20), ai_use="assisted")
        make_article(published_at=None)
        again = make_article(ai_use="generated")
        again.review(by=grace, scope=["facts"])
        again.save()
        Article.objects.filter(pk=again.pk).update(headline="Another", published_at=None)
        moved = make_article(published_at=timezone.now() + timedelta(days=20))
        Article.objects.filter(pk=moved.pk).update(published_at=timezone.now() + timedelta(days=45))
        again.corrections.create(text="It was wrong.", cause="ai")
        return again.pk

    for month in (1, 2, 3):
        time_machine.move_to(datetime(2030, month, 20, tzinfo=UTC))
        republished = happenings()
    time_machine.move_to(datetime(2030, 4, 2, tzinfo=UTC))
    Article.objects.filter(pk=republished).update(published_at=timezone.now())
    for day in range(2, 29, 5):
        time_machine.move_to(datetime(2030, 4, day, tzinfo=UTC))
        DisclosureMonth.objects.all().delete()
        counted = disclosure_figures.months()
        now = timezone.now()
        for days in (0, 1, 20, 45, 90):
            DisclosureMonth.objects.all().delete()
            time_machine.move_to(now - timedelta(days=days))
            disclosure_figures.keep()
            time_machine.move_to(now)
            assert DisclosureMonth.objects.exists()
            assert disclosure_figures.months() == counted


def test_a_correction_in_a_month_that_is_over_counts_from_the_next_day_on(make_article, time_machine):
    time_machine.move_to(datetime(2030, 1, 20, tzinfo=UTC))
    article = make_article()
    time_machine.move_to(datetime(2030, 2, 3, tzinfo=UTC))
    call_command("forget_traces", verbosity=0)
    correction = article.corrections.create(text="It was wrong.", made_at=datetime(2029, 12, 5, tzinfo=UTC))
    call_command("forget_traces", verbosity=0)
    assert disclosure_figures.months() == {
        date(2029, 12, 1): {"corrections.unknown": 1},
        date(2030, 1, 1): {"human": 1},
    }
    correction.delete()
    call_command("forget_traces", verbosity=0)
    assert disclosure_figures.months() == {date(2030, 1, 1): {"human": 1}}


def test_every_level_has_its_line_on_the_page_and_nothing_of_an_article_is_told(client, make_article):
    make_article(headline="A secret of the house", ai_use="generated")
    page = client.get("/transparency/").text
    for words in (
        "Written by people",
        "Edited with AI",
        "Created by AI, checked by an editor",
        "Created by AI, not checked",
    ):
        assert words in page
    assert "A secret" not in page
