"""Mails to commenters and reporters. A task of the worker sends each, and tries again while the server is down."""

from comments.mail.decision import send_decision
from comments.mail.links import send_links
from comments.mail.notice import tell_moderators
from comments.mail.receipt import send_receipt
from comments.mail.reply import send_reply_notice
from comments.mail.report import send_report_decision, send_report_receipt

__all__ = [
    "send_decision",
    "send_links",
    "send_receipt",
    "send_reply_notice",
    "send_report_decision",
    "send_report_receipt",
    "tell_moderators",
]
