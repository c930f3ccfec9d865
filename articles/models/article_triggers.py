"""What the database itself holds about an article, by whatever path: admin, import, ORM or SQL.

PostgreSQL fires the triggers of one moment in the order of their names; where that matters, a comment says so.
"""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

import pgtrigger

from articles.disclosure.levels import PICTURE_LABELS
from web.signed_writes import SIGNED_ACCOUNT, SIGNED_REASON


def refuse(rule: str, words: str) -> str:
    """SQL that ends the statement as a constraint named rule would: Django raises IntegrityError."""
    return f"RAISE EXCEPTION '{rule}: {words}' USING ERRCODE = 'check_violation', CONSTRAINT = '{rule}';"


# The text that a review is bound to; ``Article._digest`` computes the same. Change both together.
_REVIEWED_TEXT = """
    encode(sha256(convert_to(concat_ws(chr(31),
        NEW.headline, NEW.standfirst, NEW.body, array_to_string(NEW.review_scope, ','), picture, sources
    ), 'UTF8')), 'hex')
"""

# Before ``article_is_listed_under_person``, by its name: that one takes a weaker lock on the article's row.
ARTICLE_IS_FOUND_BY_ITS_BYLINES = pgtrigger.Trigger(
    name="article_is_found_by_its_bylines",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("article_id", "person_id") | pgtrigger.Delete,
    when=pgtrigger.After,
    func="""
        UPDATE articles_article SET byline_lexemes = bylines.lexemes FROM (
            SELECT article.id, array(
                SELECT ':p' || person_id FROM articles_byline WHERE article_id = article.id ORDER BY person_id
            ) AS lexemes FROM articles_article AS article WHERE article.id IN (OLD.article_id, NEW.article_id)
        ) AS bylines
        WHERE bylines.id = articles_article.id AND byline_lexemes IS DISTINCT FROM bylines.lexemes;
        RETURN NULL;
    """,
)

ARTICLE_TRIGGERS = [
    pgtrigger.Trigger(
        name="article_counts_its_versions",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        # A changed byline is no change of the article: only ``article_is_found_by_its_bylines`` writes that column.
        func="""
            IF NEW.byline_lexemes IS NOT DISTINCT FROM OLD.byline_lexemes THEN
                NEW.version = OLD.version + 1;
                NEW.modified_at = clock_timestamp();
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="article_keeps_who_ran_the_generation",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            IF TG_OP = 'UPDATE' AND OLD.generated_by_id IS NOT NULL THEN
                IF NEW.generated_by_id IS NOT NULL AND NEW.generated_by_id <> OLD.generated_by_id THEN
                    {refuse("article_keeps_who_ran_the_generation", "it is on record who ran the generation")}
                END IF;
                NEW.generated_by_id = OLD.generated_by_id;
            ELSIF NEW.ai_use = 'generated' AND NEW.generated_by_id IS NULL
                AND (TG_OP = 'INSERT' OR OLD.ai_use <> 'generated')
            THEN
                NEW.generated_by_id = coalesce({SIGNED_ACCOUNT}, NEW.created_by_id);
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="article_less_ai_needs_a_reason",
        operation=pgtrigger.UpdateOf("ai_use"),
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("OLD.ai_use IN ('assisted', 'generated') AND OLD.ai_use <> NEW.ai_use"),
        func=f"""
            IF (OLD.ai_use = 'generated' OR NEW.ai_use <> 'generated')
                AND ({SIGNED_REASON} IS NULL OR NOT EXISTS (SELECT FROM auth_user WHERE id = {SIGNED_ACCOUNT}))
            THEN
                {refuse("article_less_ai_needs_a_reason", "an account has to state why less AI took part than stated")}
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="article_review_is_of_this_text",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        declare=[("picture", "text = ''"), ("sources", "text = ''")],
        func=f"""
            IF NEW.reviewed_digest = '' THEN
                RETURN NEW;
            END IF;
            IF 'pictures' = ANY(NEW.review_scope) THEN
                picture = coalesce((
                    SELECT digest || chr(31) || caption FROM articles_image WHERE id = NEW.lead_image_id
                ), '');
            END IF;
            IF 'sources' = ANY(NEW.review_scope) THEN
                sources = coalesce((
                    SELECT string_agg(concat_ws(chr(31), title, publisher, address), chr(30) ORDER BY position, id)
                    FROM articles_source WHERE article_id = NEW.id
                ), '');
            END IF;
            IF NEW.reviewed_digest <> {_REVIEWED_TEXT} THEN
                NEW.reviewed_by_id = NULL; NEW.reviewed_at = NULL; NEW.reviewed_digest = ''; NEW.review_scope = '{{}}';
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="article_reviewer_did_not_generate",  # after the one above, and after the one that keeps who generated
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            IF NEW.reviewed_by_id IS NOT NULL AND NEW.generated_by_id IS NOT NULL THEN
                IF NEW.generated_by_id = (SELECT account_id FROM articles_person WHERE id = NEW.reviewed_by_id)
                    OR (NEW.generated_by_id = {SIGNED_ACCOUNT}
                        AND (TG_OP = 'INSERT' OR OLD.reviewed_at IS DISTINCT FROM NEW.reviewed_at))
                THEN
                    {refuse("article_reviewer_did_not_generate", "who ran the generation cannot check the text")}
                END IF;
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="article_check_of_a_public_text_came_later",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition(
            "NEW.reviewed_digest <> '' AND NEW.reviewed_at <= NEW.published_at"
            " AND ROW(OLD.reviewed_at, OLD.reviewed_digest) IS DISTINCT FROM ROW(NEW.reviewed_at, NEW.reviewed_digest)"
        ),
        func=f"""
            IF OLD.published_at <= clock_timestamp() THEN
                {refuse("article_check_of_a_public_text_came_later", "readers could read the text before this check")}
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="article_keeps_old_addresses",
        operation=pgtrigger.UpdateOf("slug"),
        when=pgtrigger.After,
        condition=pgtrigger.Condition("OLD.slug IS DISTINCT FROM NEW.slug"),
        func="""
            DELETE FROM articles_oldaddress WHERE slug = NEW.slug;
            IF OLD.published_at IS NOT NULL THEN
                INSERT INTO articles_oldaddress (slug, article_id) VALUES (OLD.slug, NEW.id)
                ON CONFLICT (slug) DO UPDATE SET article_id = EXCLUDED.article_id;
            END IF;
            RETURN NULL;
        """,
    ),
]

