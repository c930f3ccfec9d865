"""The classes of a field on the page of an article."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def field_look(field: Any) -> str:
    """field: BoundField."""
    looks = ["write-field", f"write-field--{field.name}"]
    if field.errors:
        looks.append("errors")
    if field.is_hidden:
        looks.append("hidden")
    return " ".join(looks)
