"""The same text again, or nearly, from whomever and under whichever article: compared with the latest comments.

The same address with the same text under the same article is one comment and does not come this far.
"""

from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _

from comments.models import Comment, Finding, HeldBecause
from comments.spam.submission import Submission
from comments.text.likeness import simhash

LOOKS_BACK = timedelta(days=30)  # for the same text
LATEST = 1000  # comments, of the same days, that are compared for nearly the same text
NEARLY = 6  # bits of 64 that may differ: a name, a number, a word


def check(submission: Submission) -> Finding | None:
    value = simhash(submission.comment.message)
    if value is None or (found := _most_alike(value, submission.comment)) is None:
        return None
    pk, bits = found
    says = _("the same text as comment %(number)d") if bits == 0 else _("nearly the same text as comment %(number)d")
    return Finding(HeldBecause.DUPLICATES, says % {"number": pk})


def _most_alike(value: int, comment: Comment) -> tuple[int, int] | None:
    """The key of the earlier comment most like value, and by how many bits it differs; None where none is alike."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, bits FROM (
                (SELECT id, created_at, 0 AS bits FROM comments_comment
                 WHERE simhash = %(value)s
                    AND created_at BETWEEN %(since)s AND %(sent_at)s AND id IS DISTINCT FROM %(own)s
                 ORDER BY created_at DESC LIMIT 1)
                UNION ALL
                SELECT id, created_at, bit_count((simhash # %(value)s)::bit(64)) FROM (
                    SELECT id, created_at, simhash FROM comments_comment
                    WHERE created_at BETWEEN %(since)s AND %(sent_at)s AND id IS DISTINCT FROM %(own)s
                    ORDER BY created_at DESC LIMIT %(latest)s
                ) AS latest
            ) AS alike
            WHERE bits <= %(nearly)s ORDER BY bits, created_at DESC LIMIT 1
            """,
            {
                "value": value,
                "since": comment.created_at - LOOKS_BACK,
                "sent_at": comment.created_at,
                "own": comment.pk,
                "latest": LATEST,
                "nearly": NEARLY,
            },
        )
        return cursor.fetchone()
