"""The checks that a comment passes before others see it, in order of cost. SPAM_CHECKS names those in use.

Each is a function: a Submission in; a Finding out, or None. None of them loses a comment: what is found holds it for a
moderator, or refuses it, which keeps it among the spam, from where a moderator can take it back.
"""

from django.conf import settings

from comments.models import Finding
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
from comments.spam.submission import SentForm, Submission

CHECKS = {
    "form": form_token.check,
    "honeypot": honeypot.check,
    "rate": rate.check,
    "links": link_count.check,
    "alphabets": alphabets.check,
    "duplicates": duplicates.check,
    "rules": moderators_rules.check,
    "history": sender_history.check,
    "akismet": akismet.check,
}
# Those that look at what is said and by whom, so that they can be asked again; the others look at the form.
CHECKS_OF_THE_TEXT = {name for name in CHECKS if name not in ("form", "honeypot", "rate")}

OUTSIDE = {"akismet"}


def findings_about(submission: Submission) -> list[Finding]:
    """What the checks in use find, in their order. Of what is refused already, nobody outside hears."""
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        is_needed = name in settings.SPAM_CHECKS and not (
            name in OUTSIDE and any(finding.refuses for finding in findings)
        )
        if is_needed and (finding := check(submission)):
            findings.append(finding)
    return findings


__all__ = ["CHECKS", "CHECKS_OF_THE_TEXT", "SentForm", "Submission", "findings_about"]
