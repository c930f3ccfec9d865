"""A form of the desk that could not be taken, because its sender is signed out or its token is out of date.

The page that says so carries the form along in one signed field, through every step of the sign-in. Nothing of it is
stored, and nothing in it is secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from newsroom.desk.typed_words import Typed, posted_fields, typed_fields
from web.posted import comes_from_here

FIELD = "_carried"  # holds the form on the pages of the sign-in
WRITTEN_BY = "_written_by"  # in each form: whom the page was made for
_SECRET = {"csrfmiddlewaretoken", "secret", "otp", "recovery"}  # words in the names of fields
_SALT = "newsroom.desk.carried_form"


@dataclass(frozen=True)
class CarriedForm:
    """path: where it was sent, with its query. fields: what was in it, without secrets. had_files: not carried."""

    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    had_files: bool = False

    @classmethod
    def sent_with(cls, request: HttpRequest) -> CarriedForm | None:
        """The form that request sent, or that the sign-in carries; None where nothing was typed, or by another site."""
        if request.method != "POST" or not comes_from_here(request):
            return None
        posted = posted_fields(request)
        if FIELD in posted:
            return cls.read(str(posted[FIELD]))
        doors = (reverse("admin:login"), reverse("admin:logout"))
        if request.path in doors or any("password" in name for name in posted):
            return None
        fields = [(name, value) for name, values in posted.lists() for value in values if not _is_secret(name)]
        return cls(request.get_full_path(), fields, bool(request.FILES)) if typed_fields(fields) else None

    @classmethod
    def read(cls, value: str) -> CarriedForm | None:
        try:
            path, fields, had_files = signing.loads(value, salt=_SALT)
        except signing.BadSignature:
            return None
        return cls(path, [(name, text) for name, text in fields], had_files)

    @property
    def value(self) -> str:
        return signing.dumps([self.path, self.fields, self.had_files], salt=_SALT, compress=True)

    @property
    def typed(self) -> list[Typed]:
        """Its fields for a page that shows them, and sends them again."""
        return typed_fields(self.fields)

    def as_post(self) -> QueryDict:
        """Its fields as a request brings them, without the button that was pressed."""
        post = QueryDict(mutable=True)
        for name, value in self.fields:
            if not name.startswith("_") or name in ("_popup", "_to_field"):
                post.appendlist(name, value)
        return post

    def is_written_by(self, account: Any) -> bool:
        """Whether nothing says that another account wrote it."""
        writer = dict(self.fields).get(WRITTEN_BY, "")
        return not writer or constant_time_compare(writer, account_key(account))


def account_key(account: Any) -> str:
    """What stands for account in its pages and in its browser; no one can tell from it which account that is."""
    return salted_hmac("newsroom.desk.unsaved", str(account.pk), algorithm="sha256").hexdigest()[:24]


def _is_secret(name: str) -> bool:
    return not _SECRET.isdisjoint(re.split("[^a-z]+", name.lower()))
