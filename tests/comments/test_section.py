"""Which section a comment is in: its article's, which the database itself sees to."""

from threading import Thread

import pytest
from django.db import connection, transaction

from articles.models import Article, Section
from comments.models import Comment, Discussion

pytestmark = pytest.mark.django_db


@pytest.fixture
def science():
    return Section.objects.create(name="Science", slug="science")


def test_a_comment_stands_in_the_section_of_its_article_whatever_is_written(make_article, make_comment, science):
    article = make_article()
    comment = make_comment(article)
    comment.refresh_from_db()
    assert comment.section_id == article.section_id
    comment.section = science
    comment.save()
    Comment.objects.filter(pk=comment.pk).update(section=science)
    assert Comment.objects.get().section_id == article.section_id


def test_an_article_that_moves_takes_its_comments_along_and_leaves_others(make_article, make_comment, science):
    moved, other = make_article(), make_article()
    comment = make_comment(moved, status="published")
    reply = make_comment(moved, parent=comment)
    stays = make_comment(other)
    totals = Discussion.objects.filter(article=moved).values().get()
    Article.objects.filter(pk=moved.pk).update(section=science)
    assert set(Comment.objects.filter(section=science)) == {comment, reply}
    assert Comment.objects.get(pk=stays.pk).section_id == other.section_id
    assert Discussion.objects.filter(article=moved).values().get() == totals


def test_a_comment_that_goes_to_another_article_goes_to_its_section(make_article, make_comment, science):
    comment = make_comment(make_article())
    Comment.objects.filter(pk=comment.pk).update(article=make_article(section=science))
    assert Comment.objects.get().section_id == science.pk


@pytest.mark.django_db(transaction=True)
def test_a_comment_that_is_sent_while_its_article_moves_is_not_left_behind(make_article, make_comment, science):
    """The comment waits for the person who moves the article, and finds it in its new section."""
    article = make_article()

    def send():
        make_comment(article)
        connection.close()

    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(section=science)
        sending = Thread(target=send)
        sending.start()
        sending.join(0.5)
    sending.join()
    assert Comment.objects.get().section_id == science.pk
