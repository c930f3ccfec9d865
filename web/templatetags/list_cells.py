"""Cells of the admin's lists that say which column they are of: on a narrow screen, where each row is a card."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], headers: list[dict[str, Any]]) -> list[SafeString]:
    """The cells of a row, each with the words of its column's header in ``data-label``."""
    return [_labelled(cell, str(header["text"])) for cell, header in zip(cells, headers, strict=False)]


def _labelled(cell: SafeString, words: str) -> SafeString:
    if "<input" in words:  # the box that ticks all
        return cell
    tag, space, rest = conditional_escape(cell).partition(" ")
    label = f'{tag} data-label="{escape(words[:1].upper() + words[1:])}"'
    return mark_safe(label + space + rest) if tag in ("<td", "<th") else cell  # noqa: S308 (Django made the cell)
