from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from articles.intake.intake_token import IntakeToken

LIFETIME = timedelta(days=1)
LONGEST_KEY = 200  # characters


class IntakeAnswerQuerySet(models.QuerySet["IntakeAnswer"]):
    def claim(self, token: IntakeToken, key: str, request_digest: str) -> IntakeAnswer:
        """The answer under key, a new one where there is none. Waits for a request with the same key that is under way.

        Within a transaction: where that is taken back, so is the claim.
        """
        self.filter(token=token, key=key).outlived().delete()
        return self.get_or_create(token=token, key=key, defaults={"request_digest": request_digest})[0]

    def outlived(self) -> IntakeAnswerQuerySet:
        return self.filter(made_at__lt=timezone.now() - LIFETIME)


class IntakeAnswer(models.Model):
    """What a machine was answered, kept under the key it chose, so it may ask again and nothing happens twice.

    request_digest: SHA-256 of the request's body. content: the answer; None until there is one.
    """

    token = models.ForeignKey(IntakeToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=LONGEST_KEY)
    request_digest = models.CharField(max_length=64)
    content = models.JSONField(null=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = IntakeAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="intake_answer_one_for_each_key")]

    def __str__(self) -> str:
        return self.key
