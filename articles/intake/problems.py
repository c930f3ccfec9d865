"""What a machine is told when something is wrong: problem details. Source: https://www.rfc-editor.org/rfc/rfc9457"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

MOST_ERRORS = 50  # in one answer
CONTENT_TYPE = "application/problem+json"
Place = Iterable[str | int]


def error_at(place: Place, words: Any) -> dict[str, str]:
    """One fault in the body. place: the names and numbers that lead to it, as a JSON pointer will say."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in place)
    return {"pointer": "#" + "".join(f"/{step}" for step in steps), "detail": str(words)}


class Problem(Exception):  # noqa: N818 - the standard's own word
    """Ends a request with status. errors: of single fields, as from ``error_at``."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: Any,
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(str(detail))
        self.status = status
        self.detail = str(detail)
        self.errors = errors or []
        self.headers = headers or {}

    def response(self) -> JsonResponse:
        content: dict[str, Any] = {"title": self.status.phrase, "status": self.status, "detail": self.detail}
        if self.errors:
            content["errors"] = self.errors[:MOST_ERRORS]
        return JsonResponse(
            content,
            status=self.status,
            content_type=CONTENT_TYPE,
            headers={"Cache-Control": "no-store", **self.headers},
        )
