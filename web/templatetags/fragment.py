"""``{% fragment %}``: a part of a page that is rendered once for the values it is given, and kept."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from functools import cache
from itertools import repeat
from typing import Any

from django import template
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.signals import setting_changed
from django.db.models import JSONField, Model, QuerySet
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from web.times.age import next_change_in

register = template.Library()

_NOT_READ = object()
# What Django's own tags look for in any context, and do without.
_OF_DJANGO = {"forloop"}
ROOM = 6_000_000  # characters in each process, the values among them


@register.tag
def fragment(parser: Parser, token: Token) -> FragmentNode:
    """``{% fragment article stars=article.discussion.card_stars %}…{% endfragment %}``; a bare name hands over itself.

    The block reads nothing but those values, so what was rendered for the same ones is the same. Another name is a
    MissingNameError under the setting STRICT_FRAGMENTS, else it is empty. Of a row all columns that were read count,
    with those of the rows that it points at. Rows that point at it have to be named as values of their own. Ages in the
    block are rendered anew when they change; nothing else in it may depend on the time.
    """
    values = token_kwargs([bit if "=" in bit else f"{bit}={bit}" for bit in token.split_contents()[1:]], parser)
    if not values:
        raise TemplateSyntaxError("fragment needs the values that its block reads.")
    block = parser.parse(("endfragment",))
    parser.delete_first_token()
    return FragmentNode(block, values)


class MissingNameError(Exception):
    """A block reads a name that its tag does not hand to it."""


class _Handed(dict[str, Any]):
    """The values of a block, which notes the other names that the block reads.

    Django's ``{% if %}`` swallows every exception, so the note is what raises, once the block has ended. A partial that
    is included with ``only`` names what it takes by itself, and may leave names empty.
    """

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.missing: set[str] = set()
        self.context: Context | None = None

    def __contains__(self, name: object) -> bool:
        is_here = super().__contains__(name)
        if not is_here and not any(name in each for each in self._others()):
            self.missing.add(str(name))
        return is_here

    def _others(self) -> list[Any]:
        """What the block's own tags have put into its context, and what every context holds."""
        dicts = self.context.dicts if self.context else []
        return [_OF_DJANGO, *(each for each in dicts if each is not self)]


class FragmentNode(Node):
    child_nodelists = ("block",)

    def __init__(self, block: NodeList, values: dict[str, FilterExpression]) -> None:
        self.block = block
        self.values = values

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        seen: set[int] = set()
        key = (self, get_language(), *[_as_key(value, seen) for value in values.values()])
        text = _fragments.get(key)
        if text is None:
            began = timezone.now()
            text = self._render(context, values)
            _fragments.put(key, text, began)
        return mark_safe(text)  # noqa: S308 - a template drew it

    def _render(self, context: Context, values: dict[str, Any]) -> str:
        if not settings.STRICT_FRAGMENTS:
            return self.block.render(context.new(values))
        handed = _Handed(values)
        handed.context = context.new(handed)
        try:
            return self.block.render(handed.context)
        finally:
            if handed.missing:
                raise MissingNameError(f"Hand over what the block reads: {', '.join(sorted(handed.missing))}.")


class _Fragments:
    """Texts by what they were rendered from, the least recently rendered forgotten first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[Hashable, tuple[str, float, int]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> str | None:
        with self._lock:
            found = self._texts.get(key)
            if found is None or found[1] <= time.time():
                return None
            self._texts.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, text: str, began: datetime) -> None:
        change = next_change_in(text, began)
        entry = (text, change.timestamp() if change else float("inf"), len(text) * 3)
        with self._lock:
            self._forget(key)
            self._texts[key] = entry
            self._size += entry[2]
            while self._size > ROOM:
                self._forget(next(iter(self._texts)))

    def clear(self, **kwargs: Any) -> None:
        with self._lock:
            self._texts.clear()
            self._size = 0

    def _forget(self, key: Hashable) -> None:
        if found := self._texts.pop(key, None):
            self._size -= found[2]


def _as_key(value: Any, seen: set[int]) -> Hashable:
    """What tells value from any other that may be rendered otherwise. seen: rows that the same key holds already."""
    if isinstance(value, Model):
        return _row_as_key(value, seen)
    if isinstance(value, QuerySet | list | tuple):
        return tuple([_as_key(each, seen) for each in value])
    if isinstance(value, dict):
        return tuple([(name, _as_key(each, seen)) for name, each in value.items()])
    # True and 1 are equal, and rendered otherwise; so are times of two zones.
    return (type(value), str(value)) if isinstance(value, datetime) else (type(value), value)


def _row_as_key(row: Model, seen: set[int]) -> Hashable:
    if id(row) in seen:
        return (type(row), row.pk)
    seen.add(id(row))
    plain, compound, relations = _columns(type(row))
    read = row.__dict__.get
    # A column that was not read cannot be rendered, and is told from one that was.
    values = tuple(map(read, plain, repeat(_NOT_READ)))
    related = row._state.fields_cache
    pointed_at = [_as_key(related[name], seen) for name in relations if name in related]
    return (type(row), values, *[str(read(name, _NOT_READ)) for name in compound], *pointed_at)


@cache
def _columns(model: type[Model]) -> tuple[list[str], list[str], list[str]]:
    """The attributes that model's columns are in, those with lists and dictionaries apart, and its relations' names."""
    fields = model._meta.concrete_fields
    compound = [field.attname for field in fields if isinstance(field, ArrayField | JSONField)]
    plain = [field.attname for field in fields if field.attname not in compound]
    return plain, compound, [field.name for field in fields if field.is_relation]


_fragments = _Fragments()
clear_fragments = _fragments.clear
setting_changed.connect(clear_fragments)
