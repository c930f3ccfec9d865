"""The moderators' desk."""

from comments.admin import comment, discussion

__all__ = ["comment", "discussion"]
