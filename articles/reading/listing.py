"""Where an article is in the lists of its topics and its people, in their order.

A list of one topic or person is read by an index on these rows alone, however many articles there are and however few
are of the topic; so is a choice from it by how the articles were made. Triggers keep them, by whatever path.
"""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.disclosure.log_triggers import level_of
from articles.published import has_a_moment_sql

LISTING = "articles_listing"


class ListingQuerySet(models.QuerySet["Listing"]):
    def in_public(self) -> ListingQuerySet:
        """Those whose moment has come."""
        return self.filter(published_at__lte=timezone.now())


class Listing(models.Model):
    """That an article, once its moment has come, is in the list of a topic or of a person. Withdrawn ones do not.

    published_at, level: the article's; level is the key of one of ``LEVELS``.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE)
    topic = models.ForeignKey(
        "articles.Topic", null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    person = models.ForeignKey(
        "articles.Person", null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    published_at = models.DateTimeField()
    level = models.CharField(max_length=12)

    objects = ListingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                *columns,
                F("published_at").desc(),
                F("article").desc(),
                name=name % place,
                condition=Q((f"{place}__isnull", False)),
            )
            for place in ("topic", "person")
            for name, columns in (("listing_of_%s", [F(place)]), ("listing_of_%s_made", [F(place), F("level")]))
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.topic_id or self.person_id}"


ARTICLE_IS_LISTED = pgtrigger.Trigger(
    name="article_is_listed",
    operation=pgtrigger.Update,  # of whichever column: another trigger may take a review back
    when=pgtrigger.After,
    condition=pgtrigger.Condition(
        "((OLD.published_at, OLD.withdrawn_at, OLD.ai_use, OLD.reviewed_at)"
        " IS DISTINCT FROM (NEW.published_at, NEW.withdrawn_at, NEW.ai_use, NEW.reviewed_at))"
    ),
    func=f"""
        DELETE FROM {LISTING} WHERE article_id = NEW.id;
        IF {has_a_moment_sql("NEW.")} THEN
            INSERT INTO {LISTING} (article_id, topic_id, person_id, published_at, level)
            SELECT NEW.id, topic_id, person_id, NEW.published_at, {level_of("NEW")} FROM (
                SELECT topic_id, NULL AS person_id FROM articles_article_topics WHERE article_id = NEW.id
                UNION ALL
                SELECT NULL, person_id FROM articles_byline WHERE article_id = NEW.id
            ) AS place;
        END IF;
        RETURN NULL;
    """,
)


def listed_under(place: str) -> pgtrigger.Trigger:
    """For the rows that say what an article is about, or who wrote it. place: "topic" or "person"."""
    return pgtrigger.Trigger(
        name=f"article_is_listed_under_{place}",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("article_id", f"{place}_id") | pgtrigger.Delete,
        when=pgtrigger.After,
        # Anyone who publishes the article meanwhile is waited for, or would not see this row, nor this trigger that.
        # The row is locked before it is looked at: one that is not published yet would be passed by without waiting.
        func=f"""
            IF TG_OP <> 'INSERT' THEN
                DELETE FROM {LISTING} WHERE article_id = OLD.article_id AND {place}_id = OLD.{place}_id;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                WITH locked AS (
                    SELECT id, published_at, withdrawn_at, ai_use, reviewed_at FROM articles_article
                    WHERE id = NEW.article_id FOR SHARE
                )
                INSERT INTO {LISTING} (article_id, {place}_id, published_at, level)
                SELECT id, NEW.{place}_id, published_at, {level_of("locked")} FROM locked WHERE {has_a_moment_sql()};
            END IF;
            RETURN NULL;
        """,
    )
