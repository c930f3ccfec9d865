import hashlib
from datetime import timedelta

from django.db import connection, models
from django.utils import timezone

REMEMBERED = timedelta(days=1)  # longer than a challenge lasts


class SpentChallengeQuerySet(models.QuerySet["SpentChallenge"]):
    def spend(self, challenge: str) -> bool:
        """Whether challenge was still unspent. Of many that ask at once, one hears yes."""
        digest = hashlib.sha256(challenge.encode()).hexdigest()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO comments_spentchallenge (digest, spent_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [digest, timezone.now()],
            )
            return cursor.rowcount == 1

    def outlived(self) -> models.QuerySet["SpentChallenge"]:
        """Those that have expired long since, so no one can present them again."""
        return self.filter(spent_at__lt=timezone.now() - REMEMBERED)


class SpentChallenge(models.Model):
    """A puzzle that was solved and handed in: it counts once."""

    digest = models.CharField(max_length=64, primary_key=True)
    spent_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = SpentChallengeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest
