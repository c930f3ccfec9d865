"""``/api/sections``, ``/api/topics`` and ``/api/people``: what articles can be chosen by."""

from django.http import HttpRequest, HttpResponse

from articles.models import Person, Section, Topic
from articles.read_api import api_schemas as schemas
from articles.read_api.api_page import page_after, page_answer
from articles.read_api.article_json import named, person
from articles.read_api.operation import PAGED, Operation, endpoint


@endpoint(
    Operation(
        "sections",
        "/api/sections",
        "The sections, in the order of the menu.",
        schemas.page_of(schemas.named("Section")),
        PAGED,
    )
)
def sections_api(request: HttpRequest, limit: int, cursor: str | None) -> HttpResponse:
    found, following = page_after(
        "sections",
        Section.objects.all(),
        ["position", "name", "pk"],
        cursor,
        limit,
        lambda row: [row.position, row.name, row.pk],
    )
    items = [named(section) | {"description": section.description} for section in found]
    return page_answer(request, items, following)


@endpoint(
    Operation(
        "topics",
        "/api/topics",
        "Topics of published articles, by slug.",
        schemas.page_of(schemas.named("Named")),
        PAGED,
    )
)
def topics_api(request: HttpRequest, limit: int, cursor: str | None) -> HttpResponse:
    found, following = page_after(
        "topics", Topic.objects.in_public(), ["slug", "pk"], cursor, limit, lambda row: [row.slug, row.pk]
    )
    return page_answer(request, [named(topic) for topic in found], following)


@endpoint(
    Operation(
        "people",
        "/api/people",
        "People whom published articles name, by slug.",
        schemas.page_of(schemas.named("Person")),
        PAGED,
    )
)
def people_api(request: HttpRequest, limit: int, cursor: str | None) -> HttpResponse:
    found, following = page_after(
        "people", Person.objects.in_public(), ["slug", "pk"], cursor, limit, lambda row: [row.slug, row.pk]
    )
    return page_answer(request, [person(each) for each in found], following)
