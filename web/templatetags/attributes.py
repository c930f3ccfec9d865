"""Attributes that an element has only sometimes, without conditions inside its tag."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def attributes(**values: Any) -> SafeString:
    """Each attribute with its value: True stands alone, what is false or empty is left out. ``_`` is written ``-``.

    A space comes before each, so the tag follows what is before it directly.
    """
    return format_html_join("", "{}", ((_written(name, value),) for name, value in values.items() if value))


@register.simple_tag
def current_if(one: Any, other: Any) -> SafeString:
    """Mark a link as the chosen one of its kind, where one equals other."""
    return attributes(aria_current="true" if one == other else "")


def _written(name: str, value: Any) -> SafeString:
    name = name.replace("_", "-")
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
