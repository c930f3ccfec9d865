"""What a word is for the search: without signs, without accents too, joined at its hyphens too; and who wrote it.

The words of a text come without any sign, so PostgreSQL's parser meets no chain of hyphens, path or address: for those
it takes a time that grows with the square of their length. No word is longer than 100 letters.

The functions are written in BEGIN ATOMIC, so they find each other whatever the search path is, as while a dump is
restored. `byline_lexemes` is of the database alone: a trigger writes it, and no save of an article can undo that.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

ASCII_PUNCTUATION = r"[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]"
WORD = r"[^\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]"
WITHOUT_SPACES = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
EXTRA_CHARACTERS = 60_000  # of a text: so much of it is indexed in further forms, within the megabyte of a tsvector

# In small letters. Signs that tell names apart are written in letters: R&B, C++, C#, .NET.
SEARCH_TEXT = r"""
CREATE FUNCTION articles_search_text(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        translate(articles_lowercase(normalize(given, NFKC)), U&'\2010\2011', '--'),
        '(?<![a-z0-9&])([a-z0-9]{1,4})&([a-z0-9]{1,4})(?![a-z0-9&])', '\1zandz\2', 'g'),
        '(?<![a-z0-9])([a-z])\+\+', '\1plusplus', 'g'),
        '(?<![a-z0-9])([a-z])#(?![a-z0-9])', '\1sharp', 'g'),
        '([a-z0-9])\.net(?![a-z0-9])', '\1 net dotnet', 'g'),
        '(?<![a-z0-9.])\.([a-z]{2,5})(?![a-z0-9.])', ' dot\1', 'g');
END
"""
# Of what articles_search_text gives. Characters of scripts without spaces stand alone.
WORDS = rf"""
CREATE FUNCTION articles_words(small text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        small, articles_punctuation(), ' ', 'g'),
        '([{WITHOUT_SPACES}])', ' \1 ', 'g'),
        '{ASCII_PUNCTUATION}+', ' ', 'g'),
        '([^ ]{{100}})(?=[^ ])', '\1 ', 'g');
