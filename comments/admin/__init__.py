"""The moderators' desk."""

from comments.admin import comment, comment_period, discussion, published, rating_quarantine, report, rule

__all__ = ["comment", "comment_period", "discussion", "published", "rating_quarantine", "report", "rule"]
