"""The version of lists that readers' stars and comments order, such as the best rated of the front.

An article that is on no such list can come to be on one, so a page with such a list cannot name its dependencies one by
one. It depends on this version, which moves with whatever a card shows of any discussion.
"""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models

NOT_MOVED_YET = "none"  # in place of a version, while no discussion has changed


class ListsVersion(models.Model):
    """The one row. version: random, since a number could come again where a database is set back in time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="listsversion_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.version)


# At the end of the transaction, so the one row is locked while that commits and not a moment longer. A row's xmin is
# the transaction that wrote it.
DISCUSSION_MOVES_THE_LISTS = pgtrigger.Trigger(
    name="discussion_moves_the_version_of_lists",
    operation=pgtrigger.Update,
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Condition("OLD.card_version IS DISTINCT FROM NEW.card_version"),
    func="""
        IF EXISTS (SELECT FROM comments_listsversion WHERE xmin = pg_current_xact_id()::xid) THEN RETURN NULL; END IF;
        INSERT INTO comments_listsversion (id, version) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version;
        RETURN NULL;
    """,
)
