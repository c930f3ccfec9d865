"""What to look at before readers see an article. The publishing panel shows it, and bulk verbs go through it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.text.length import ADVISED_LENGTHS
from articles.text.structure.body_structure import plain_text
from articles.workflow.blocking import blocking_findings
from articles.workflow.checklist_finding import Finding
from articles.workflow.day_words import day_words
from articles.workflow.heading_order import headings_out_of_order
from articles.workflow.internal_links import dead_links
from articles.workflow.name_spellings import spelled_two_ways
from web.times.moment import moment_words

if TYPE_CHECKING:
    from articles.models import Article
    from articles.pictures.body_pictures import BodyPictures

NARROWEST_LEAD = 1200  # pixels: what search engines and social networks want for a large picture
NARROWEST_WITHIN = 704  # pixels: the width of the column of the text
NAMED = 5  # of several things of one kind, in one sentence


@dataclass(frozen=True)
class _Beside:
    """What is stored beside the texts of some articles. sources, writers: by the article's number."""

    sources: dict[int, int]
    writers: dict[int, list[str]]
    pictures: BodyPictures
    dead_links: dict[int, list[str]]


def check_before_publishing(article: Article, at: datetime | None = None) -> list[Finding]:
    """What blocks, and what is advised, before article is published at that moment, by default now. article: saved."""
    return check_each([article], at)[article.pk]


def check_each(articles: Iterable[Article], at: datetime | None = None) -> dict[int, list[Finding]]:
    """The same for many articles, by their numbers. Five queries at most, however many and however long they are."""
    articles = list(articles)
    now = timezone.now()
    at = at or now
    beside = _read_beside(articles, at)
    return {
        article.pk: [
            *blocking_findings(article, at, beside.pictures),
            *_advice(article, at, beside, is_scheduled=at > now),
        ]
        for article in articles
    }


def _read_beside(articles: list[Article], at: datetime) -> _Beside:
    from articles.pictures.body_pictures import pictures_within  # which needs the models, and these need the verbs

    prefetch_related_objects(articles, "lead_image")
    numbers = [article.pk for article in articles]
    sources = Counter(
        apps.get_model("articles", "Source").objects.filter(article__in=numbers).values_list("article", flat=True)
    )
    writers: dict[int, list[str]] = {}
    bylines = apps.get_model("articles", "Byline").objects.filter(article__in=numbers).order_by("position", "pk")
    for article, name in bylines.values_list("article", "person__name"):
        writers.setdefault(article, []).append(name)
    pictures = pictures_within(*(article.body for article in articles))
    return _Beside(sources, writers, pictures, dead_links(articles, at, sources))


def _advice(article: Article, at: datetime, beside: _Beside, *, is_scheduled: bool) -> Iterator[Finding]:
    writers = beside.writers.get(article.pk, [])
    if not beside.sources.get(article.pk) and not article.without_sources:
        words = _("No source is named. Name one, or say that this article needs none.")
        yield Finding("sources", "sources", words)
    if not article.standfirst:
        yield Finding("standfirst", "standfirst", _("There is no standfirst: cards and search results show none."))
    if not writers:
        yield Finding("bylines", "byline_set", _("There is no byline."))
    if len(article.headline) > ADVISED_LENGTHS["headline"]:
        words = _("The headline has %(number)d characters. Search engines cut it off after about %(most)d.")
        words %= {"number": len(article.headline), "most": ADVISED_LENGTHS["headline"]}
        yield Finding("headline", "headline", words)
    yield from _small_pictures(article, beside.pictures)
    if dead := beside.dead_links[article.pk]:
        yield Finding("links", "body", _("Links that lead nowhere on this site: %(links)s") % {"links": _listed(dead)})
    if skipping := headings_out_of_order(article.body):
        words = _("Headings that skip a level: %(headings)s") % {"headings": _listed(skipping)}
        yield Finding("headings", "body", words)
    text = "\n".join([article.headline, article.standfirst, plain_text(article.body)])
    if pairs := spelled_two_ways(text, writers):
        both = _listed([_("“%(one)s” and “%(other)s”") % {"one": one, "other": other} for one, other in pairs])
        yield Finding("names", "body", _("Is this one name in two spellings? %(names)s") % {"names": both})
    if is_scheduled and (moving := day_words(text, article.language)):
        words = _("Readers will see this from %(moment)s. Are these words right then? %(words)s")
        listed = _listed(moving)
        yield Finding("day", "body", words % {"moment": moment_words(at), "words": listed}, about=listed)


def _small_pictures(article: Article, pictures: BodyPictures) -> Iterator[Finding]:
    from articles.pictures.picture_uses import picture_uses

    small = []
    for use in picture_uses(article, pictures):
        if use.image is None:
            continue
        if use.is_lead and use.image.width < NARROWEST_LEAD:
            words = _("The lead picture is %(width)d pixels wide. %(least)d are needed to look sharp everywhere.")
            yield Finding("picture_size", "lead_image", words % {"width": use.image.width, "least": NARROWEST_LEAD})
        elif not use.is_lead and use.image.width < NARROWEST_WITHIN:
            small.append(_("“%(picture)s” (%(width)d)") % {"picture": use.image, "width": use.image.width})
    if small:
        words = _("Pictures in the text that are less than %(least)d pixels wide look blurred: %(pictures)s")
        yield Finding("pictures_size", "body", words % {"least": NARROWEST_WITHIN, "pictures": _listed(small)})


def _listed(things: list[str]) -> str:
    return ", ".join(things[:NAMED]) + (" …" if len(things) > NAMED else "")
