"""The front: what the newsroom says, with what readers say of it."""
# ruff: noqa: S608 (the SQL is put together from constants)

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.db import connection
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.front.front_plan import (
    BRIEFS,
    LOOKED_AT,
    NEIGHBOURS,
    ON_THE_FRONT,
    Candidates,
    FrontPlan,
    plan_front,
)
from articles.models import Article, Correction, Section
from articles.published import is_published_sql
from articles.reading.lists import newest
from articles.reading.reader_page import cached_page, menu_of, reader_page
from comments.totals.lists_version import NOT_MOVED_YET
from web.database.prepared import Parameter, Prepared

MONTH = timedelta(days=30)
MOST_OF_A_MONTH = 1000  # articles of the month that are compared with each other, the newest
CORRECTIONS_ON_THE_FRONT = 3
FILTERS = {"from", "made", "page"}  # what makes the front's address a plain list

_NEWEST = "ORDER BY published_at DESC, id DESC"
_READABLE = is_published_sql("<= %(now)s")
_PICK_READABLE = is_published_sql("<= %(now)s", "picked.")
_READ_READABLE = is_published_sql("<= %(now)s", "article.")
_SHOWN = "state IN ('open', 'locked')"

# One row. Each list is read by an index, or from the articles of a month, and none is longer than the page can need.
_CANDIDATES = f"""
    WITH newest AS MATERIALIZED (
        SELECT id, published_at, leads_front FROM articles_article WHERE {_READABLE} {_NEWEST} LIMIT {ON_THE_FRONT + 1}
    ), recent AS MATERIALIZED (
        SELECT article_id, cautious_stars, comment_count, frozen_star_counts IS NULL AND rating_count >= %(ratings)s
            AS is_rated
        FROM comments_discussion WHERE {_SHOWN} AND article_id IN (
            SELECT id FROM articles_article WHERE {_READABLE} AND published_at > %(since)s
            {_NEWEST} LIMIT {MOST_OF_A_MONTH}
        )
    )
    SELECT
        coalesce((SELECT version::text FROM comments_listsversion WHERE id = 1), '{NOT_MOVED_YET}'),
        ARRAY(SELECT id FROM newest {_NEWEST}),
        (SELECT json_agg(json_build_object('article', article_id, 'headline', pick.headline, 'until', pick.until)
                         ORDER BY pick.position, pick.id)::text
         FROM articles_frontpick AS pick JOIN articles_article AS picked ON picked.id = article_id
         WHERE {_PICK_READABLE} AND (pick.until IS NULL OR pick.until > %(now)s)),
        (SELECT json_agg(json_build_array(section_id, is_shown) ORDER BY position, section_id)::text
         FROM articles_frontband),
        (SELECT json_build_object('words', breaking, 'address', breaking_address, 'until', breaking_until)::text
         FROM articles_frontpage
         WHERE breaking <> '' AND (breaking_until IS NULL OR breaking_until > %(now)s)),
        ARRAY(SELECT id FROM newest WHERE leads_front {_NEWEST}),
        ARRAY(SELECT article_id FROM recent WHERE is_rated
              ORDER BY cautious_stars DESC, article_id DESC LIMIT {LOOKED_AT}),
        ARRAY(SELECT article_id FROM recent WHERE comment_count > 0
              ORDER BY comment_count DESC, article_id DESC LIMIT {LOOKED_AT}),
        ARRAY(SELECT article_id FROM comments_mostread JOIN articles_article AS article ON article.id = article_id
              WHERE {_READ_READABLE} AND EXISTS (SELECT FROM articles_frontpage WHERE shows_most_read)
              ORDER BY position),
        (SELECT json_object_agg(section.id, ARRAY(
            SELECT id FROM articles_article WHERE section_id = section.id AND {_READABLE} {_NEWEST} LIMIT {LOOKED_AT}
        ))::text FROM unnest(%(sections)s::bigint[]) AS section (id))
"""

_CARDS = Prepared(
    lambda: (
        Article.objects.for_cards(Parameter("now"))
        .filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [Parameter("keys")]))
        .order_by()
    )
)
_CORRECTIONS = Prepared(lambda: Correction.objects.shown(Parameter("now"))[:CORRECTIONS_ON_THE_FRONT])


