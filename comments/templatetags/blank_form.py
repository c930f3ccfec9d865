from django import template

from comments.models import Discussion
from comments.writing.comment_form import CommentForm
from comments.writing.promise import promise_of

register = template.Library()


@register.simple_tag
def blank_form() -> CommentForm:
    """The comment form as a reader meets it, made only where it has to be rendered."""
    return CommentForm()


@register.simple_tag
def promise(discussion: Discussion) -> str:
    """What will happen to a comment that is sent now."""
    return promise_of(discussion)
