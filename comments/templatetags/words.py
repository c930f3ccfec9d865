from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from articles.models import Article, Correction
from comments.links import linked as linked_text
from comments.models import Comment
from comments.text import beginning_and_rest

register = template.Library()


@register.filter
def folded(message: str) -> tuple[str, str]:
    """What stays in sight of a message, and the rest that unfolds; the rest is empty where it is short."""
    return beginning_and_rest(message)


@register.filter
def linked(text: str) -> SafeString:
    """text with its addresses of pages as links; escaped."""
    return linked_text(text)


@register.filter
def corrected_after(article: Article, comment: Comment) -> datetime | None:
    """When article was first corrected after comment was written; article comes with its corrections."""
    corrections = [each.made_at for each in article.corrections.all() if each.kind == Correction.Kind.CORRECTION]
    return min((made_at for made_at in corrections if made_at > comment.last_worded_at), default=None)
