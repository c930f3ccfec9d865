from django import template
from django.forms import BaseForm

register = template.Library()

_FROM_THE_TOP = ("rating", "email", "name", "message")


@register.filter
def first_refused(form: BaseForm, name: str) -> bool:
    """Whether name is the first field on the page that was refused: it takes the focus."""
    return name == next((each for each in _FROM_THE_TOP if each in form.errors), None)
