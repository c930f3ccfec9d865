"""The list of what was read most: ranked once an hour, shown where staff want it, and never with what was withdrawn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.front.front_arrangement import put_bands_in_place
from articles.front.front_plan import ENOUGH_FOR_LISTS, HEAD
from articles.reads.added_reads import add_reads, hour_of
from comments.models import ListsVersion, MostRead
from comments.totals.most_read import RANKED, ReadsRanker, rank_reads

pytestmark = pytest.mark.django_db


def this_hour():
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def read(article, times, hours_ago=1):
    add_reads({(article.pk, hour_of(this_hour()) - hours_ago): times}, {})


def show():
    front = put_bands_in_place()
    front.shows_most_read = True
    front.save()


def ranked():
    return list(MostRead.objects.values_list("article", flat=True))


@pytest.fixture
def archive(make_article):
    """The newest first."""
    at = timezone.now() - timedelta(days=45)
    return [make_article(published_at=at - timedelta(hours=n)) for n in range(ENOUGH_FOR_LISTS + 10)]


def test_the_ranking_is_of_a_day_up_to_the_full_hour_and_bounded(archive):
    one, two, three, *_rest = archive
    read(one, 3)
    read(one, 1, hours_ago=24)
    read(two, 5)
    read(three, 90, hours_ago=25)
    read(three, 90, hours_ago=0)
    rank_reads(this_hour())
    assert ranked() == [two.pk, one.pk]
    for article in archive:
        read(article, 10)
    rank_reads(this_hour())
    assert len(ranked()) == min(RANKED, len(archive))


def test_a_ranking_that_stays_as_it_is_makes_no_page_stale(archive):
    read(archive[0], 2)
    rank_reads(this_hour())
    before = ListsVersion.objects.get().version
    read(archive[0], 7)
    rank_reads(this_hour())
    assert ListsVersion.objects.get().version == before
    read(archive[1], 100)
    rank_reads(this_hour())
    assert ListsVersion.objects.get().version != before


def test_a_worker_ranks_once_an_hour(archive):
    ranker = ReadsRanker()
    ranker.look()
    read(archive[0], 2, hours_ago=2)
    ranker.look()
    assert ranked() == []
    ReadsRanker().look()
    assert ranked() == [archive[0].pk]


def test_readers_see_the_list_where_staff_show_it(client, archive):
    last = archive[-1]
    read(last, 9)
    rank_reads(this_hour())
    assert "Most read" not in client.get("/").text
    assert client.get("/most-read/").status_code == 404
    show()
    assert "Most read" in client.get("/").text
    page = client.get("/most-read/")
    assert page.status_code == 200
    assert last.headline in page.text
    assert "is not counted" in page.text
    assert "set-cookie" not in page.headers


def test_the_best_rated_lead_to_the_most_read_and_back_where_there_is_such_a_page(client, archive):
    assert 'href="/most-read/"' not in client.get("/best-rated/").text
    show()
    assert 'href="/most-read/"' in client.get("/best-rated/").text
    assert 'href="/best-rated/"' in client.get("/most-read/").text


def test_the_front_has_each_article_once_also_with_the_most_read(client, archive):
    show()
    for article in archive[: HEAD + 8]:
        read(article, 5)
    rank_reads(this_hour())
    front = client.get("/").text
    assert "most-read" in front
    for article in archive:
        assert front.count(f'href="{article.get_absolute_url()}"') <= 1


def test_a_withdrawn_or_deleted_article_leaves_the_list_at_once(client, archive):
    show()
    first, second, third = archive[-3:]
    for number, article in enumerate((first, second, third)):
        read(article, 9 - number)
    rank_reads(this_hour())
    first.withdrawn_at, first.withdrawal_reason = timezone.now(), "Wrong."
    first.save()
    second.delete()
    page = client.get("/most-read/").text
    assert first.headline + "<" not in page
    assert second.headline + "<" not in page
    assert third.headline in page
    assert first.get_absolute_url() not in client.get("/").text
    rank_reads(this_hour())
    assert ranked() == [third.pk]


def test_a_site_that_counted_nothing_says_so(client):
    show()
    assert client.get("/most-read/").status_code == 200
