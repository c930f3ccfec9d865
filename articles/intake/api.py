"""The one operation of the intake, with its description for machines. Importing this takes pydantic's time."""

import hashlib
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import Header, NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from articles.intake.authority import SystemToken, unauthorized
from articles.intake.draft import Draft, Received
from articles.intake.fault_words import words_for
from articles.intake.intake_answer import LIFETIME, LONGEST_KEY
from articles.intake.problems import CONTENT_TYPE, Problem, error_at
from articles.intake.receiving import receive
from web.times.durations import duration_in_words

MOST_NAMES = 100  # in one object of the JSON

PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, in words for people."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer to the field.", "examples": ["#/body"]},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
PROBLEMS = {
    400: "The request is not JSON.",
    401: "No token, or one that is not known.",
    403: "The account that answers for the token may not write.",
    411: "The request does not say how long it is.",
    413: "The request is too large.",
    415: "The request is something else than JSON.",
    422: "The draft was not taken; errors says what is wrong with which field.",
    429: "Too many requests; Retry-After says how many seconds to wait.",
}


class UnreadableError(ValueError):
    """What JSON allows, or Python reads, and the intake does not. Its words are for people."""


class StrictJson(Parser):
    """JSON as RFC 8259 has it, in UTF-8, and nothing that only Python reads. Raises ValueError."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body.decode(), object_pairs_hook=_members, parse_constant=_refuse_constant)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_NAMES:
        raise UnreadableError(_("An object has more than %(count)d names.") % {"count": MOST_NAMES})
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UnreadableError(_("A name stands twice in the same object."))
    return found


def _refuse_constant(name: str) -> None:
    raise UnreadableError(_("“%(name)s” is no number.") % {"name": name})


api = NinjaAPI(
    title="Intake for machines",
    version="1",
    description="Hands a draft to the editors. It is published by people, or not at all.",
    docs_url=None,
    openapi_url=None,
    parser=StrictJson(),
    auth=SystemToken(),
)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> JsonResponse:
    return problem.response()


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, fault: AuthenticationError) -> JsonResponse:
    return unauthorized(_("Send a token, as in “Authorization: Bearer newsroom_…”.")).response()


@api.exception_handler(HttpError)
def _not_json(request: HttpRequest, fault: HttpError) -> JsonResponse:
    """Ninja's own refusals; all that is left of them is a body that cannot be read."""
    cause = fault.__cause__
    words = _("The request is not JSON: %(reason)s.") % {"reason": _why_unread(cause or fault).rstrip(".")}
    return Problem(HTTPStatus(fault.status_code), words).response()


def _why_unread(cause: BaseException) -> str:
    """Python's own sentences are English."""
    if isinstance(cause, UnreadableError):
        return str(cause)
    if isinstance(cause, RecursionError):
        return _("it is nested too deeply")
    if isinstance(cause, json.JSONDecodeError):
        return _("it breaks off or goes wrong in line %(line)d, column %(column)d") % {
            "line": cause.lineno,
            "column": cause.colno,
        }
    if isinstance(cause, UnicodeDecodeError):
        return _("it is not UTF-8")
    return _("a number in it is too long, or it cannot be read at all")


@api.exception_handler(ValidationError)
def _not_a_draft(request: HttpRequest, fault: ValidationError) -> JsonResponse:
    errors = []
    for error in fault.errors:
        source, _parameter, *place = error["loc"]
        errors.append(
            error_at(place, words_for(error))
            if source == "body"
            else {"header": "Idempotency-Key", "detail": words_for(error)}
        )
    words = _("The draft was not taken; errors says why.")
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, words, errors).response()


@api.post(
    "articles/",
    response={201: Received},
    summary="Hand in a draft",
    operation_id="hand_in",
    tags=["Drafts"],
    url_name="hand_in",
    openapi_extra={
        "responses": {
            status: {"description": words, "content": {CONTENT_TYPE: {"schema": PROBLEM}}}
            for status, words in PROBLEMS.items()
        }
    },
)
def hand_in(
    request: HttpRequest,
    draft: Draft,
    idempotency_key: str = Header(
        "",
        alias="Idempotency-Key",
        max_length=LONGEST_KEY,
        pattern="^[!-~]*$",
        description="Words of your choice, another for each draft. The same again, within "
        f"{duration_in_words(LIFETIME)}, is answered the same.",
    ),
) -> JsonResponse:
    token = request.auth  # type: ignore[attr-defined]
    content, is_repeated = receive(token, draft, idempotency_key, hashlib.sha256(request.body).hexdigest())
    headers = {"Cache-Control": "no-store", "Location": content["desk"]}
    if is_repeated:
        headers["Idempotent-Replayed"] = "true"
    # Sorted, since PostgreSQL keeps the answer in an order of its own.
    return JsonResponse(content, status=HTTPStatus.CREATED, headers=headers, json_dumps_params={"sort_keys": True})


view = cast(
    Callable[[HttpRequest], HttpResponseBase],
    next(pattern.callback for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name == "hand_in"),
)


def openapi() -> dict[str, Any]:
    """The description of the intake: OpenAPI 3.1."""
    return api.get_openapi_schema(path_prefix="api/")
