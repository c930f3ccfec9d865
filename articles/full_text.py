"""Full-text search in PostgreSQL: which words of an article are found, and how those of a question are.

Words are compared as the article's language forms them, where PostgreSQL knows the language, and as they are written
otherwise. Scripts without spaces between words (Chinese, Japanese, Thai and others) have no words here: each character
is indexed by itself, and characters that are asked for must stand side by side, in their order.

Source: https://www.postgresql.org/docs/current/textsearch.html
"""
# ruff: noqa: S608, S611 (the SQL is put together from the constants below; what a reader asks is a parameter)

import re
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models.expressions import RawSQL

CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
OTHERS = "simple"  # every other language: words as they are written, in small letters
WRITTEN_WITHOUT_SPACES = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
INDEXED_CHARACTERS = 200_000  # of a body: PostgreSQL refuses a row whose words take more than a megabyte
# Control characters, which no text of ours holds: round words that were found, and where words end without a space.
MARK_START, MARK_END, JOINT = "\x02", "\x03", "\x1f"

_TAG = r"""(?:[^>"]|"[^"]*")*>"""
_TAG_WITHIN_WORDS = rf"</?(?:strong|em|s|sub|sup|a)\M{_TAG}"
# PostgreSQL's own parser may take what is not ASCII for letters, such as curly quotation marks; depends on its locale.
# So do classes of its regular expressions and lower(). Functions of our own, which a migration makes, do not.
_PUNCTUATION = "articles_punctuation()"

_QUOTATION_MARKS = re.compile("[“”„‟«»「」『』]")
_MINUSES = re.compile(r"-[\s-]*-")
_RUN = re.compile(f"[{WRITTEN_WITHOUT_SPACES}]+")


def _code(language: str) -> str:
    return f"split_part(lower({language} COLLATE \"C\"), '-', 1)"


def _configuration(language: str) -> str:
    codes, names = ",".join(CONFIGURATIONS), ",".join(CONFIGURATIONS.values())
    found = f"('{{{names}}}'::regconfig[])[array_position('{{{codes}}}'::text[], {_code(language)})]"
    return f"coalesce({found}, '{OTHERS}'::regconfig)"


def _tongue(language: str) -> str:
    """The entry that stands in the index for the language; no word can be written like it."""
    codes = ",".join(CONFIGURATIONS)
    return f"CASE WHEN {_code(language)} = ANY('{{{codes}}}'::text[]) THEN ':' || {_code(language)} ELSE ':' END"


def _plain(html: str) -> str:
    text = f"regexp_replace(regexp_replace({html}, '{_TAG_WITHIN_WORDS}', '', 'g'), '<{_TAG}', ' ', 'g')"
    return f"left({text}, {INDEXED_CHARACTERS})"


def _words(text: str) -> str:
    """text as the parser is to see it: one form and case of each character, and spaces where words end."""
    folded = f"articles_lowercase(normalize({text}, NFKC))"
    without_punctuation = f"regexp_replace({folded}, {_PUNCTUATION}, ' ', 'g')"
    return rf"regexp_replace({without_punctuation}, '([{WRITTEN_WITHOUT_SPACES}])', ' \1 ', 'g')"


def _weighted(text: str, weight: str) -> str:
    return f"setweight(to_tsvector({_configuration('language')}, {_words(text)}), '{weight}')"


def search_column() -> models.GeneratedField:
    """The column that PostgreSQL keeps: headline before standfirst before body, in the words of the language."""
    parts = (
        _weighted("headline", "A"),
        _weighted("standfirst", "B"),
        _weighted(_plain("body"), "D"),
        f"array_to_tsvector(ARRAY[{_tongue('language')}])",
    )
    return models.GeneratedField(
        expression=RawSQL(" || ".join(parts), ()), output_field=SearchVectorField(), db_persist=True
    )


_OF_ARTICLE = _configuration('"articles_article"."language"')
_IN_THE_ARTICLES_LANGUAGE = f"websearch_to_tsquery({_OF_ARTICLE}, {_words('%s')})"
_BODY = _plain('"articles_article"."body"')
_ALONE = f"'(' || {_PUNCTUATION} || '|[{WRITTEN_WITHOUT_SPACES}])'"
_BODY_WITH_JOINTS = rf"regexp_replace({_BODY}, {_ALONE}, chr(31) || '\1' || chr(31), 'g')"
_BETWEEN_FRAGMENTS = " … "
_WITHOUT_MARKS = dict.fromkeys(map(ord, (MARK_START, MARK_END)))
_OPTIONS = f'MaxFragments=2, MaxWords=30, MinWords=15, ShortWord=0, FragmentDelimiter="{_BETWEEN_FRAGMENTS}"'
_AS_EXCERPT = f"'{_OPTIONS}, StartSel=' || chr(2) || ', StopSel=' || chr(3)"


