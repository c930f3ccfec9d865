from urllib.parse import quote

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article

register = template.Library()


@register.simple_tag
def mail_about(article: Article, site_url: str) -> SafeString:
    """The address of a new e-mail that passes article on: its headline, how it was made, and where to read it."""
    statement = article.level.statement if article.level else ""
    body = "\n\n".join(filter(None, (statement, f"{site_url}{article.get_absolute_url()}")))
    address = f"mailto:?subject={quote(article.headline, safe='')}&body={quote(body, safe='')}"
    return mark_safe(conditional_escape(address))  # noqa: S308
