from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from articles.models import Article, Correction
from comments.models import Comment
from comments.models.comment_queryset import Thread
from comments.reading import comments_data as channel
from comments.text.links import linked as linked_text
from comments.text.typed_text import beginning_and_rest

register = template.Library()


@register.filter
def folded(message: str) -> tuple[str, str]:
    """What stays in sight of a message, and the rest that unfolds; the rest is empty where it is short."""
    return beginning_and_rest(message)


@register.filter
def linked(text: str, comment: Comment) -> SafeString:
    """text, of comment, escaped. Addresses of pages in it are links once the comment is published."""
    return linked_text(text) if comment.status == Comment.Status.PUBLISHED else conditional_escape(text)


@register.filter
def correction_times(article: Article) -> list[datetime]:
    """When article, which comes with its corrections, was corrected."""
    return [each.made_at for each in article.parts.corrections if each.kind == Correction.Kind.CORRECTION]


@register.filter
def first_after(times: list[datetime], comment: Comment) -> datetime | None:
    """The first of times since comment was written as it is."""
    return min((each for each in times if each > comment.last_worded_at), default=None)


@register.simple_tag
def comments_data(article: Article, threads: Iterable[Thread]) -> SafeString:
    """The comments of threads as JSON-LD, for a script element of that type."""
    return channel.comments_data(article, threads)
