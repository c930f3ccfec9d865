"""The moderators' desk."""

from comments.admin import comment, discussion, published, rule

__all__ = ["comment", "discussion", "published", "rule"]
