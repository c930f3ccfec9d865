from urllib.parse import urlencode

from django import template
from django.template import Context

from web.paging import NumberedPage

register = template.Library()

# What a reader can choose of a list, in its address.
CHOICES = ("q", "section", "made", "since", "by", "order", "stars")


@register.filter
def page_numbers(page: NumberedPage) -> list[int | None]:
    """The numbers that a list offers: the first, the last and those near page; None stands for what is left out."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in pages]


@register.simple_tag(takes_context=True)
def list_address(context: Context, **changes: str | int | None) -> str:
    """The address of the same list as the reader chose it, but for changes; by default its first page."""
    query = {choice: context["request"].GET.get(choice) for choice in CHOICES} | changes
    return "?" + urlencode({name: value for name, value in query.items() if value}) if any(query.values()) else "."


@register.simple_tag(takes_context=True)
def page_address(context: Context, number: int) -> str:
    """The address of another page of the same list, as the reader chose it; the first one has no number in it."""
    return list_address(context, page=number if number > 1 else None)
