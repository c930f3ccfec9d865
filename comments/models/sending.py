from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.utils import timezone

LONGEST = timedelta(seconds=10)  # that one sending takes, with the services that are asked; then it was broken off
LOOKS_EVERY = 0.05  # seconds


class SendingQuerySet(models.QuerySet["Sending"]):
    @contextmanager
    def in_turn(self, *words: object) -> Iterator[Sending]:
        """Of all that send the same words at once, one after the other, so that the next sees what became of the last.

        A committed row says whose turn it is, and no lock: a service that is asked meanwhile keeps nobody else waiting.
        A turn that was broken off ends after LONGEST. So long waits whoever is next, and goes on then.
        Outside of transactions only. No turn has to outlast a crash, so its beginning does not wait for the disk.
        """
        digest = hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()
        sending = Sending()
        for _look in range(round(LONGEST.total_seconds() / LOOKS_EVERY)):
            if began_at := self._begin(digest):
                sending.digest, sending.began_at = digest, began_at
                break
            time.sleep(LOOKS_EVERY)
        try:
            yield sending
        finally:
            sending.end()

    def _begin(self, digest: str) -> datetime | None:
        """When the turn began, by the database's clock; None while it is somebody else's."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
                INSERT INTO comments_sending AS sending (digest, began_at) SELECT %s, clock_timestamp() FROM quick
                ON CONFLICT (digest) DO UPDATE SET began_at = excluded.began_at
                    WHERE sending.began_at < excluded.began_at - make_interval(secs => %s)
                RETURNING began_at
                """,
                [digest, LONGEST.total_seconds()],
            )
            row = cursor.fetchone()
        return row[0] if row else None

    def outlived(self) -> SendingQuerySet:
        """Those that were broken off."""
        return self.filter(began_at__lt=timezone.now() - timedelta(days=1))


class Sending(models.Model):
    """That someone is sending a comment just now."""

    digest = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField()

    objects = SendingQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest

    def end(self) -> None:
        """Let the next one have its turn; in a transaction with its end, and not where it is rolled back."""
        if not self.digest:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM comments_sending WHERE digest = %s AND began_at = %s", [self.digest, self.began_at]
            )
        transaction.on_commit(self._is_over)

    def _is_over(self) -> None:
        self.digest = ""
