"""A word of letters from alphabets that look alike: how words are written that a rule should not find."""

from comments.models import Finding, HeldBecause
from comments.spam.submission import Submission
from comments.text.lookalikes import mixed_words


def check(submission: Submission) -> Finding | None:
    words = mixed_words(submission.comment.message)
    return Finding(HeldBecause.ALPHABETS, ", ".join(words)) if words else None