@dataclass(frozen=True)
class Question:
    """What a reader looks for."""

    words: str
    tsquery: str
    is_too_common: bool
    """Whether it is nothing but words such as "the", in the language of the site."""

    def matches(self) -> RawSQL:
        return RawSQL('"articles_article"."search" @@ %s::tsquery', [self.tsquery], models.BooleanField())

    def score(self) -> RawSQL:
        """How well an article matches. One that is a year old counts half as much as one of today."""
        return RawSQL(
            f'ts_rank("articles_article"."search", {_IN_THE_ARTICLES_LANGUAGE}, 1)'
            ' / (1 + extract(epoch FROM now() - "articles_article"."published_at") / 31557600)',
            [self.words],
            models.FloatField(),
        )

    def excerpt(self) -> RawSQL:
        """Two texts of the body, as HTML: an excerpt in small letters, and the whole as it is written.

        In the excerpt, the words stand between MARK_START and MARK_END. In both, JOINT means nothing. ``as_written``
        makes one of the two.
        """
        excerpt = f"ts_headline({_OF_ARTICLE}, articles_lowercase(text), {_IN_THE_ARTICLES_LANGUAGE}, {_AS_EXCERPT})"
        # OFFSET 0 keeps PostgreSQL from working the text out twice.
        return RawSQL(
            f"(SELECT ARRAY[{excerpt}, text] FROM (SELECT {_BODY_WITH_JOINTS} AS text OFFSET 0) AS body)",
            [self.words],
            ArrayField(models.TextField()),
        )


def as_written(excerpt: str, text: str) -> str:
    """The excerpt, which is in small letters, with the capitals that it has in text.

    PostgreSQL itself cannot compare capitals with small letters beyond ASCII where the locale of the database is C.
    """
    small = "".join(letter.lower()[0] for letter in text)
    return _BETWEEN_FRAGMENTS.join(
        _fragment_as_written(each, small, text) for each in excerpt.split(_BETWEEN_FRAGMENTS)
    )


def _fragment_as_written(fragment: str, small: str, text: str) -> str:
    start = small.find(fragment.translate(_WITHOUT_MARKS))
    if start < 0:
        return fragment
    letters = iter(text[start:])
    return "".join(each if each in (MARK_START, MARK_END) else next(letters) for each in fragment)


def ask(text: str, language: str) -> Question:
    """The question that text puts: words, "phrases", or, -without. language: of who asks.

    Each language reads it in its own way, and finds it in articles of that language: one search for all of them.
    """
    words = _with_plain_quotes_and_phrases(text)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT code, websearch_to_tsquery(configuration, {_words('%s')})::text"
            " FROM unnest(%s::text[], %s::regconfig[]) AS languages (code, configuration)",
            [words, [*CONFIGURATIONS, ""], [*CONFIGURATIONS.values(), OTHERS]],
        )
        readings = dict(cursor.fetchall())
    languages: dict[str, list[str]] = {}
    for code, reading in readings.items():
        if reading:
            languages.setdefault(reading, []).append(f"':{code}'")
    # Words first: most articles lack one, and nobody has to look for their language among many.
    tsquery = " | ".join(f"(({reading}) & ({' | '.join(codes)}))" for reading, codes in languages.items())
    own = language.lower().split("-")[0]
    return Question(words, tsquery, is_too_common=not readings[own if own in CONFIGURATIONS else ""])


def _with_plain_quotes_and_phrases(text: str) -> str:
    """text with the quotation marks that PostgreSQL knows, and them round characters that must stand side by side."""
    text = _MINUSES.sub("-", text)  # PostgreSQL takes each for one more "not", and refuses more than some sixty
    parts = _QUOTATION_MARKS.sub('"', text).split('"')
    parts[::2] = [_RUN.sub(r'"\g<0>"', outside) for outside in parts[::2]]
    return '"'.join(parts)
