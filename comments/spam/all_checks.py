"""The checks that a comment passes before others see it, in order of cost. SPAM_CHECKS names those in use.

Each is a function: a Submission in; a Finding out, or None. None of them loses a comment: what is found holds it for a
moderator, or refuses it, which keeps it among the spam, from where a moderator can take it back.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from comments.models import Finding, HeldBecause
from comments.spam import (
    akismet,
    alphabets,
    duplicates,
    form_token,
    honeypot,
    link_count,
    moderators_rules,
    rate,
    sender_history,
)
from comments.spam.in_use import OUTSIDE, is_in_use
from comments.spam.submission import SentForm, Submission

CHECKS = {
    HeldBecause.FORM: form_token.check,
    HeldBecause.HONEYPOT: honeypot.check,
    HeldBecause.RATE: rate.check,
    HeldBecause.LINKS: link_count.check,
    HeldBecause.ALPHABETS: alphabets.check,
    HeldBecause.DUPLICATES: duplicates.check,
    HeldBecause.RULES: moderators_rules.check,
    HeldBecause.HISTORY: sender_history.check,
    HeldBecause.AKISMET: akismet.check,
}
# Those that look at what is said and by whom, so they can be asked again; the others look at the form.
CHECKS_OF_THE_TEXT = set(CHECKS) - {HeldBecause.FORM, HeldBecause.HONEYPOT, HeldBecause.RATE}


def findings_about(submission: Submission) -> list[Finding]:
    """What the checks in use find, in their order. Of what is refused already, no one outside hears."""
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        is_needed = is_in_use(name) and not (name in OUTSIDE and any(finding.refuses for finding in findings))
        if is_needed and (finding := check(submission)):
            findings.append(finding)
    return findings


def demand_known_checks() -> None:
    """ImproperlyConfigured, with a sentence, where SPAM_CHECKS names what is no check or what lacks its key."""
    for name in settings.SPAM_CHECKS or []:
        if name not in CHECKS:
            known = ", ".join(CHECKS)
            raise ImproperlyConfigured(f"SPAM_CHECKS holds {name!r}, but may hold only: {known}.")
    if is_in_use(HeldBecause.AKISMET) and not settings.AKISMET_KEY:
        raise ImproperlyConfigured("SPAM_CHECKS names akismet, which needs AKISMET_KEY.")


__all__ = ["CHECKS", "CHECKS_OF_THE_TEXT", "OUTSIDE", "SentForm", "Submission", "demand_known_checks", "findings_about"]