END
"""
# As many letters as before, if given is NFC.
BARE_LETTERS = r"""
CREATE FUNCTION articles_bare_letters(small text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT translate(
        normalize(regexp_replace(normalize(small, NFD), U&'[\0300-\036f]', '', 'g'), NFC), 'øđłıħŧð', 'odlihtd');
END
"""
FOLDED = """
CREATE FUNCTION articles_folded(small text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT replace(replace(replace(articles_bare_letters(small), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
END
"""
# The words with hyphens, each without them: "email" for "e-mail". NULL where there is none.
JOINED = rf"""
CREATE FUNCTION articles_joined(small text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT string_agg(replace(found[1], '-', ''), ' ') FROM regexp_matches(
        small, '(?<!{WORD})(?<!-)({WORD}{{1,30}}(?:-{WORD}{{1,30}}){{1,3}})(?![-])(?!{WORD})', 'g') AS found;
END
"""
# Each two words that stand side by side and that the language finds too common to index, as one word: so a phrase of
# nothing else is found. NULL where there are none.
COMMON_PAIRS = """
CREATE FUNCTION articles_common_pairs(language regconfig, words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH placed AS MATERIALIZED (
        SELECT word, place FROM string_to_table(words, ' ') WITH ORDINALITY AS one (word, place) WHERE word <> ''
    ), common AS MATERIALIZED (
        SELECT word FROM (SELECT DISTINCT word FROM placed WHERE length(word) < 13) AS each
        WHERE language <> 'simple'::regconfig AND to_tsvector(language, word) = ''::tsvector
    ), followed AS (
        SELECT word, place, lead(word) OVER (ORDER BY place) AS next FROM placed
    )
    SELECT string_agg(followed.word || 'q0q' || next, ' ' ORDER BY place) FROM followed
    WHERE followed.word IN (SELECT common.word FROM common) AND next IN (SELECT common.word FROM common);
END
"""
TEXT_VECTOR = f"""
CREATE FUNCTION articles_text_vector(language regconfig, given text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH small AS MATERIALIZED (SELECT articles_search_text(given) AS text),
    words AS MATERIALIZED (SELECT text, articles_words(text) AS words FROM small),
    beginning AS MATERIALIZED (
        SELECT left(words, {EXTRA_CHARACTERS}) AS words, articles_folded(left(words, {EXTRA_CHARACTERS})) AS folded,
            articles_folded(articles_words(articles_joined(left(text, {EXTRA_CHARACTERS})))) AS joined
        FROM words
    )
    SELECT to_tsvector(language, words.words)
        || to_tsvector(language, concat_ws(' ', nullif(folded, beginning.words), joined))
        || to_tsvector('simple'::regconfig, coalesce(articles_common_pairs(language, beginning.words), ''))
    FROM words, beginning;
END
"""
NAME_VECTOR = """
CREATE FUNCTION articles_name_vector(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT to_tsvector('simple'::regconfig, articles_folded(articles_words(articles_search_text(name))));
END
"""
FUNCTIONS = [
    SEARCH_TEXT, WORDS, BARE_LETTERS, FOLDED, JOINED, COMMON_PAIRS, TEXT_VECTOR, NAME_VECTOR,
]
DROP_FUNCTIONS = [
    "DROP FUNCTION articles_name_vector(text)",
    "DROP FUNCTION articles_text_vector(regconfig, text)",
    "DROP FUNCTION articles_common_pairs(regconfig, text)",
    "DROP FUNCTION articles_joined(text)",
    "DROP FUNCTION articles_folded(text)",
    "DROP FUNCTION articles_bare_letters(text)",
    "DROP FUNCTION articles_words(text)",
    "DROP FUNCTION articles_search_text(text)",
]
# With no trigger: no text changes, so no version of an article does.
FILL_BYLINES = [
    "ALTER TABLE articles_article ADD COLUMN byline_lexemes text[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE articles_article DISABLE TRIGGER USER",
    """
    UPDATE articles_article SET byline_lexemes = bylines.lexemes FROM (
        SELECT article_id, array_agg(':p' || person_id) AS lexemes FROM articles_byline GROUP BY article_id
    ) AS bylines WHERE bylines.article_id = articles_article.id
    """,
    "ALTER TABLE articles_article ENABLE TRIGGER USER",
]


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_changes_before_publication'),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL('ALTER TABLE articles_article DROP COLUMN search', migrations.RunSQL.noop),
        migrations.RunSQL(FILL_BYLINES, 'ALTER TABLE articles_article DROP COLUMN byline_lexemes CASCADE'),
        migrations.AddField(
            model_name='article',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.expressions.RawSQL('setweight(articles_text_vector(coalesce((\'{arabic,catalan,danish,german,greek,english,spanish,basque,finnish,french,irish,hindi,hungarian,armenian,indonesian,italian,lithuanian,nepali,dutch,norwegian,portuguese,romanian,russian,serbian,swedish,tamil,turkish,yiddish}\'::regconfig[])[array_position(\'{ar,ca,da,de,el,en,es,eu,fi,fr,ga,hi,hu,hy,id,it,lt,ne,nl,no,pt,ro,ru,sr,sv,ta,tr,yi}\'::text[], split_part(lower(language COLLATE "C"), \'-\', 1))], \'simple\'::regconfig), headline), \'A\') || setweight(articles_text_vector(coalesce((\'{arabic,catalan,danish,german,greek,english,spanish,basque,finnish,french,irish,hindi,hungarian,armenian,indonesian,italian,lithuanian,nepali,dutch,norwegian,portuguese,romanian,russian,serbian,swedish,tamil,turkish,yiddish}\'::regconfig[])[array_position(\'{ar,ca,da,de,el,en,es,eu,fi,fr,ga,hi,hu,hy,id,it,lt,ne,nl,no,pt,ro,ru,sr,sv,ta,tr,yi}\'::text[], split_part(lower(language COLLATE "C"), \'-\', 1))], \'simple\'::regconfig), standfirst), \'B\') || setweight(articles_text_vector(coalesce((\'{arabic,catalan,danish,german,greek,english,spanish,basque,finnish,french,irish,hindi,hungarian,armenian,indonesian,italian,lithuanian,nepali,dutch,norwegian,portuguese,romanian,russian,serbian,swedish,tamil,turkish,yiddish}\'::regconfig[])[array_position(\'{ar,ca,da,de,el,en,es,eu,fi,fr,ga,hi,hu,hy,id,it,lt,ne,nl,no,pt,ro,ru,sr,sv,ta,tr,yi}\'::text[], split_part(lower(language COLLATE "C"), \'-\', 1))], \'simple\'::regconfig), replace(regexp_replace(left(regexp_replace(regexp_replace(body, \'</?(?:strong|em|s|sub|sup|a)\\M(?:[^>"]|"[^"]*")*>\', \'\', \'g\'), \'<(?:[^>"]|"[^"]*")*>\', \' \', \'g\'), 200000), \'&(?!amp;)#?[A-Za-z0-9]{2,31};\', \' \', \'g\'), \'&amp;\', \'&\')), \'D\') || array_to_tsvector(ARRAY[CASE WHEN split_part(lower(language COLLATE "C"), \'-\', 1) = ANY(\'{ar,ca,da,de,el,en,es,eu,fi,fr,ga,hi,hu,hy,id,it,lt,ne,nl,no,pt,ro,ru,sr,sv,ta,tr,yi}\'::text[]) THEN \':\' || split_part(lower(language COLLATE "C"), \'-\', 1) ELSE \':\' END]) || array_to_tsvector(byline_lexemes)', ()), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='article_search'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(models.F('name'), function='articles_name_vector'), name='person_by_words_of_name'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='byline',
            trigger=pgtrigger.compiler.Trigger(name='article_is_found_by_its_bylines', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        UPDATE articles_article SET byline_lexemes = array(\n            SELECT ':p' || person_id FROM articles_byline WHERE article_id = articles_article.id\n        ) WHERE id IN (OLD.article_id, NEW.article_id);\n        RETURN NULL;\n    ", hash='346f7a24499e59679833e325cb540b0a56184559', operation='INSERT OR UPDATE OF "article_id", "person_id" OR DELETE', pgid='pgtrigger_article_is_found_by_its_bylines_c88e7', table='articles_byline', when='AFTER')),
        ),
    ]
