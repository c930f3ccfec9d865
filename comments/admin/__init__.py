"""The moderators' desk."""

from comments.admin import comment, discussion, rule

__all__ = ["comment", "discussion", "rule"]