# An update that changes nothing: the article's own trigger then compares the review with what it covers.
_COMPARE_REVIEW = "UPDATE articles_article SET version = version WHERE reviewed_at IS NOT NULL AND "

SOURCE_TRIGGERS = [
    pgtrigger.Trigger(
        name=f"source_{operation}_is_compared_with_the_review",
        operation=when,
        when=pgtrigger.After,
        func=f"{_COMPARE_REVIEW} 'sources' = ANY(review_scope) AND id IN ({articles}); RETURN NULL;",
    )
    for operation, when, articles in (
        ("added", pgtrigger.Insert, "NEW.article_id"),
        ("changed", pgtrigger.Update, "OLD.article_id, NEW.article_id"),
        ("removed", pgtrigger.Delete, "OLD.article_id"),
    )
]
_CREATED, _EDITED = PICTURE_LABELS
IMAGE_TRIGGERS = [
    pgtrigger.Trigger(
        name="image_less_ai_needs_a_reason",
        operation=pgtrigger.UpdateOf("digital_source_type"),
        when=pgtrigger.Before,
        func=f"""
            IF (OLD.digital_source_type = '{_CREATED}' AND NEW.digital_source_type <> '{_CREATED}'
                OR OLD.digital_source_type = '{_EDITED}' AND NEW.digital_source_type NOT IN ('{_CREATED}', '{_EDITED}'))
                AND (btrim(NEW.not_ai_reason) = '' OR NOT EXISTS (SELECT FROM auth_user WHERE id = {SIGNED_ACCOUNT}))
            THEN
                {refuse("image_less_ai_needs_a_reason", "an account has to state why less AI took part than stated")}
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="image_is_compared_with_the_review",
        operation=pgtrigger.UpdateOf("digest", "caption"),
        when=pgtrigger.After,
        condition=pgtrigger.Condition("OLD.digest <> NEW.digest OR OLD.caption <> NEW.caption"),
        func=f"{_COMPARE_REVIEW} 'pictures' = ANY(review_scope) AND lead_image_id = NEW.id; RETURN NULL;",
    ),
]
PERSON_TRIGGERS = [
    pgtrigger.Trigger(
        name="person_did_not_generate_what_they_reviewed",
        operation=pgtrigger.UpdateOf("account_id"),
        when=pgtrigger.After,
        condition=pgtrigger.Condition("OLD.account_id IS DISTINCT FROM NEW.account_id"),
        func=f"""
            IF EXISTS (
                SELECT FROM articles_article WHERE reviewed_by_id = NEW.id AND generated_by_id = NEW.account_id
            ) THEN
                {refuse("person_did_not_generate_what_they_reviewed", "the account generated a checked text")}
            END IF;
            RETURN NULL;
        """,
    ),
]
