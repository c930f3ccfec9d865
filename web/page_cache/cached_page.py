"""A page as it goes over the wire: in the coding that is asked for, whole or as "not modified"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from web.page_cache.content_encoding import decoded, encoded

Headers = list[tuple[str, str]]

OVERHEAD = 7_000  # bytes that a page takes in memory beside its bodies, about
# What RFC 9110, section 15.4.5, asks of a 304.
ON_NOT_MODIFIED = {"cache-control", "content-location", "date", "expires", "vary", "cache-tag", "surrogate-key"}
ON_NOT_MODIFIED |= {"warning"}  # that the page may be old
ON_NOT_MODIFIED |= {"access-control-allow-origin"}  # or a browser keeps it from the script that sent the entity tag
MADE_BY_ENCODING = {"etag", "content-length", "content-encoding"}
_TAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes

    @cached_property
    def messages(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """As ASGI sends it. No one may change them."""
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]
        start = {"type": "http.response.start", "status": self.status, "headers": headers}
        return start, {"type": "http.response.body", "body": self.body}


class Page:
    """headers: as Django made them. tag: the strong entity tag of the page as it is, with its quotes.

    Each coding has a tag of its own, as strong tags must: ``"…"``, ``"…-br"``, ``"…-gzip"``.
    read_of: the key of the article that who requests the page reads; None for all other pages.
    """

    def __init__(self, headers: Headers, body: bytes, encoding: str, read_of: int | None = None) -> None:
        self.read_of = read_of
        tags = [value for name, value in headers if name.lower() == "etag"]
        self.tag = tags[0]
        self.headers = [(name, value) for name, value in headers if name.lower() not in MADE_BY_ENCODING]
        self.forms: dict[str, Form] = {}
        self.form(encoding, body)

    def says_the_same_as(self, other: Page) -> bool:
        """Whether both are the same but for the date at which they were rendered."""
        return self.tag == other.tag and self._undated == other._undated

    @property
    def _undated(self) -> Headers:
        return [(name, value) for name, value in self.headers if name.lower() != "last-modified"]

    @property
    def size(self) -> int:
        return OVERHEAD + sum(len(form.whole.body) for form in self.forms.values())

    def form(self, encoding: str, body: bytes | None = None) -> Form:
        """The page in coding, compressed once. As it is, it is not kept beside a compressed form, but made from it."""
        if (form := self.forms.get(encoding)) is not None:
            return form
        form = self._form(encoding, encoded(self.body if body is None else body, encoding))
        compressed = {name: kept for name, kept in self.forms.items() if name != "identity"}
        if encoding != "identity" or not compressed:
            self.forms = compressed | {encoding: form}  # at once, for other threads
        return form

    @property
    def body(self) -> bytes:
        """The page as it is, without any coding."""
        encoding, form = next(iter(self.forms.items()))
        return decoded(form.whole.body, encoding)

    def _form(self, encoding: str, body: bytes) -> Form:
        tag = self.tag if encoding == "identity" else f'{self.tag[:-1]}-{encoding}"'
        whole = [*self.headers, ("ETag", tag), ("Content-Length", str(len(body)))]
        if encoding != "identity":
            whole.append(("Content-Encoding", encoding))
        unchanged = [(name, value) for name, value in self.headers if name.lower() in ON_NOT_MODIFIED]
        return Form(
            tag=tag,
            whole=Answer(200, whole, body),
            without_body=Answer(200, whole, b""),
            unchanged=Answer(304, [*unchanged, ("ETag", tag)], b""),
        )


@dataclass(frozen=True)
class Form:
    tag: str
    whole: Answer
    without_body: Answer
    unchanged: Answer

    def answer(self, method: str, if_none_match: str | None) -> Answer:
        """What a GET or HEAD hears. Weak tags in if_none_match match too: source RFC 9110, section 13.1.2."""
        if if_none_match is not None and (if_none_match.strip() == "*" or self.tag in _TAG.findall(if_none_match)):
            return self.unchanged
        return self.without_body if method == "HEAD" else self.whole
