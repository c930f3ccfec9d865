"""Which of the checks are in use, by SPAM_CHECKS."""

from django.conf import settings

from comments.models import HeldBecause

# Those that tell someone else who writes what. They are off unless SPAM_CHECKS names them.
OUTSIDE = {HeldBecause.AKISMET}


def is_in_use(check: HeldBecause) -> bool:
    return check not in OUTSIDE if settings.SPAM_CHECKS is None else check in settings.SPAM_CHECKS
