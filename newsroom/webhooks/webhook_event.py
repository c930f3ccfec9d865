"""What happened and is not told yet. Triggers write it in the transaction of the change itself, whoever writes.

So nothing is lost that was committed, and nothing told that was rolled back. An article that is published by its moment
alone has its event from the time when the moment was set; it is due with it.
"""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

from __future__ import annotations

import pgtrigger
from django.db import models

from articles.disclosure.log_triggers import LOG
from articles.models import Article, Byline, Correction, Source, WorkflowEntry
from articles.published import has_a_moment_sql, is_published_sql
from comments.models import Decision
from newsroom.webhooks.webhook import Event

# Columns of an article that readers see.
SEEN = (
    "headline", "slug", "kicker", "standfirst", "body", "section_id", "lead_image_id", "lead_alternative_text",
    "lead_is_decorative", "language", "ai_use", "ai_system", "ai_note", "reviewed_by_id", "reviewed_at", "published_at",
    "updated_at",
)  # fmt: skip
NEWS_LASTS = 1  # days; what arrives with an older date is an archive that moves in, and no news
_NEWS = f"interval '{NEWS_LASTS} day'"


def _columns(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in SEEN)


def _tell(event: str, article: str, due: str = "now()", decision: str = "0") -> str:
    """SQL that notes an event once in a transaction, if someone is told of it now, or it is due later."""
    return f"""
        INSERT INTO newsroom_webhookevent
            (event, article_id, decision_id, happened_at, due_at, scheduled_for, transaction)
        SELECT '{event}', {article}, {decision}, now(), {due}, nullif({due}, now()), pg_current_xact_id()::text
        WHERE {due} > clock_timestamp()
            OR EXISTS (SELECT FROM newsroom_webhook WHERE is_on AND '{event}' = ANY(events))
        ON CONFLICT DO NOTHING;
    """


class WebhookEvent(models.Model):
    """event: of ``Event``. article_id, decision_id: keys, whose rows may be gone; 0 for none.

    scheduled_for: the moment that was set beforehand. due_at: when it is told, later after a fault of ours.
    transaction: PostgreSQL's number.
    """

    event = models.CharField(max_length=20)
    article_id = models.BigIntegerField()
    decision_id = models.BigIntegerField(default=0)
    happened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    scheduled_for = models.DateTimeField(null=True)
    transaction = models.CharField(max_length=24)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["due_at", "id"], name="webhook_events_due")]
        constraints = [
            # Of one change, as editors see it, one thing is told.
            models.UniqueConstraint(
                name="webhook_event_once",
                fields=["transaction", "event", "article_id", "decision_id", "due_at"],
            )
        ]

    def __str__(self) -> str:
        return self.event

    @property
    def message_id(self) -> str:
        """The same for every receiver, and each time it is sent."""
        return f"msg_{self.pk}_{self.transaction}"


_NEWS_TOLD = f"""
    SELECT FROM newsroom_webhookevent
    WHERE transaction = pg_current_xact_id()::text AND article_id = %s AND event = '{Event.PUBLISHED}'
"""


def _part_is_told(name: str) -> pgtrigger.Trigger:
    """For a table whose rows are parts of articles that readers see: a change of these alone is one of the article.

    Parts that arrive with their article are no change of it.
    """
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.After,
        declare=[("changed", "bigint")],
        func=f"""
            IF OLD IS NOT DISTINCT FROM NEW THEN
                RETURN NULL;
            END IF;
            FOR changed IN SELECT id FROM articles_article
                WHERE id IN (OLD.article_id, NEW.article_id) AND {is_published_sql("<= clock_timestamp()")}
                AND NOT EXISTS ({_NEWS_TOLD % "articles_article.id"})
                AND NOT EXISTS (SELECT FROM {LOG} AS log WHERE log.article_id = articles_article.id
                    AND log.kind = 'created' AND log.at >= now())
            LOOP
                {_tell(Event.UPDATED, "changed")}
            END LOOP;
            RETURN NULL;
        """,
    )


class ToldArticle(Article):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="article_change_is_told",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                declare=[("was_read", "boolean")],
                func=f"""
                    was_read = TG_OP = 'UPDATE' AND {is_published_sql("<= clock_timestamp()", "OLD.")};
                    IF was_read AND NEW.withdrawn_at IS NOT NULL THEN
                        {_tell(Event.WITHDRAWN, "NEW.id")}
                    ELSIF was_read AND {is_published_sql("<= clock_timestamp()", "NEW.")} THEN
                        IF ROW({_columns("OLD")}) IS DISTINCT FROM ROW({_columns("NEW")})
                            AND NOT EXISTS ({_NEWS_TOLD % "NEW.id"})
                        THEN
                            {_tell(Event.UPDATED, "NEW.id")}
                        END IF;
                    ELSIF {has_a_moment_sql("NEW.")} AND (TG_OP = 'INSERT'
                        OR OLD.published_at IS DISTINCT FROM NEW.published_at OR OLD.withdrawn_at IS NOT NULL)
                    THEN
                        IF NEW.published_at > clock_timestamp() THEN
                            {_tell(Event.PUBLISHED, "NEW.id", "NEW.published_at")}
                        ELSIF TG_OP = 'UPDATE' OR NEW.published_at > now() - {_NEWS} THEN
                            {_tell(Event.PUBLISHED, "NEW.id")}
                        END IF;
                    END IF;
                    RETURN NULL;
                """,
            )
        ]


class ToldByline(Byline):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [_part_is_told("byline_is_told")]


class ToldSource(Source):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [_part_is_told("source_is_told")]


class ToldTopic(Article.topics.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [_part_is_told("topic_of_an_article_is_told")]


class ToldCorrection(Correction):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="correction_is_told",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func=f"""
                    IF EXISTS (SELECT FROM articles_article WHERE id = NEW.article_id
                        AND {is_published_sql("<= clock_timestamp()")})
                    THEN
                        {_tell(Event.CORRECTED, "NEW.article_id")}
                    END IF;
                    RETURN NULL;
                """,
            )
        ]


class ToldStep(WorkflowEntry):
    """A working copy may change nothing that another trigger sees."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="published_changes_are_told",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                condition=pgtrigger.Condition("NEW.verb = 'update'"),
                func=f"{_tell(Event.UPDATED, 'NEW.article_id')} RETURN NULL;",
            )
        ]


class ToldDecision(Decision):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="decision_is_told",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                declare=[("of_article", "bigint")],
                func=f"""
                    SELECT article_id INTO of_article FROM comments_comment WHERE id = NEW.comment_id;
                    IF FOUND AND NEW.made_at > now() - {_NEWS} THEN
                        {_tell(Event.DECIDED, "of_article", decision="NEW.id")}
                    END IF;
                    RETURN NULL;
                """,
            )
        ]
