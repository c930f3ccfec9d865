"""How a form that is sent again is known, so a double click or a reload leaves one comment.

The answer to a repetition must tell no one whether they guessed someone's address. So the token of the form has to be
the same, which only the sender knows. A form without a token came without the page's script. Its repetition has to come
from the same network on the same day, goes through every check, and is answered like a new comment.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import DatabaseError, OperationalError, connection
from psycopg.errors import LockNotAvailable

from comments.models import Comment
from comments.spam.form_token import is_secret
from web.database.prepared import Parameter, Prepared

# A request waits at most WAITS times WAIT seconds, as long as the services take that the first one asks. One wait stays
# below the limit for a statement of a request.
WAITS, WAIT = 3, 3
_SENT_BEFORE = Prepared(
    lambda: Comment.objects.select_related("article").only("article__slug").filter(sent_key=Parameter("sent_key"))
)


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


def sent_before(key: SentKey) -> Comment | None:
    """The comment that was stored under key."""
    found = _SENT_BEFORE.run(sent_key=key.digest)
    return found[0] if found else None


@contextmanager
def in_turn(digest: str) -> Iterator[None]:
    """Of the requests that send the same form at once, let one go on, and then the next.

    The lock belongs to the session, not to a transaction, so the services that are asked meanwhile keep no transaction
    open, and PostgreSQL releases it when the process or its connection dies. A request that has waited too long goes on
    without it: the constraint ``comment_sent_once`` still lets one comment be stored.
    """
    key = int.from_bytes(bytes.fromhex(digest)[:8], signed=True)
    is_locked = any(_lock(key) for _wait in range(WAITS))
    try:
        yield
    finally:
        if is_locked:
            _unlock(key)


def _lock(key: int) -> bool:
    """Whether the lock is ours, after WAIT seconds at most."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true), pg_advisory_lock(%s)", [f"{WAIT}s", key])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        raise
    return True


def _unlock(key: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
    except DatabaseError:
        connection.close()  # the lock goes with its session; the request has its answer, or an error of its own


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
