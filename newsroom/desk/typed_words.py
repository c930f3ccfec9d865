"""What someone typed into a form, for a page that gives it back while nothing else can take it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.utils.translation import gettext_lazy as _

from web.posted import comes_from_here, posted_form

LABELS = {"email": _("E-mail"), "name": _("Name"), "message": _("Message"), "words": _("Details")}
# What a page of ours puts into a form by itself, or what a machine is to fall for.
NOT_TYPED = (
    "csrf",
    "_",
    "token",
    "parent",
    "next",
    "website",
    "altcha",
    "captcha",
    "credential",
    "g-recaptcha",
    "initial-",
)


@dataclass(frozen=True)
class Typed:
    """A field that was sent. label: empty where it is sent again without being shown."""

    name: str
    value: str
    label: str

    @property
    def rows(self) -> int:
        return 1 if self.name in ("email", "name") else 7


def typed_into(request: HttpRequest) -> list[Typed]:
    """The fields of the form that came with request, in their order; none where nothing may be given back.

    A form of another site is not given back: its words would look like ours. Neither is one with a password.
    """
    if request.method != "POST" or not comes_from_here(request):
        return []
    fields = posted_fields(request)
    if any("password" in name for name in fields):
        return []
    return typed_fields([(name, value) for name, values in fields.lists() for value in values])


def typed_fields(fields: Iterable[tuple[str, str]]) -> list[Typed]:
    """fields, by name and value, with their labels; none where nothing in them was typed."""
    typed = [Typed(name, value, _label(name, value)) for name, value in fields]
    return typed if any(each.label for each in typed) else []


def posted_fields(request: HttpRequest) -> QueryDict:
    """What was posted; nothing where it cannot be read."""
    try:
        try:
            return posted_form(request)[0]
        except RawPostDataException:  # a view or a middleware has read the form already
            return request.POST
    except (BadRequest, SuspiciousOperation, MultiPartParserError, OSError):
        return QueryDict()


def _label(name: str, value: str) -> str:
    """What a field is called where its value was typed. At the desk that is told by its having several words."""
    if not value.strip() or name.startswith(NOT_TYPED):
        return ""
    if name in LABELS:
        return str(LABELS[name])
    return name.replace("_", " ").replace("-", " ").capitalize() if len(value.split()) > 1 else ""
