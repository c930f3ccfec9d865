"""The log of how articles were made and checked: append-only, and chained so a row that is changed or gone shows.

Triggers write it, so no path into the database goes round it. Each row's hash covers the hash before it and the
row's own content. Rows are numbered without a gap, in the order in which their transactions come through.
"""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from articles.disclosure.log_triggers import LOG
from articles.models.article_triggers import refuse
from web.signed_writes import SIGNED_ACCOUNT

ADVISORY_LOCK = 5_120_264_905  # one for the whole log; any number that nothing else in the database uses


def hash_of(row: str) -> str:
    """SQL for the hash of a row of the log. jsonb has one way to write an array, so the hash has one input."""
    return f"""
        encode(sha256(convert_to(jsonb_build_array(
            {row}.previous_hash, {row}.number, (extract(epoch FROM {row}.at) * 1000000)::bigint, {row}.kind,
            {row}.article_id, {row}.account_id, {row}.person_id, {row}.former_level, {row}.level, {row}.text_digest,
            (extract(epoch FROM {row}.published_at) * 1000000)::bigint, {row}.words
        )::text, 'UTF8')), 'hex')
    """


class DisclosureEvent(models.Model):
    """One thing that happened to what an article says of its making. Accounts and people are here by their numbers.

    level, former_level: keys of ``LEVELS``, empty for "not stated". published_at: the moment from which readers see
    the article, as the row was written. words: the reason, what was checked, or the cause. text_digest: SHA-256 of
    headline, standfirst and body.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("Created")
        STATED = "stated", _("Making stated")
        RESTATED = "restated", _("Making stated anew")
        REVIEWED = "reviewed", _("Checked")
        REVIEW_VOIDED = "review_voided", _("Check void")
        PUBLISHED = "published", _("Published or scheduled")
        UNPUBLISHED = "unpublished", _("Back to draft")
        EDITED = "edited", _("Text changed in public")
        EDITED_EARLY = "edited_early", _("Text changed before publication")
        CORRECTED = "corrected", _("Corrected")
        CORRECTION_CHANGED = "correction_changed", _("Correction changed")
        CORRECTION_REMOVED = "correction_removed", _("Correction removed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REINSTATED = "reinstated", _("Published again")
        DELETED = "deleted", _("Deleted")

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("time"))
    kind = models.CharField(_("event"), max_length=20, choices=Kind.choices)
    article = models.ForeignKey(
        "articles.Article",
        verbose_name=_("article"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    person = models.ForeignKey(
        "articles.Person",
        verbose_name=_("person"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    former_level = models.CharField(_("level before"), max_length=12, blank=True)
    level = models.CharField(_("level"), max_length=12, blank=True)
    text_digest = models.CharField(_("digest of the text"), max_length=64)
    published_at = models.DateTimeField(_("published at"), null=True)
    words = models.TextField(_("reason or detail"), blank=True)
    previous_hash = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("entry on how it was made")
        verbose_name_plural = _("record of how articles were made")
        ordering = ["-number"]
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["article", "number"], name="disclosure_event_of_article"),
            models.Index(fields=["kind", "at"], name="disclosure_event_by_kind"),
            models.Index(fields=["kind", "number"], name="disclosure_event_of_kind"),
            models.Index(
                Greatest("at", "published_at"), condition=models.Q(kind="published"), name="disclosure_event_first_read"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="disclosure_event_joins_the_chain",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                # The statement after the lock sees what the holder before it has committed.
                func=f"""
                    IF pg_trigger_depth() < 2 THEN
                        {refuse("disclosure_event_joins_the_chain", "only what happens to an article writes the log")}
                    END IF;
                    PERFORM pg_advisory_xact_lock({ADVISORY_LOCK});
                    NEW.number = 1; NEW.previous_hash = '';
                    SELECT number + 1, hash INTO NEW.number, NEW.previous_hash
                    FROM {LOG} ORDER BY number DESC LIMIT 1;
                    NEW.number = coalesce(NEW.number, 1); NEW.previous_hash = coalesce(NEW.previous_hash, '');
                    NEW.at = clock_timestamp();
                    NEW.account_id = {SIGNED_ACCOUNT};
                    NEW.hash = {hash_of("NEW")};
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="disclosure_event_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="disclosure_event_is_not_emptied",
                level=pgtrigger.Statement,
                operation=pgtrigger.Truncate,
                when=pgtrigger.Before,
                func=refuse("disclosure_event_is_not_emptied", "the log is append-only"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_kind_display()}"
