"""``/api/articles`` and ``/api/articles/<slug>``."""

from http import HTTPStatus
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.disclosure.levels import LEVELS
from articles.intake.problems import Problem
from articles.models import Article, FormerSlug, Person, Section, Topic
from articles.read_api import api_schemas as schemas
from articles.read_api.api_page import json_answer, moment, page_after, page_answer
from articles.read_api.article_json import for_api, summary, whole
from articles.read_api.operation import PAGED, SLUG, Operation, Value, endpoint, matching, one_of, read_moment
from web.absolute_urls import absolute
from web.public_page import PUBLIC

GONE = {
    301: "The article has another slug now; `Location` has the address.",
    404: _("There is no such article."),
    410: "The article was withdrawn; `reason` says why.",
}


def slug_of(what: str) -> Value:
    return Value(what, f"Slug of a {what}.", {"type": "string", "pattern": SLUG}, matching(SLUG))


MAKING = Value(
    "making",
    f"How the article was made: {', '.join(LEVELS)}.",
    {"type": "string", "enum": list(LEVELS)},
    one_of(*LEVELS),
)
SINCE = Value(
    "since",
    "Published at this moment or later: RFC 3339, with its zone, such as 2026-01-31T00:00:00Z.",
    schemas.MOMENT,
    read_moment,
)


@endpoint(
    Operation(
        "articles",
        "/api/articles",
        "Published articles, the newest first.",
        schemas.page_of(schemas.named("Summary")),
        (slug_of("section"), slug_of("topic"), slug_of("person"), MAKING, SINCE, *PAGED),
        {404: "There is no such section, topic or person."},
    )
)
def articles_api(request: HttpRequest, *, limit: int, cursor: str | None, **chosen: Any) -> HttpResponse:
    articles, at = Article.objects.published(), "published_at"
    topic = _named(Topic.objects.in_public(), chosen["topic"])
    person = _named(Person.objects.in_public(), chosen["person"])
    if topic:
        articles, at = Article.objects.published().listed_under(topic=topic), "listed_at"
        articles = articles.filter(people=person) if person else articles
    elif person:
        articles, at = Article.objects.published().listed_under(person=person), "listed_at"
    if chosen["section"]:
        articles = articles.filter(section=_named(Section.objects.all(), chosen["section"]))
    if chosen["making"]:
        articles = articles.made(LEVELS[chosen["making"]])
    if chosen["since"]:
        articles = articles.filter(Q((f"{at}__gte", chosen["since"])))
    found, following = page_after(
        "articles", for_api(articles), [f"-{at}", "-pk"], cursor, limit, lambda row: [row.published_at, row.pk]
    )
    return page_answer(request, [summary(article) for article in found], following, cards=found)


@endpoint(Operation("article", "/api/articles/{slug}", "One article, whole.", schemas.named("Article"), refusals=GONE))
def article_api(request: HttpRequest, slug: str) -> HttpResponse:
    article = Article.objects.for_page().filter(slug=slug).first()
    if article is None or article.is_withdrawn:
        return instead_of(request, article, slug, "article_api")
    return json_answer(request, whole(article), about=article)


def instead_of(request: HttpRequest, article: Article | None, slug: str, name: str) -> HttpResponse:
    """The answer for an article that was withdrawn, is under another slug, or that there is not.

    name: of the address that redirects.
    """
    if article is not None:
        other = article.merged_into
        content = {
            "title": HTTPStatus.GONE.phrase,
            "status": HTTPStatus.GONE,
            "detail": _("This article was withdrawn. %(reason)s") % {"reason": article.withdrawal_reason},
            "reason": article.withdrawal_reason,
            "withdrawn_at": moment(article.withdrawn_at),
        }
        if other and other.is_visible:
            content["merged_into"] = absolute(other.get_absolute_url())
        gone = json_answer(request, content, status=HTTPStatus.GONE)
        gone["Content-Type"] = "application/problem+json"
        return gone
    moved = Article.objects.moved_from(slug)
    if moved is None or moved.slug == slug:
        raise Problem(HTTPStatus.NOT_FOUND, _("There is no such article."))
    redirect = HttpResponsePermanentRedirect(reverse(name, args=[moved.slug]))
    redirect["Cache-Control"] = PUBLIC
    return redirect


def _named(rows: Any, slug: str | None) -> Any:
    """The row that has slug, or had it before. Problem where there is none."""
    if slug is None:
        return None
    found = FormerSlug.objects.present(rows, slug)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, _("There is nothing here with the slug “%(slug)s”.") % {"slug": slug})
    return found
