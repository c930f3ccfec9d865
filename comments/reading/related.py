"""What to read after an article: what an editor chose, then others by shared topics, its section and its words.

Always four, if there are as many."""
# ruff: noqa: S608, S611 (the SQL is put together from the constants below; every value is a parameter)

from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles.models import Article
from articles.models.article_fields import MOST_READ_ALSO
from articles.published import is_published_sql
from web.database.prepared import Parameter, Prepared

RELATED_ARTICLES = MOST_READ_ALSO
LOOKED_AT = 30  # the newest of each topic and of the section: the cost does not grow with the articles

_NEWEST = f"""
    SELECT id FROM articles_article
    WHERE {{place}} id <> %s AND {is_published_sql("<= %s")} ORDER BY published_at DESC, id DESC LIMIT {{most}}
"""
# What an editor chose, by slugs that the articles have or had; place: in the editor's order.
_CHOSEN = r"""
    SELECT coalesce(present.id, former.article_id) AS id, chosen.place
    FROM articles_article AS this
    CROSS JOIN LATERAL unnest(string_to_array(this.read_also, E'\n')) WITH ORDINALITY AS chosen (slug, place)
    LEFT JOIN articles_article AS present ON present.slug = chosen.slug AND present.copy_of_id IS NULL
    LEFT JOIN articles_oldaddress AS former ON former.slug = chosen.slug AND present.id IS NULL
    WHERE this.id = %s AND coalesce(present.id, former.article_id) <> %s
"""
_PLACE = f"(SELECT min(place) FROM ({_CHOSEN}) AS chosen WHERE chosen.id = articles_article.id)"
_CANDIDATES = f"""(
    SELECT id FROM ({_CHOSEN}) AS chosen UNION
    ({_NEWEST.format(place="section_id = %s AND", most=LOOKED_AT)})
    UNION ({_NEWEST.format(place="", most=LOOKED_AT)})
    UNION (
        SELECT listed.article_id FROM articles_article_topics AS its CROSS JOIN LATERAL (
            SELECT article_id FROM articles_listing AS listing
            WHERE listing.topic_id = its.topic_id AND listing.published_at <= %s
            ORDER BY listing.published_at DESC, listing.article_id DESC LIMIT {LOOKED_AT}
        ) AS listed WHERE its.article_id = %s AND listed.article_id <> %s
    )
)"""
# A shared topic counts for two, the section for one, and the words of the headline, where others have them, for less
# than three.
_NEARNESS = """(
    2.0 * (
        SELECT count(*) FROM articles_article_topics AS its JOIN articles_article_topics AS theirs USING (topic_id)
        WHERE its.article_id = %s AND theirs.article_id = articles_article.id
    )
    + CASE WHEN articles_article.section_id = %s THEN 1.0 ELSE 0.0 END
    + 3.0 * coalesce(ts_rank(articles_article.search, (
        SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery
        FROM articles_article AS this CROSS JOIN LATERAL unnest(ts_filter(this.search, '{a}')) WHERE this.id = %s
    ), 32), 0)
)"""


def _related() -> models.QuerySet[Article]:
    article, section, now = Parameter("article"), Parameter("section"), Parameter("now")
    candidates = RawSQL(_CANDIDATES, [article, article, section, article, now, article, now, now, article, article])
    nearness = RawSQL(_NEARNESS, [article, section, article], output_field=models.FloatField())
    place = RawSQL(_PLACE, [article, article], output_field=models.BigIntegerField())
    cards = Article.objects.for_cards(now).filter(pk__in=candidates).annotate(place=place, nearness=nearness)
    return cards.order_by(models.F("place").asc(nulls_last=True), "-nearness", "-published_at", "-pk")[
        :RELATED_ARTICLES
    ]


_RELATED: Prepared[Any] = Prepared(_related)


def related_to(article: Article) -> list[Article]:
    """Cards of up to four other articles: those that an editor chose in their order, then the nearest. One query."""
    return _RELATED.run(article=article.pk, section=article.section_id, now=timezone.now())
