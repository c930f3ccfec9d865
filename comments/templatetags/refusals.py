from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from web.templatetags.attributes import attributes

register = template.Library()

_FROM_THE_TOP = ("rating", "email", "name", "message")


@register.filter
def first_refused(form: BaseForm, name: str) -> bool:
    """Whether name is the first field on the page that was refused: it takes the focus."""
    return name == next((each for each in _FROM_THE_TOP if each in form.errors), None)


@register.simple_tag
def verdict_attributes(field: BoundField, help_id: str = "") -> SafeString:
    """Which texts describe field, and that it was refused, if it was. help_id: of a text that is always there."""
    described = [help_id] if help_id else []
    if not field.errors:
        return attributes(aria_describedby=" ".join(described))
    return attributes(aria_describedby=" ".join([*described, f"{field.name}-error"]), aria_invalid="true")
