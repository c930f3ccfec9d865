from enum import Enum


class Verdict(Enum):
    """What an answer to the check is worth."""

    PERSON = "the answer is right"
    REFUSED = "the answer is wrong, or was used before"
    EXPIRED = "the answer came too late"
    UNVERIFIED = "nobody could be asked"
