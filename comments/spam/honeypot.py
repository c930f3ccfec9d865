"""A field that people do not see, and programs fill in."""

from comments.models import Finding, HeldBecause
from comments.spam.submission import Submission


def check(submission: Submission) -> Finding | None:
    if submission.form is None or not submission.form.honeypot.strip():
        return None
    return Finding(HeldBecause.HONEYPOT, submission.form.honeypot, refuses=True)
