"""What a statement that PostgreSQL has planned already finds, and what happens where it has forgotten it."""

from datetime import timedelta

import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from web.database.prepared import AnyValue, Parameter, Prepared
from web.database.statement import known_on, rows_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by_headline():
    return Prepared(lambda: Article.objects.filter(headline=Parameter("headline")))


def planned():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name LIKE 'newsroom%%' ORDER BY name")
        return [statement for (statement,) in cursor.fetchall()]


def behind_our_back(sql):
    connection.connection.pgconn.exec_(sql.encode())


def test_it_is_planned_once_on_a_connection(make_article, by_headline):
    make_article(headline="Tides")
    for headline in ("Tides", "Moons", "Tides"):
        by_headline.run(headline=headline)
    assert len([statement for statement in planned() if '"headline" = ($1)' in statement]) == 1


def test_it_finds_the_same_within_a_transaction_and_without(make_article):
    make_article(headline="100 % of the sea", slug="sea")
    late = Prepared(
        lambda: (
            Article.objects.filter(
                published_at__lt=Parameter("now"),
                pk__gte=Parameter("least"),
                slug=Parameter("slug"),
                headline__contains="%",
            )
            .exclude(headline="%s")
            .annotate(again=F("headline"))
        )
    )
    values = {"now": timezone.now() + timedelta(1), "least": 1, "slug": "sea"}
    (without,) = late.run(**values)
    with transaction.atomic():
        (within,) = late.run(**values)
    assert without.__dict__ | {"_state": None} == within.__dict__ | {"_state": None}
    assert late.run(**values | {"least": 2**40}) == []
    assert late.run(**values | {"slug": "' OR true --"}) == []


def test_a_parameter_of_any_value_finds_the_rows_of_its_own(make_article):
    first, second = make_article(), make_article()
    prepared = Prepared(lambda: Article.objects.filter(pk=AnyValue("pk"), published_at__lte=AnyValue("now")))
    now = timezone.now()
    for article in (first, second):
        assert prepared.run(pk=article.pk, now=now) == [article]
        with transaction.atomic():
            assert prepared.run(pk=article.pk, now=now) == [article]
    assert prepared.run(pk=first.pk, now=now - timedelta(10_000)) == []


def test_a_transaction_sees_what_it_has_changed(make_article, by_headline):
    article = make_article(headline="Tides")
    by_headline.run(headline="Tides")
    with transaction.atomic():
        assert by_headline.run(headline="Tides") == [article]
        Article.objects.filter(pk=article.pk).update(headline="Moons")
        assert by_headline.run(headline="Moons") == [article]
        transaction.set_rollback(True)
    assert by_headline.run(headline="Tides") == [article]


def test_it_is_counted_and_shown_like_any_query(by_headline):
    seen = []

    def count(execute, *arguments):
        seen.append(True)
        return execute(*arguments)

    with connection.execute_wrapper(count):
        by_headline.run(headline="It's time")
    assert len(seen) == 1
    with CaptureQueriesContext(connection) as asked:
        by_headline.run(headline="It's time")
    assert len(asked) == 1
    assert "'It''s time'" in asked[0]["sql"]


def test_a_statement_that_the_connection_has_lost_is_planned_again(make_article, by_headline):
    article = make_article(headline="Tides")
    by_headline.run(headline="Tides")
    behind_our_back("DEALLOCATE ALL")
    assert by_headline.run(headline="Tides") == [article]


def test_a_statement_that_the_connection_has_from_somebody_else_serves(make_article, by_headline):
    article = make_article(headline="Tides")
    by_headline.run(headline="Tides")
    known_on.clear()
    assert by_headline.run(headline="Tides") == [article]


def test_a_column_that_has_changed_its_type_meanwhile_is_read_as_it_is_now(make_article, by_headline):
    article = make_article(headline="Tides")
    by_headline.run(headline="Tides")
    change = "ALTER TABLE articles_article ALTER COLUMN kicker TYPE varchar({})"
    length = Article._meta.get_field("kicker").max_length
    try:
        behind_our_back(change.format(length + 1))
        assert by_headline.run(headline="Tides") == [article]
    finally:
        behind_our_back(change.format(length))
    assert by_headline.run(headline="Tides") == [article]


def test_a_column_that_is_compared_may_change_its_type_too():
    sql = "SELECT id FROM moved WHERE slug = %s"
    slug = "0b2ff0a4-3b5e-4f0c-9d0c-0a1b2c3d4e5f"
    connection.ensure_connection()
    behind_our_back(f"CREATE TABLE moved AS SELECT 1 AS id, '{slug}'::text AS slug")
    try:
        assert rows_of(connection, sql, [slug]) == [(1,)]
        behind_our_back("ALTER TABLE moved ALTER COLUMN slug TYPE uuid USING slug::uuid")
        assert [rows_of(connection, sql, [slug]) for _time in range(2)] == [[(1,)], [(1,)]]
    finally:
        behind_our_back("DROP TABLE moved")


def test_without_autocommit_it_is_part_of_the_transaction(make_article, by_headline):
    article = make_article(headline="Tides")
    by_headline.run(headline="Tides")
    behind_our_back("DEALLOCATE ALL")
    transaction.set_autocommit(False)
    try:
        Article.objects.filter(pk=article.pk).update(headline="Moons")
        assert by_headline.run(headline="Moons") == [article]
        transaction.rollback()
    finally:
        transaction.set_autocommit(True)
    assert by_headline.run(headline="Tides") == [article]


def test_an_order_by_what_is_not_selected_is_refused():
    prepared = Prepared(lambda: Article.objects.distinct().order_by("pk").values_list("headline", flat=True))
    with pytest.raises(ValueError, match="among what it selects"):
        prepared.run()


def test_a_mistake_in_it_is_reported_as_any_other():
    with pytest.raises(ProgrammingError, match="no_such_table"):
        rows_of(connection, "SELECT 1 FROM no_such_table WHERE 1 = %s", [1])
    assert rows_of(connection, "SELECT %s::int, '50%%'", [1]) == [(1, "50%")]


def test_a_connection_that_has_broken_is_reported_as_such(by_headline):
    by_headline.run(headline="Tides")
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        with pytest.raises(OperationalError):
            by_headline.run(headline="Tides")
    finally:
        other.close()
        connection.close()
