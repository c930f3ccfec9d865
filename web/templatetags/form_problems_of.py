"""What is wrong in a form, for the list at the top of its page."""

from typing import Any

from django import template

from web.admin.form_problems import Problem, problems_of

register = template.Library()


@register.filter
def problems(form: Any) -> list[Problem]:
    """Each with the id of its field. Empty for a form that nobody sent, and for none."""
    return problems_of(form) if form else []
