"""The rules that moderators made: words, addresses, domains, networks."""

from comments.models import Finding, HeldBecause, Rule
from comments.spam.submission import Submission


def check(submission: Submission) -> Finding | None:
    rules = Rule.about(submission.comment, submission.address)
    if not rules:
        return None
    refuses = any(rule.effect == Rule.Effect.REFUSE for rule in rules)
    return Finding(HeldBecause.RULES, ", ".join(rule.found for rule in rules), refuses)
