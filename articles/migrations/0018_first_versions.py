from django.db import migrations

# The newest version of each article takes the parts as they are: what changes from now on has something to differ from.
_PARTS = """
    UPDATE articles_historicalarticle AS version SET parts = jsonb_build_object(
        'topics', coalesce((
            SELECT jsonb_agg(jsonb_build_object('id', topic.id, 'name', topic.name) ORDER BY topic.name, topic.id)
            FROM articles_article_topics AS about JOIN articles_topic AS topic ON topic.id = about.topic_id
            WHERE about.article_id = version.id
        ), '[]'),
        'bylines', coalesce((
            SELECT jsonb_agg(
                jsonb_build_object('id', person.id, 'name', person.name) ORDER BY byline.position, byline.id
            )
            FROM articles_byline AS byline JOIN articles_person AS person ON person.id = byline.person_id
            WHERE byline.article_id = version.id
        ), '[]'),
        'sources', coalesce((
            SELECT jsonb_agg(
                jsonb_build_object('title', title, 'publisher', publisher, 'address', address) ORDER BY position, id
            )
            FROM articles_source WHERE article_id = version.id
        ), '[]'),
        'corrections', coalesce((
            SELECT jsonb_agg(
                jsonb_build_object('id', id, 'kind', kind, 'text', text, 'cause', cause) ORDER BY made_at DESC, id
            )
            FROM articles_correction WHERE article_id = version.id
        ), '[]')
    )
    FROM (
        SELECT DISTINCT ON (id) history_id FROM articles_historicalarticle
        ORDER BY id, history_date DESC, history_id DESC
    ) AS newest
    WHERE version.history_id = newest.history_id AND version.parts IS NULL AND version.history_type <> '-'
"""

# Pages and pictures begin their history with what they are now.
_PAGES = """
    INSERT INTO articles_historicalpage
        (id, slug, title, body, updated_at, history_date, history_type)
    SELECT id, slug, title, body, updated_at, updated_at, '+' FROM articles_page
"""
_PICTURES = """
    INSERT INTO articles_historicalimage (
        id, digest, alternative_text, caption, credit, digital_source_type, ai_system, ai_system_version, ai_prompt,
        ai_prompt_writer, not_ai_reason, uploaded_at, uploaded_by_id, history_date, history_type, history_user_id
    )
    SELECT
        id, digest, alternative_text, caption, credit, digital_source_type, ai_system, ai_system_version, ai_prompt,
        ai_prompt_writer, not_ai_reason, uploaded_at, uploaded_by_id, uploaded_at, '+', uploaded_by_id
    FROM articles_image
"""


class Migration(migrations.Migration):

    dependencies = [("articles", "0017_versions_of_everything")]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (_PARTS, _PAGES, _PICTURES)]
