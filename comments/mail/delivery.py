"""How a mail leaves, and what happens where it cannot."""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

# How long to wait after each failure: a mail server may be down for a day.
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440)]

log = logging.getLogger(__name__)


class UndeliveredError(Exception):
    """The mail was given up. Says why without an address: what a task fails with is kept, and staff read it."""


def deliver(mail: EmailMultiAlternatives, task: Any, argument: int, failures: int) -> bool:
    """Send mail, or have task do it again later with its argument. True where it left.

    failures: how often that failed before. Raises UndeliveredError after the last time, and at once where the server
    refuses the address for good, or no mail can be made of it.
    """
    try:
        mail.send()
    except ValueError as fault:  # its words may quote the address
        raise UndeliveredError(type(fault).__name__) from None
    except OSError as fault:
        if failures >= len(RETRY_AFTER) or _is_final(fault):
            raise UndeliveredError(_in_words(fault)) from None
        log.warning("A mail waits (%s): %s", task.name, _in_words(fault))
        task.using(run_after=timezone.now() + RETRY_AFTER[failures]).enqueue(argument, failures + 1)
        return False
    return True


def _is_final(fault: OSError) -> bool:
    """Whether the server knows no such mailbox. Source: RFC 5321, 4.2.1: a code of 500 and more is for good."""
    if isinstance(fault, SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in fault.recipients.values())
    return False


def _in_words(fault: OSError) -> str:
    code = fault.smtp_code if isinstance(fault, SMTPResponseException) else fault.errno
    if isinstance(fault, SMTPRecipientsRefused):
        code = next(iter(fault.recipients.values()))[0]
    return f"{type(fault).__name__} {code or ''}".strip()
