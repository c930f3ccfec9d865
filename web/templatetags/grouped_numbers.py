from django import template

from web.numbers import grouped as grouped_number

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """With the language's sign between thousands, for counts that readers see. Most are small and stay as they are."""
    return str(number) if number < 1000 else grouped_number(number)
