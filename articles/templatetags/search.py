from html import unescape

from django import template
from django.template import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.reading.full_text import JOINT, MARK_END, MARK_START
from web.templatetags.page_numbers import list_address

register = template.Library()


@register.filter
def marked(excerpt: str) -> SafeString:
    """An excerpt as ``Query.excerpt`` gives it, as HTML: what was looked for is in ``<mark>``."""
    text = escape(unescape(" ".join(excerpt.replace(JOINT, "").split())))
    # The text is escaped, and holds these two only in pairs.
    return mark_safe(text.replace(MARK_START, "<mark>").replace(MARK_END, "</mark>"))  # noqa: S308


@register.simple_tag(takes_context=True)
def facet_address(context: Context, facet: str, value: str | None) -> str:
    """The address of the same search with another choice in facet."""
    return list_address(context, **{facet: value})
