"""What the database itself holds about a comment's place, by whatever path."""

import pgtrigger


def addresses_in_ascii(name: str) -> pgtrigger.Trigger:
    """Anyone who writes: a new address is as mail servers see it. One of before stays with its row."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("email"),
        when=pgtrigger.Before,
        func="""
            IF octet_length(NEW.email) <> char_length(NEW.email)
                AND (TG_OP = 'INSERT' OR NEW.email IS DISTINCT FROM OLD.email)
            THEN
                RAISE check_violation USING MESSAGE = 'An e-mail address has to be in ASCII letters.';
            END IF;
            RETURN NEW;
        """,
    )


# U+202A to U+202E and U+2066 to U+2069: embeddings, overrides, isolates. Source: Unicode Standard Annex 9, section 2.
_DIRECTION_CONTROLS = r"U&'\202A\202B\202C\202D\202E\2066\2067\2068\2069'"


def text_keeps_its_direction(name: str, *columns: str) -> pgtrigger.Trigger:
    """A trigger that takes out of columns what turns a line round, by whatever path they come."""
    condition = " OR ".join(f"NEW.{each} ~ ('[' || {_DIRECTION_CONTROLS} || ']')" for each in columns)
    takes_out = " ".join(f"NEW.{each} = translate(NEW.{each}, {_DIRECTION_CONTROLS}, '');" for each in columns)
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        when=pgtrigger.Before,
        condition=pgtrigger.Condition(condition),
        func=f"{takes_out} RETURN NEW;",
    )


COMMENT_TRIGGERS = [
    text_keeps_its_direction("comment_text_keeps_its_direction", "name", "message"),
    pgtrigger.Trigger(
        name="comment_pin_falls_with_publication",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("NEW.status <> 'published' AND NEW.pinned_at IS NOT NULL"),
        func="NEW.pinned_at = NULL; RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="comment_stars_have_their_time",
        operation=pgtrigger.UpdateOf("stars"),
        when=pgtrigger.Before,
        condition=pgtrigger.Condition(
            "OLD.stars IS DISTINCT FROM NEW.stars AND OLD.rated_at IS NOT DISTINCT FROM NEW.rated_at"
        ),
        func="NEW.rated_at = now(); RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="comment_of_a_locked_discussion_stays",
        operation=pgtrigger.UpdateOf("stars", "message"),
        when=pgtrigger.Before,
        # A comment that is withdrawn or erased becomes, or is, withdrawn.
        condition=pgtrigger.Condition(
            "NEW.status <> 'withdrawn' AND (OLD.stars, OLD.message) IS DISTINCT FROM (NEW.stars, NEW.message)"
        ),
        func="""
            IF EXISTS (SELECT FROM comments_discussion WHERE article_id = NEW.article_id AND state <> 'open') THEN
                RAISE check_violation
                    USING MESSAGE = 'comment_of_a_locked_discussion_stays: the discussion is locked or hidden';
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="comment_stands_in_its_articles_section",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("article_id", "section_id"),
        when=pgtrigger.Before,
        # An article that is being moved is waited for, or its new section would be missed.
        func="""
            SELECT section_id INTO NEW.section_id FROM articles_article WHERE id = NEW.article_id FOR SHARE;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="comment_reply_joins_its_thread",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "article_id"),
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("NEW.parent_id IS NOT NULL"),
        # One level of replies, under one article, by whatever path. A reply to a reply still says which one it answers,
        # and waits for the person who is changing the words of that one.
        func="""
            IF TG_OP = 'INSERT' THEN
                NEW.answers_id = coalesce(NEW.answers_id, NEW.parent_id);
                PERFORM FROM comments_comment AS answered
                WHERE answered.id = NEW.answers_id AND answered.article_id = NEW.article_id
                    AND coalesce(answered.parent_id, answered.id) = (
                        SELECT coalesce(parent.parent_id, parent.id) FROM comments_comment AS parent
                        WHERE parent.id = NEW.parent_id
                    )
                FOR KEY SHARE OF answered;
                IF NOT FOUND THEN
                    RAISE integrity_constraint_violation
                        USING MESSAGE = 'comment_reply_joins_its_thread: what it answers is not in the thread';
                END IF;
            END IF;
            SELECT coalesce(parent.parent_id, parent.id) INTO NEW.parent_id FROM comments_comment AS parent
            WHERE parent.id = NEW.parent_id AND parent.article_id = NEW.article_id AND parent.id <> NEW.id;
            IF NOT FOUND THEN
                RAISE integrity_constraint_violation
                    USING MESSAGE = 'comment_reply_joins_its_thread: the comment is of another article';
            END IF;
            RETURN NEW;
        """,
    ),
    addresses_in_ascii("comment_address_is_in_ascii"),
]
