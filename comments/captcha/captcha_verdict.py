from enum import Enum


class Verdict(Enum):
    """What an answer to the check is worth."""

    PERSON = "the answer is right"
    REFUSED = "the answer is wrong"
    EXPIRED = "the answer came too late, or was used before"
    UNVERIFIED = "nobody could be asked"
