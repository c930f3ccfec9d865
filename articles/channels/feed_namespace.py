from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from articles.reading.content_version import content_triggers


class FeedNamespaceQuerySet(models.QuerySet["FeedNamespace"]):
    def present(self) -> FeedNamespace:
        """The one row; made anew only in a database that was emptied."""
        return self.first() or self.get_or_create(pk=1)[0]


class FeedNamespace(models.Model):
    """The one row from which the identifiers in feeds are made, so they stay whatever address the site has.

    namespace: random, made with the database. authority: the host that identifiers began with in a database that had
    published before this row was there; its subscribers keep the identifiers they know. Empty elsewhere.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    namespace = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    authority = models.CharField(max_length=255, blank=True, default="", db_default="", editable=False)

    objects = FeedNamespaceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="feednamespace_is_one_row", condition=models.Q(id=1))]
        triggers = content_triggers("feed_namespace")

    def __str__(self) -> str:
        return str(self.namespace)

    def of_entry(self, name: str, made_at: datetime) -> str:
        """The identifier of what name says, which was made at that time: a tag URI (RFC 4151) or a ``urn:uuid:``."""
        if self.authority:
            return f"tag:{self.authority},{made_at:%Y-%m-%d}:{name}"
        return self.of_feed(name)

    def of_feed(self, name: str) -> str:
        return uuid.uuid5(self.namespace, name).urn
