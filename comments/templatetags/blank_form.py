from django import template

from comments.writing.comment_form import CommentForm

register = template.Library()


@register.simple_tag
def blank_form() -> CommentForm:
    """The comment form as a reader meets it, made only where it has to be rendered."""
    return CommentForm()
