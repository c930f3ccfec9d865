"""The desk's page about readers: figures by hour, article, section and referring site, and where they come from."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from articles.models import Section
from articles.reads.added_reads import add_reads, hour_of
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/articles/readcount/"


@pytest.fixture
def desk():
    return signed_in(account("Reporter"))


@pytest.fixture
def articles(make_article):
    culture = Section.objects.create(name="Culture", slug="culture")
    one, other = make_article(headline="=Tides"), make_article(headline="Moon", section=culture)
    now = hour_of(timezone.now())
    hosts = {(one.pk, now, "links.example"): 3, (one.pk, now, ""): 1}
    add_reads(
        {(one.pk, now): 5, (other.pk, now - 3): 2, (other.pk, now - 24 * 5): 40, (one.pk, now - 24 * 20): 900}, hosts
    )
    return one, other


def text(desk, query=""):
    answer = desk.get(PAGE + query)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_staff_see_figures_by_hour_article_section_and_referring_site(desk, articles):
    page = text(desk)
    for words in ("7 reads", "=Tides", "Moon", "Culture", "links.example", "Other sites", "By hour"):
        assert words in page
    assert "47 reads" in text(desk, "?period=week")
    assert "947 reads" in text(desk, "?period=month")


def test_the_figures_of_one_article_or_section_can_be_seen_alone(desk, articles):
    one, _other = articles
    assert "5 reads" in text(desk, f"?article={one.pk}")
    page = text(desk, "?section=culture")
    assert "2 reads" in page
    assert "links.example" not in page


def test_the_page_says_where_reads_are_counted(desk, settings):
    assert "What a cache in front of it answers by itself is not counted" in text(desk)
    settings.READS_COUNTED_FROM = "log"
    assert "from the log of the cache" in text(desk)


def test_the_figures_are_a_file_without_formulas(desk, articles):
    answer = desk.get(f"{PAGE}readers.csv?period=month")
    rows = list(csv.DictReader(StringIO(b"".join(answer).decode())))
    assert sum(int(row["reads"]) for row in rows if not row["site"]) == 947
    assert {row["site"]: row["reads"] for row in rows if row["site"]} == {"links.example": "3", "(other sites)": "1"}
    assert "'=Tides" in {row["headline"] for row in rows}


@pytest.mark.parametrize(
    "query", ["?period=x", "?article=999999", "?article=²", "?article=" + "9" * 40, "?section=none", "?q=1"]
)
def test_what_the_address_says_wrong_is_left_out(desk, articles, query):
    assert "7 reads" in text(desk, query)


def test_figures_tell_nothing_of_an_article_that_is_not_public(desk, articles):
    one, _other = articles
    one.withdrawn_at, one.withdrawal_reason = timezone.now(), "Wrong."
    one.save()
    assert "=Tides" not in text(desk)
    assert "=Tides" not in b"".join(desk.get(f"{PAGE}readers.csv")).decode()
    assert "2 reads" in text(desk, f"?article={one.pk}")


def test_the_number_of_queries_does_not_grow_with_the_figures(desk, articles, make_article, django_assert_num_queries):
    text(desk)
    with django_assert_num_queries(12):
        text(desk)
    now = hour_of(timezone.now() - timedelta(hours=1))
    more = [make_article() for _article in range(5)]
    add_reads({(each.pk, now): 1 for each in more}, {(each.pk, now, f"a{each.pk}.example"): 1 for each in more})
    with django_assert_num_queries(12):
        text(desk)


@pytest.mark.parametrize("role", ["Moderator"])
def test_who_writes_no_articles_sees_no_figures(role):
    desk = signed_in(account(role))
    assert desk.get(PAGE).status_code == 403
    assert desk.get(f"{PAGE}readers.csv").status_code == 403
