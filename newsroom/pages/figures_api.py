"""``/api/figures``: the figures of ``/transparency/``, for programs, in pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from articles.read_api import api_schemas as schemas
from articles.read_api.api_page import cursor_at, page_answer, read_cursor
from articles.read_api.operation import PAGED, Operation, endpoint
from newsroom.pages.transparency import months_as_json


@endpoint(
    Operation(
        "figures",
        "/api/figures",
        "How comments were handled and articles were made, month by month, the newest first.",
        schemas.page_of(schemas.named("Month")),
        PAGED,
        is_cached=False,
    )
)
def figures_api(request: HttpRequest, limit: int, cursor: str | None) -> HttpResponse:
    months = months_as_json()
    if cursor is not None:
        (last,) = read_cursor("figures", cursor, 1)
        months = [month for month in months if month["month"] < last]
    following = cursor_at("figures", [months[limit - 1]["month"]]) if len(months) > limit else None
    return page_answer(request, months[:limit], following)


urlpatterns = [path("figures", figures_api, name="figures_api")]
