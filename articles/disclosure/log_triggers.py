"""How the log of ``DisclosureEvent`` is written: by triggers on what it tells of, so no path goes round it."""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

import pgtrigger

from articles.disclosure.levels import IPTC
from articles.published import is_published_sql
from web.signed_writes import SIGNED_REASON

LOG = "articles_disclosureevent"


def level_of(row: str) -> str:
    """SQL for the key of the level of an article's row; empty for "not stated". ``derive_level``, for the database."""
    return f"""
        CASE {row}.ai_use WHEN 'none' THEN 'human' WHEN 'assisted' THEN 'ai_assisted' WHEN 'generated' THEN
            CASE WHEN {row}.reviewed_at IS NULL THEN 'ai_generated' ELSE 'ai_reviewed' END
        ELSE '' END
    """


def digest_of(row: str) -> str:
    return f"""
        encode(sha256(convert_to(concat_ws(chr(31), {row}.headline, {row}.standfirst, {row}.body), 'UTF8')), 'hex')
    """


_INSERT = f"""
    INSERT INTO {LOG} (kind, article_id, person_id, former_level, level, text_digest, published_at, words)
"""

ARTICLE_LOG = [
    pgtrigger.Trigger(
        name="article_is_on_record",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.After,
        # For an insert, OLD is empty: each of its columns is NULL.
        func=f"""
            {_INSERT}
            SELECT kind, NEW.id, person, CASE WHEN TG_OP = 'INSERT' THEN '' ELSE {level_of("OLD")} END,
                {level_of("NEW")}, {digest_of("NEW")}, NEW.published_at, coalesce(words, '')
            FROM (VALUES
                (1, 'created', TG_OP = 'INSERT', NULL::bigint, ''),
                (2, 'stated', NEW.ai_use <> '' AND coalesce(OLD.ai_use, '') = '', NULL, NEW.ai_system),
                (3, 'restated', OLD.ai_use <> '' AND OLD.ai_use <> NEW.ai_use, NULL, {SIGNED_REASON}),
                (4, 'review_voided', OLD.reviewed_digest <> '' AND NEW.reviewed_digest = '',
                    OLD.reviewed_by_id, array_to_string(OLD.review_scope, ', ')),
                (5, 'reviewed', NEW.reviewed_digest <> ''
                    AND ROW(OLD.reviewed_digest, OLD.reviewed_at, OLD.reviewed_by_id)
                        IS DISTINCT FROM ROW(NEW.reviewed_digest, NEW.reviewed_at, NEW.reviewed_by_id),
                    NEW.reviewed_by_id, array_to_string(NEW.review_scope, ', ')),
                (6, 'edited', {is_published_sql("<= clock_timestamp()", "OLD.")}
                    AND ROW(OLD.headline, OLD.standfirst, OLD.body)
                        IS DISTINCT FROM ROW(NEW.headline, NEW.standfirst, NEW.body), NULL, ''),
                (6, 'edited_early', OLD.published_at > clock_timestamp() AND NEW.published_at IS NOT NULL
                    AND ROW(OLD.headline, OLD.standfirst, OLD.body)
                        IS DISTINCT FROM ROW(NEW.headline, NEW.standfirst, NEW.body), NULL, ''),
                (7, 'published', NEW.published_at IS NOT NULL
                    AND OLD.published_at IS DISTINCT FROM NEW.published_at, NULL, ''),
                (8, 'unpublished', OLD.published_at IS NOT NULL AND NEW.published_at IS NULL, NULL, ''),
                (9, 'withdrawn', NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL,
                    NULL, NEW.withdrawal_reason),
                (10, 'reinstated', OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL, NULL, '')
            ) AS event (step, kind, happened, person, words)
            WHERE happened
            ORDER BY step;
            RETURN NULL;
        """,
    ),
    pgtrigger.Trigger(
        name="article_removal_is_on_record",
        operation=pgtrigger.Delete,
        when=pgtrigger.After,
        func=f"""
            {_INSERT}
            VALUES ('deleted', OLD.id, NULL, {level_of("OLD")}, '', {digest_of("OLD")}, OLD.published_at, OLD.slug);
            RETURN NULL;
        """,
    ),
]

# How the picture above an article was made is a part of what the article says of its making. Its level stays.
IMAGE_LOG = [
    pgtrigger.Trigger(
        name="image_making_is_on_record",
        operation=pgtrigger.UpdateOf("digital_source_type"),
        when=pgtrigger.After,
        condition=pgtrigger.Condition("OLD.digital_source_type <> NEW.digital_source_type"),
        func=f"""
            {_INSERT}
            SELECT 'restated', id, NULL, {level_of("article")}, {level_of("article")}, {digest_of("article")},
                published_at, concat('Lead picture: ', substr(OLD.digital_source_type, {len(IPTC) + 1}), ' → ',
                    substr(NEW.digital_source_type, {len(IPTC) + 1}), '. ' || nullif(btrim(NEW.not_ai_reason), ''))
            FROM articles_article AS article WHERE lead_image_id = NEW.id ORDER BY id;
            RETURN NULL;
        """,
    )
]

CORRECTION_LOG = [
    pgtrigger.Trigger(
        name=f"{kind}_is_on_record",
        operation=operation,
        when=pgtrigger.After,
        condition=condition,
        func=f"""
            {_INSERT}
            SELECT '{kind}', id, NULL, {level_of("article")}, {level_of("article")}, {digest_of("article")},
                published_at, {row}.kind || ', ' || {row}.cause
            FROM articles_article AS article WHERE id = {row}.article_id;
            RETURN NULL;
        """,
    )
    for kind, operation, row, condition in (
        ("corrected", pgtrigger.Insert, "NEW", None),
        (
            "correction_changed",
            pgtrigger.Update,
            "NEW",
            pgtrigger.Condition(
                "ROW(OLD.article_id, OLD.kind, OLD.text, OLD.cause, OLD.made_at)"
                " IS DISTINCT FROM ROW(NEW.article_id, NEW.kind, NEW.text, NEW.cause, NEW.made_at)"
            ),
        ),
        ("correction_removed", pgtrigger.Delete, "OLD", None),
    )
]
