"""What belongs to an article, stored with each of its versions: topics, bylines, sources and corrections.

The database writes it, so it is on record whatever changed a part: the desk, an import, the deletion of a topic.
"""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

import pgtrigger
from django.db import models

from web.signed_writes import SIGNED_ACCOUNT, SIGNED_LAST

_TRANSACTION = "pg_current_xact_id()::text::bigint"


def parts_of_article(article: str) -> str:
    """SQL for the parts of the article with that key, as JSON: a list of objects for each kind, in its order."""
    return f"""
        jsonb_build_object(
            'topics', coalesce((
                SELECT jsonb_agg(jsonb_build_object('id', topic.id, 'name', topic.name) ORDER BY topic.name, topic.id)
                FROM articles_article_topics AS about JOIN articles_topic AS topic ON topic.id = about.topic_id
                WHERE about.article_id = {article}
            ), '[]'),
            'bylines', coalesce((
                SELECT jsonb_agg(
                    jsonb_build_object('id', person.id, 'name', person.name) ORDER BY byline.position, byline.id
                )
                FROM articles_byline AS byline JOIN articles_person AS person ON person.id = byline.person_id
                WHERE byline.article_id = {article}
            ), '[]'),
            'sources', coalesce((
                SELECT jsonb_agg(
                    jsonb_build_object('title', title, 'publisher', publisher, 'address', address)
                    ORDER BY position, id
                )
                FROM articles_source WHERE article_id = {article}
            ), '[]'),
            'corrections', coalesce((
                SELECT jsonb_agg(
                    jsonb_build_object('id', id, 'kind', kind, 'text', text, 'cause', cause) ORDER BY made_at DESC, id
                )
                FROM articles_correction WHERE article_id = {article}
            ), '[]')
        )
    """


class VersionParts(models.Model):
    """What each version of an article has beside the article's own fields.

    parts: None for versions from before parts were on record. saved_in: the number of the transaction that saved the
    version, so a part that changes later in it belongs to the same version.
    """

    parts = models.JSONField(null=True, editable=False)
    saved_in = models.BigIntegerField(null=True, editable=False)

    class Meta:
        abstract = True


VERSION_HAS_ITS_PARTS = pgtrigger.Trigger(
    name="version_has_its_parts",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func=f"""
        IF NEW.parts IS NULL AND NEW.history_type <> '-' THEN
            NEW.parts = {parts_of_article("NEW.id")};
        END IF;
        NEW.saved_in = {_TRANSACTION};
        RETURN NEW;
    """,
)


def changes_a_version(part: str) -> pgtrigger.Trigger:
    """A trigger for the table of a part. It waits for the end of the transaction, when all parts are as they stay.

    The newest version then takes the parts, if it was saved in the same transaction. Otherwise there is a new version.
    """
    return pgtrigger.Trigger(
        name=f"{part}_is_in_the_history",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        declare=[
            ("changed", "bigint"),
            ("stored", "jsonb"),
            ("newest", "articles_historicalarticle"),
        ],
        func=f"""
            FOR changed IN
                SELECT id FROM articles_article WHERE id IN (OLD.article_id, NEW.article_id) ORDER BY id
            LOOP
                SELECT * INTO newest FROM articles_historicalarticle WHERE id = changed
                ORDER BY history_date DESC, history_id DESC LIMIT 1;
                CONTINUE WHEN NOT FOUND;
                stored = {parts_of_article("changed")};
                CONTINUE WHEN newest.parts = stored;
                IF newest.saved_in = {_TRANSACTION} THEN
                    UPDATE articles_historicalarticle SET parts = stored WHERE history_id = newest.history_id;
                ELSE
                    newest.history_id = nextval(pg_get_serial_sequence('articles_historicalarticle', 'history_id'));
                    newest.history_date = clock_timestamp();
                    newest.history_type = '~';
                    newest.history_change_reason = NULL;
                    newest.history_user_id = (
                        SELECT id FROM auth_user WHERE id = coalesce({SIGNED_ACCOUNT}, {SIGNED_LAST})
                    );
                    newest.parts = stored;
                    INSERT INTO articles_historicalarticle SELECT newest.*;
                END IF;
            END LOOP;
            RETURN NULL;
        """,
    )
