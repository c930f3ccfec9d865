"""What to look at before readers see an article. The publishing panel shows it, and bulk verbs go through it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.text.body_structure import plain_text
from articles.workflow.blocking import blocking_findings
from articles.workflow.checklist_finding import Finding
from articles.workflow.day_words import day_words
from articles.workflow.heading_order import headings_out_of_order
from articles.workflow.internal_links import dead_links
from articles.workflow.name_spellings import spelled_two_ways
from web.times.moment import moment_words

if TYPE_CHECKING:
    from articles.models import Article

LONGEST_HEADLINE = 70  # characters: search engines and shared links cut off what is beyond
NARROWEST_LEAD = 1200  # pixels: what search engines and social networks want for a large picture
NAMED = 5  # of several things of one kind, in one sentence


def check_before_publishing(article: Article, at: datetime | None = None) -> list[Finding]:
    """What blocks, and what is advised, before article is published at that moment, by default now.

    article: saved. The number of queries does not grow with it.
    """
    now = timezone.now()
    at = at or now
    return [*blocking_findings(article, at), *_advice(article, at, is_scheduled=at > now)]


def _advice(article: Article, at: datetime, *, is_scheduled: bool) -> Iterator[Finding]:
    sources = article.sources.count()
    writers = list(article.byline_set.values_list("person__name", flat=True))
    if not sources and not article.without_sources:
        words = _("No source is named. Name one, or say that this article needs none.")
        yield Finding("sources", "sources", words)
    if not article.standfirst:
        yield Finding("standfirst", "standfirst", _("There is no standfirst: cards and search results show none."))
    if not writers:
        yield Finding("bylines", "byline_set", _("There is no byline."))
    if len(article.headline) > LONGEST_HEADLINE:
        words = _("The headline has %(number)d characters. Search engines cut it off after about %(most)d.")
        yield Finding("headline", "headline", words % {"number": len(article.headline), "most": LONGEST_HEADLINE})
    if article.lead_image and article.lead_image.width < NARROWEST_LEAD:
        words = _("The lead picture is %(width)d pixels wide. %(least)d are needed to look sharp everywhere.")
        yield Finding(
            "picture_size", "lead_image", words % {"width": article.lead_image.width, "least": NARROWEST_LEAD}
        )
    if dead := dead_links(article, at, sources):
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
        yield Finding("day", "body", words % {"moment": moment_words(at), "words": _listed(moving)})


def _listed(things: list[str]) -> str:
    return ", ".join(things[:NAMED]) + (" …" if len(things) > NAMED else "")
