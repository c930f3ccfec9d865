from django import template
from django.core.paginator import Page

register = template.Library()


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """The numbers that a list offers: the first, the last and those near page; None stands for what is left out."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in pages]


@register.simple_tag
def page_address(number: int) -> str:
    """The address of another page of the same list; the first one has no number in it."""
    return f"?page={number}" if number > 1 else "."
