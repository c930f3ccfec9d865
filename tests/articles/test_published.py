"""What "published and not withdrawn" means is said in one place, for queries, indexes, triggers and SQL."""

import re
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from articles import published
from articles.models import Article
from tests.sentences import ROOT, sources

SAID = re.compile(r"published_at[^'\"\n]*AND \S*withdrawn_at IS NULL|published_at__\w+=.*withdrawn_at=None")


def test_published_and_not_withdrawn_is_said_once():
    said = {}
    for path in (*sources(), *sorted((ROOT / "benchmarks").rglob("*.py"))):
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in lines:
            if path.name != "published.py" and SAID.search(line):
                said.setdefault(path.relative_to(ROOT).as_posix(), []).append(line.strip())
    assert said == {}


def test_sql_and_queries_say_the_same(db, make_article):
    now = timezone.now()
    make_article(published_at=None)
    make_article(published_at=now + timedelta(days=1))
    make_article(published_at=now - timedelta(days=1), withdrawn_at=now, withdrawal_reason="Wrong.")
    readable = make_article(published_at=now - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM articles_article WHERE {published.is_published_sql('<= now()')}")
        by_sql = [key for (key,) in cursor.fetchall()]
    assert by_sql == [readable.pk] == [article.pk for article in Article.objects.published()]
