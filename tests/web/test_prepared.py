"""A prepared queryset gives what the queryset itself would give, for the values of each run."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from articles.reading.lists import in_section
from web.database.prepared import AnyValue, Parameter, Prepared


def cards():
    return in_section(Parameter("now"), Parameter("section"))[:2]


def test_each_run_finds_the_rows_of_its_own_values(make_article):
    first, second = make_article(), make_article()
    prepared = Prepared(cards)
    now = timezone.now()
    for article in (first, second, first):
        assert prepared.run(now=now, section=article.section_id) == list(in_section(now, article.section_id)[:2])
    assert prepared.run(now=now - timedelta(days=10_000), section=first.section_id) == []


def test_the_queryset_is_made_once(make_article):
    made = []

    def build():
        made.append(True)
        return Article.objects.filter(slug=Parameter("slug"))

    prepared = Prepared(build)
    assert not made
    slugs = [make_article().slug for _number in range(3)]
    assert [prepared.run(slug=slug)[0].slug for slug in slugs] == slugs
    assert len(made) == 1


def test_what_belongs_to_a_row_comes_in_the_same_query(make_article, django_assert_num_queries):
    article = make_article()
    prepared = Prepared(cards)
    with django_assert_num_queries(1):
        (card,) = prepared.run(now=timezone.now(), section=article.section_id)
        assert card.section == article.section
        assert card.discussion.article_id == article.pk


def test_a_value_that_is_missing_is_named(make_article):
    with pytest.raises(KeyError, match="slug"):
        Prepared(lambda: Article.objects.filter(slug=Parameter("slug"))).run()


def test_a_value_is_never_read_as_sql(make_article):
    make_article()
    prepared = Prepared(lambda: Article.objects.filter(slug=Parameter("slug")))
    assert prepared.run(slug="' OR true --") == []


def test_what_a_queryset_holds_besides_its_parameters_is_what_it_was(make_article):
    make_article(headline="100 % of the sea", slug="sea")
    late = Prepared(
        lambda: (
            Article.objects.filter(
                published_at__lt=Parameter("now"), pk__gte=Parameter("least"), headline__contains="%"
            )
            .exclude(headline="%s")
            .annotate(again=F("headline"))
        )
    )
    values = {"now": timezone.now() + timedelta(1), "least": 1}
    assert [article.again for article in late.run(**values)] == ["100 % of the sea"]
    assert late.run(**values | {"least": 2**40}) == []


def test_a_parameter_of_any_value_finds_the_rows_of_its_own(make_article):
    first, second = make_article(), make_article()
    prepared = Prepared(lambda: Article.objects.filter(pk=AnyValue("pk"), published_at__lte=AnyValue("now")))
    now = timezone.now()
    for article in (first, second):
        assert prepared.run(pk=article.pk, now=now) == [article]
    assert prepared.run(pk=first.pk, now=now - timedelta(10_000)) == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_sees_what_it_has_changed(make_article):
    article = make_article(headline="Tides")
    by_headline = Prepared(lambda: Article.objects.filter(headline=Parameter("headline")))
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(headline="Moons")
        assert by_headline.run(headline="Moons") == [article]
        transaction.set_rollback(True)
    assert by_headline.run(headline="Tides") == [article]


def test_it_is_counted_and_shown_like_any_query(db):
    with CaptureQueriesContext(connection) as queries:
        Prepared(lambda: Article.objects.filter(headline=Parameter("headline"))).run(headline="It's time")
    assert len(queries) == 1
    assert "'It''s time'" in queries[0]["sql"]


def test_an_order_by_what_is_not_selected_is_refused(db):
    prepared = Prepared(lambda: Article.objects.distinct().order_by("pk").values_list("headline", flat=True))
    with pytest.raises(ValueError, match="among what it selects"):
        prepared.run()


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection(make_article):
    slug = make_article().slug
    prepared = Prepared(lambda: Article.objects.filter(slug=Parameter("slug")))

    def ask():
        try:
            return [article.slug for article in prepared.run(slug=slug)], id(connection.connection)
        finally:
            connection.close()

    here = ask()
    with ThreadPoolExecutor(1) as pool:
        there = pool.submit(ask).result()
    assert here[0] == there[0] == [slug]
    assert here[1] != there[1]
