"""The durations that pages and mails to commenters state, from the constants that the code obeys."""

from django import template

from comments.models.comment import EDITABLE_FOR
from comments.moderation.undo import UNDO_LASTS
from comments.own.signed_links import MANAGE_LINK_LASTS
from web.times.durations import duration_in_words

register = template.Library()


@register.simple_tag
def editing_time() -> str:
    """How long a comment can be edited after it was sent."""
    return duration_in_words(EDITABLE_FOR)


@register.simple_tag
def link_time() -> str:
    """How long a link to the commenter's own page works."""
    return duration_in_words(MANAGE_LINK_LASTS)


@register.simple_tag
def undo_time() -> str:
    """How long a moderator can take a decision back."""
    return duration_in_words(UNDO_LASTS)
