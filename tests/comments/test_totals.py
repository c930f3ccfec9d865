"""The totals of a discussion are what its published rows say, the person who wrote them and however."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from comments.models import Comment, Discussion

pytestmark = pytest.mark.django_db


def totals(article):
    discussion = Discussion.objects.get(article=article)
    return discussion.comment_count, list(discussion.true_star_counts.values())


def test_a_new_article_has_an_open_discussion_with_nothing_in_it(make_article):
    article = make_article()
    assert article.discussion.is_open
    assert totals(article) == (0, [0, 0, 0, 0, 0])
    assert article.discussion.rating_average is None


def test_only_published_comments_are_counted(make_article, make_comment):
    article = make_article()
    for status in Comment.Status.values:
        make_comment(article, stars=4, status=status)
    assert totals(article) == (1, [0, 0, 0, 1, 0])


def test_a_comment_without_stars_is_a_comment_and_no_rating(make_article, make_comment):
    article = make_article()
    make_comment(article, status="published")
    assert totals(article) == (1, [0, 0, 0, 0, 0])


def test_totals_move_with_every_verdict(make_article, make_comment):
    article = make_article()
    comment = make_comment(article, stars=5)
    assert totals(article) == (0, [0, 0, 0, 0, 0])
    comment.publish()
    assert totals(article) == (1, [0, 0, 0, 0, 1])
    comment.reject()
    assert totals(article) == (0, [0, 0, 0, 0, 0])
    comment.publish()
    comment.mark_spam()
    assert totals(article) == (0, [0, 0, 0, 0, 0])


def test_totals_are_right_after_bulk_actions_and_raw_sql(make_article, make_comment):
    first, second = make_article(), make_article()
    for article in (first, second):
        for stars in (1, 3, 3, None):
            make_comment(article, stars=stars)
    assert Comment.objects.all().publish() == 8
    assert totals(first) == totals(second) == (4, [1, 0, 2, 0, 0])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comments_comment SET stars = 2 WHERE stars = 3 AND article_id = %s", [first.pk])
        cursor.execute("DELETE FROM comments_comment WHERE stars = 1 AND article_id = %s", [first.pk])
        cursor.execute("UPDATE comments_comment SET status = 'rejected' WHERE article_id = %s", [second.pk])
    assert totals(first) == (3, [0, 2, 0, 0, 0])
    assert totals(second) == (0, [0, 0, 0, 0, 0])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comments_comment SET article_id = %s WHERE status = 'published'", [second.pk])
    assert totals(first) == (0, [0, 0, 0, 0, 0])
    assert totals(second) == (3, [0, 2, 0, 0, 0])
    Comment.objects.filter(article=second).delete()
    assert totals(second) == (0, [0, 0, 0, 0, 0])


def test_bulk_created_rows_are_counted(make_article):
    article = make_article()
    Comment.objects.bulk_create(
        Comment(
            article=article,
            name="N",
            email=f"{n}@x.org",
            email_key=f"{n}@x.org",
            message="m",
            status="published",
            stars=4,
        )
        for n in range(50)
    )
    assert totals(article) == (50, [0, 0, 0, 50, 0])


@pytest.mark.django_db(transaction=True)
def test_truncating_the_comments_empties_the_totals(make_article, make_comment):
    article = make_article()
    make_comment(article, stars=5, status="published")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE comments_comment CASCADE")
    assert totals(article) == (0, [0, 0, 0, 0, 0])


def test_the_newest_published_rating_of_an_address_counts(make_article, make_comment):
    article = make_article()
    older = make_comment(article, email="ada@x.org", stars=1, created_at=timezone.now() - timedelta(days=1))
    newer = make_comment(article, email="Ada+news@X.org", stars=5)
    newer.publish()
    older.publish()
    assert totals(article) == (2, [0, 0, 0, 0, 1])
    newer.reject()
    assert totals(article) == (1, [1, 0, 0, 0, 0])


def test_a_rating_whose_address_proved_itself_is_not_displaced_by_one_that_did_not(make_article, make_comment):
    article = make_article()
    make_comment(
        article,
        email="ada@x.org",
        stars=2,
        status="published",
        confirmed_at=timezone.now(),
        created_at=timezone.now() - timedelta(days=1),
    )
    impostor = make_comment(article, email="ada@x.org", stars=5, status="published")
    assert totals(article) == (2, [0, 1, 0, 0, 0])
    Comment.objects.filter(pk=impostor.pk).update(confirmed_at=timezone.now())
    assert totals(article) == (2, [0, 0, 0, 0, 1])


def test_nobody_can_make_a_rating_count_by_hand(make_article, make_comment):
    article = make_article()
    make_comment(article, email="ada@x.org", stars=5, status="published")
    Comment.objects.update(rating_counts=False)
    assert totals(article) == (1, [0, 0, 0, 0, 1])
    make_comment(article, stars=3, rating_counts=True)
    assert totals(article) == (1, [0, 0, 0, 0, 1])


@pytest.mark.django_db(transaction=True)
def test_a_hundred_threads_at_once_leave_totals_that_are_true(make_article, make_comment):
    articles = [make_article() for _ in range(3)]
    comments = [make_comment(articles[n % 3], stars=n % 5 + 1) for n in range(100)]

    def publish(comment):
        try:
            Comment.objects.filter(pk__in=[comment.pk, comment.pk + 1]).publish()
            if comment.pk % 7 == 0:
                Comment.objects.get(pk=comment.pk).reject()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=25) as pool:
        list(pool.map(publish, comments))
    for article in articles:
        published = Comment.objects.published().filter(article=article)
        spread = [published.filter(stars=stars).count() for stars in range(1, 6)]
        assert totals(article) == (published.count(), spread)


@pytest.mark.parametrize(
    ("spread", "average"),
    [([0, 0, 0, 1, 0], "4.0"), ([1, 0, 0, 0, 2], "3.7"), ([0, 0, 0, 3, 1], "4.3"), ([7, 1, 0, 0, 0], "1.1")],
)
def test_the_average_has_one_decimal_rounded_the_usual_way(spread, average):
    counts = dict(
        zip(("one", "two", "three", "four", "five"), spread, strict=True),
    )
    discussion = Discussion(**{f"{word}_star_count": count for word, count in counts.items()})
    assert str(discussion.rating_average) == average
