"""Mails to commenters. A task of the worker sends each, and tries again for two days where the mail server is down."""

from comments.mail.decision import send_decision
from comments.mail.links import send_links
from comments.mail.receipt import send_receipt
from comments.mail.reply import send_reply_notice

__all__ = ["send_decision", "send_links", "send_receipt", "send_reply_notice"]
