"""Sections, topics and people whose names a search contains, or whose names contain it: above what was found."""
# ruff: noqa: S611 (the SQL is put together from names of tables; what a reader types is a parameter)

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import BooleanField, QuerySet, TextField
from django.db.models.expressions import RawSQL

from articles.models import Person, Section, Topic

MOST_LOOKED_AT, MOST_SHOWN = 60, 6  # of topics, and of people


def names_like(text: str) -> list[Any]:
    """Sections, topics and people, in this order. Six queries at most, by indexes of the words of names."""
    words = folded_words(text)
    if not words:
        return []
    either = " | ".join(f"'{word}'" for word in dict.fromkeys(words))
    found: list[Any] = []
    for model in (Section, Topic, Person):
        rows: QuerySet[Any] = model.objects.all()
        near = _with_folded_names(rows).filter(_holds(rows, either))[:MOST_LOOKED_AT]
        like = [each for each in near if _is_like(words, each.folded_name.split())]
        found += _in_public(model, like[:MOST_SHOWN])
    return found


def names_beginning(text: str) -> list[Any]:
    """Those in whose names a word begins with the last word of text, and all words before it are."""
    words = folded_words(text)
    if not words:
        return []
    *whole, last = words
    query = " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
    found: list[Any] = []
    for model in (Section, Topic, Person):
        rows: QuerySet[Any] = model.objects.all()
        found += _in_public(model, list(rows.filter(_holds(rows, query))[:MOST_LOOKED_AT]))[:MOST_SHOWN]
    return found


def _in_public(model: Any, rows: list[Any]) -> list[Any]:
    """Those of rows that an article names. Apart from the search for names, so an index serves each."""
    if model is Section or not rows:
        return rows
    public = set(model.objects.in_public().filter(pk__in=[each.pk for each in rows]).values_list("pk", flat=True))
    return [each for each in rows if each.pk in public]


def folded_words(text: str) -> list[str]:
    """As the index of names has them: in small letters, without signs and accents."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT articles_folded(articles_words(articles_search_text(%s)))", [text])
        words: str = cursor.fetchone()[0]
    return words.translate({ord(sign): None for sign in "'\\"}).split()


def _holds(rows: QuerySet[Any], query: str) -> RawSQL:
    table = rows.model._meta.db_table
    return RawSQL(f'articles_name_vector("{table}"."name") @@ %s::tsquery', [query], BooleanField())


def _with_folded_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    name = f'"{rows.model._meta.db_table}"."name"'
    folded = RawSQL(f"articles_folded(articles_words(articles_search_text({name})))", [], TextField())
    return rows.annotate(folded_name=folded)


def _is_like(asked: list[str], name: list[str]) -> bool:
    """Whether one contains all words of the other."""
    return bool(name) and (set(asked) <= set(name) or set(name) <= set(asked))
