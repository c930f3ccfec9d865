from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from articles.channels import structured_data as channel
from articles.models import Article

register = template.Library()


@register.simple_tag
def structured_data(article: Article) -> SafeString:
    """The article as JSON-LD, for a script element of that type."""
    return channel.structured_data(article)


@register.simple_tag
def front_data(articles: Iterable[Article]) -> SafeString:
    """The front page with its articles, likewise."""
    return channel.front_data(articles)
