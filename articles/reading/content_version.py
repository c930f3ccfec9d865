"""The version of what the newsroom says, which moves with every change of it, by whatever path.

A cached page is valid only under the version that was read before it was rendered. The version is one row for all
articles, sections, people, topics and pages: it moves far less often than it is read. What readers say has versions of
its own, one for each discussion.

Each trigger waits for the end of its transaction, so the row is locked while that commits and not a moment longer:
no one who publishes waits for an import. Once a transaction has moved it, its other rows cost a look.
``session_replication_role = replica`` switches these triggers off with all others, and ``TRUNCATE`` fires none of them:
after either, restart the site.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Subquery
from django.utils import timezone

from articles.published import is_scheduled
from web.database.prepared import Parameter, Prepared
from web.identity.current_site import remember_site
from web.identity.site_profile import SiteProfile

_MOVE = """
    INSERT INTO articles_contentversion (id, version) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version;
    RETURN NULL;
"""
# A row's xmin is the transaction that wrote it.
_UNLESS_THIS_TRANSACTION_HAS = """
    IF EXISTS (SELECT FROM articles_contentversion WHERE xmin = pg_current_xact_id()::xid) THEN RETURN NULL; END IF;
"""

# Drafts are no one's business: what belongs to one moves nothing. An article that is gone has moved the version itself.
IF_ARTICLE_WAS_PUBLISHED = "coalesce(OLD.published_at, NEW.published_at) IS NOT NULL"
IF_ITS_ARTICLE_IS_PUBLISHED = """
    EXISTS (
        SELECT FROM articles_article WHERE id IN (OLD.article_id, NEW.article_id) AND published_at IS NOT NULL
    )
"""


def content_triggers(name: str, condition: str = "true") -> list[pgtrigger.Trigger]:
    """Triggers for a table whose rows readers are shown. name: of what is in it. condition: SQL on OLD and NEW."""
    return [
        pgtrigger.Trigger(
            name=f"{name}_moves_the_content_version",
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            when=pgtrigger.After,
            timing=pgtrigger.Deferred,
            func=f"{_UNLESS_THIS_TRANSACTION_HAS} IF NOT ({condition}) THEN RETURN NULL; END IF; {_MOVE}",
        ),
    ]


class ContentVersionQuerySet(models.QuerySet["ContentVersion"]):
    def now(self) -> ContentVersion | None:
        """The version as it is, with ``next_publication``: when the next scheduled article is due, or None.

        ``read_at`` says when that was. The site's name and look come along, for the rest of the request. None for a
        database in which nothing has changed yet.
        """
        read_at = timezone.now()
        for version in _NOW.run(now=read_at):
            version.read_at = read_at
            remember_site(version.site)
            return version
        return None

    def with_next_publication(self, now: datetime | Parameter) -> Self:
        from articles.models.article import Article

        scheduled = Article.objects.filter(is_scheduled(now))
        due = scheduled.order_by("published_at", "pk").values("published_at")[:1]
        return self.annotate(next_publication=Subquery(due), site=Subquery(SiteProfile.objects.with_links()))


class ContentVersion(models.Model):
    """The one row. version: random, since a number could come again where a database is set back in time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)

    next_publication: datetime | None
    site: dict[str, Any] | None
    read_at: datetime

    objects = ContentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="contentversion_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.version)


_NOW = Prepared(lambda: ContentVersion.objects.with_next_publication(Parameter("now")))
