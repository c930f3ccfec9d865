"""The moderators' desk."""

from comments.admin import (
    comment_period_admin,
    discussion_admin,
    published_admin,
    rating_quarantine_admin,
    report_admin,
    rule_admin,
    saved_reply_admin,
    section_policy_admin,
)
from comments.admin.queue import comment_admin

__all__ = [
    "comment_admin",
    "comment_period_admin",
    "discussion_admin",
    "published_admin",
    "rating_quarantine_admin",
    "report_admin",
    "rule_admin",
    "saved_reply_admin",
    "section_policy_admin",
]
