from dataclasses import dataclass

from comments.models import Comment


@dataclass(frozen=True)
class Attempt:
    """One more comment of a sender, as the counts of the hour see it. seconds: until they begin anew."""

    is_too_many: bool = False
    is_suspicious: bool = False
    count: int = 0
    seconds: int = 0


@dataclass(frozen=True)
class SentForm:
    """What the form carried beside the reader's words: the token that says when it was opened, and the honeypot."""

    token: str = ""
    honeypot: str = ""


@dataclass(frozen=True)
class Submission:
    """A comment that someone sent, not saved yet, or saved and changed.

    address: the network address it came from, or empty; at hand for the checks, never stored. form: None for a change.
    """

    comment: Comment
    address: str = ""
    user_agent: str = ""
    form: SentForm | None = None
    attempts: tuple[Attempt, ...] = ()