class Band(NamedTuple):
    """A section on the front. first: the newest of its articles here that has a picture, else the newest."""

    section: Section
    first: Article
    others: list[Article]

    @property
    def articles(self) -> list[Article]:
        return [self.first, *self.others]


class Arranged(NamedTuple):
    """What staff arranged and what is in force now. headlines: by the article's key. ends: when some of it is over."""

    headlines: dict[int, str]
    banner: dict[str, str] | None
    ends: list[datetime]


@cached_page
def front(request: HttpRequest) -> HttpResponse:
    return newest(request) if FILTERS & request.GET.keys() else _front(request)


def front_as_it_is(request: HttpRequest) -> HttpResponse:
    """For the preview at the desk: what this transaction holds, and for nobody else."""
    return _front(request, private=True)


def _front(request: HttpRequest, *, private: bool = False) -> HttpResponse:
    now = timezone.now()
    menu = list(menu_of(request))
    sections = {section.pk: section for section in menu}
    lists, found, arranged = _candidates(now, list(sections))
    plan = plan_front(found)
    cards = {article.pk: article for article in _CARDS.run(now=now, keys=list(plan.keys))}
    for key, headline in arranged.headlines.items():
        if headline and key in cards:
            cards[key].headline = headline  # on this page alone: nothing saves the row
    context = {
        "sections": menu,
        "listed": [cards[key] for key in plan.keys if key in cards],
        **_in_places(plan, cards, sections),
        "banner": arranged.banner,
        "corrections": _CORRECTIONS.run(now=now),
        "has_older": plan.has_older,
    }
    leave = [cards[key].published_at + MONTH for key in (*plan.rated, *plan.discussed) if key in cards]
    until = [*leave, *arranged.ends]
    return reader_page(request, "articles/front.html", context, lists=lists, until=until, private=private)


def _candidates(now: datetime, sections: list[int]) -> tuple[str, Candidates, Arranged]:
    """The version of the lists that readers order, what may be on the front now, and what staff arranged of it."""
    ratings = max(1, settings.RATING_MINIMUM)
    values: dict[str, Any] = {"now": now, "since": now - MONTH, "ratings": ratings, "sections": sections}
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, values)
        version, newest_ones, *as_json, leading, rated, discussed, read, by_section = cursor.fetchone()
    picks, bands, banner = (json.loads(each) if each else None for each in as_json)
    keys = {int(key): found for key, found in json.loads(by_section or "{}").items()}
    order = dict(bands or ())
    shown = [*(key for key in order if order[key]), *(key for key in sections if key not in order)]
    of_bands = {key: keys[key] for key in shown if key in keys}
    headlines = {pick["article"]: pick["headline"] for pick in picks or ()}
    ends = [each["until"] for each in (*(picks or ()), *([banner] if banner else ())) if each["until"]]
    return (
        version,
        Candidates(newest_ones, list(headlines), leading, rated, discussed, of_bands, read),
        Arranged(headlines, banner, [datetime.fromisoformat(each) for each in ends]),
    )


def _in_places(plan: FrontPlan, cards: dict[int, Article], sections: dict[int, Section]) -> dict[str, Any]:
    def rows(keys: Iterable[int]) -> list[Article]:
        return [cards[key] for key in keys if key in cards]  # one can be withdrawn between the two queries

    on_top = rows(plan.head)
    lead, *others = on_top or [cast(Any, None)]
    bands = [_band(sections[key], band) for key, keys in plan.bands.items() if (band := rows(keys))]
    return {
        "on_top": on_top,
        "lead": lead,
        "neighbours": others[:NEIGHBOURS],
        "briefs": others[NEIGHBOURS : NEIGHBOURS + BRIEFS],
        "under_lead": others[NEIGHBOURS + BRIEFS :],
        "bands": bands,
        "rated": rows(plan.rated),
        "discussed": rows(plan.discussed),
        "most_read": rows(plan.most_read),
        "rest": rows(plan.rest),
    }


def _band(section: Section, articles: list[Article]) -> Band:
    first = next((article for article in articles if article.lead_image_id), articles[0])
    return Band(section, first, [article for article in articles if article is not first])
