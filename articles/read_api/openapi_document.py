"""``/api/openapi.json``: the description of the read API, made from the operations themselves."""

import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.intake.problems import CONTENT_TYPE
from articles.read_api import api_schemas as schemas
from articles.read_api.api_page import json_answer
from articles.read_api.operation import OPERATIONS, SLUG, Operation, endpoint
from web.absolute_urls import absolute
from web.identity.current_site import current_site

USUAL_REFUSALS = {
    400: "The query cannot be read; `errors` says why.",
    405: "Only GET, HEAD and OPTIONS.",
    414: "The address is too long.",
    503: "The database cannot be reached; `Retry-After` says when to ask again.",
}

WITHOUT_PROBLEM = {301, 414}  # 414 is the server's own, before the site is asked


@endpoint(Operation("openapi", "/api/openapi.json", "This description.", {"type": "object"}))
def openapi_api(request: HttpRequest) -> HttpResponse:
    facts = {"title": f"{current_site().name}: read API", "version": "1", "description": DESCRIPTION}
    return json_answer(
        request,
        {
            "openapi": "3.1.0",
            "info": facts,
            "servers": [{"url": absolute("/").rstrip("/")}],
            "paths": _paths(),
            "components": {"schemas": schemas.SCHEMAS},
        },
    )


DESCRIPTION = (
    "What readers can read, as JSON: published articles and comments, without an e-mail address. No key is needed."
    " Answers have an ETag: send it as If-None-Match, and an unchanged answer is 304 without a body."
)


@cache
def _paths() -> dict[str, Any]:
    return {operation.path: {"get": _described(operation)} for operation in OPERATIONS.values()}


def _described(operation: Operation) -> dict[str, Any]:
    problem = {"content": {CONTENT_TYPE: {"schema": schemas.named("Problem")}}}
    refusals = {
        str(status): {"description": words, **({} if status in WITHOUT_PROBLEM else problem)}
        for status, words in sorted({**USUAL_REFUSALS, **operation.refusals}.items())
    }
    good = {"description": operation.words, "content": {"application/json": {"schema": operation.answer}}}
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": SLUG}}
        for name in re.findall(r"\{(\w+)\}", operation.path)
    ]
    return {
        "operationId": operation.name,
        "summary": operation.words,
        "parameters": [*in_path, *(value.described() for value in operation.values)],
        "responses": {"200": good, "304": {"description": "Unchanged since the answer with this ETag."}, **refusals},
    }
