"""How a form that is sent again is known, so that a double click or a reload leaves one comment.

The answer to a repetition must tell nobody whether they guessed somebody's address. So the token of the form has to be
the same, which only the sender knows. A form without a token came without the page's script. Its repetition has to come
from the same network on the same day, goes through every check, and is answered like a new comment.
"""

import hashlib
from typing import NamedTuple

from comments.models import Comment
from comments.spam.form import is_secret


class SentKey(NamedTuple):
    """digest: 64 hexadecimal digits. knows_the_form: made from a secret that the sender alone knows."""

    digest: str
    knows_the_form: bool


def sent_key(comment: Comment, token: str) -> SentKey | None:
    """The key of a comment that was sent with token, not saved yet; None where nothing tells its sender from others."""
    what = [comment.article_id, comment.parent_id or 0, comment.email_key, comment.message]
    if is_secret(token):
        return SentKey(_digest("form", token, *what), knows_the_form=True)
    if comment.network_hash:
        return SentKey(
            _digest("network", comment.network_hash, comment.name, comment.stars, *what), knows_the_form=False
        )
    return None


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
