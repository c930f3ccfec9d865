"""Full-text search in PostgreSQL: which words of an article are found, and how those of a question are.

Words are compared as the article's language forms them, where PostgreSQL knows the language, and as they are written
otherwise. Scripts without spaces between words (Chinese, Japanese, Thai and others) have no words here: each character
is indexed by itself, and characters that are asked for must stand side by side, in their order.

Functions in the database, which a migration makes, hold what a word is: no sign of any kind is in one, so PostgreSQL's
parser meets no addresses, paths or chains of hyphens, which take it a time that grows with the square of their length.

Source: https://www.postgresql.org/docs/current/textsearch.html
"""
# ruff: noqa: S608, S611 (the SQL is put together from the constants below; what a reader asks is a parameter)

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

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
SHOWN_CHARACTERS = 12_000  # of a body: in so many, some 2,000 words, an excerpt is looked for
# Control characters, which no text of ours holds: round words that were found, and where words end without a space.
MARK_START, MARK_END, JOINT = "\x02", "\x03", "\x1f"
MOST_COMPARED = 12  # words of a question whose places in a text are compared when it is scored and shown
MOST_PEOPLE = 50  # people whose names hold words of a question, and whose articles are found by them

_TAG = r"""(?:[^>"]|"[^"]*")*>"""
_TAG_WITHIN_WORDS = rf"</?(?:strong|em|s|sub|sup|a)\M{_TAG}"
_ENTITY = "&#?[A-Za-z0-9]{2,31};"
# PostgreSQL's own parser may take what is not ASCII for letters, such as curly quotation marks; depends on its locale.
# So do classes of its regular expressions and lower(). Functions of our own, which a migration makes, do not.
_PUNCTUATION = "articles_punctuation()"
# Without the signs of tags and entities.
_ASCII_PUNCTUATION = r"[\x21-\x25\x27-\x2f\x3a\x3b\x3d\x3f\x40\x5b-\x60\x7b-\x7e]"

_QUOTATION_MARKS = re.compile("[“”„‟«»「」『』]")
_MINUS_BEFORE_A_PHRASE = re.compile(r"(?:^|\s)-[\s-]*$")
_BARE = str.maketrans("øđłıħŧð", "odlihtd")
_LEXEME = re.compile(r"'(?:[^'\\]|''|\\.)*'")
_ACCENTS = re.compile("[\u0300-\u036f]")


_WITHOUT_SPACES = re.compile(f"[{WRITTEN_WITHOUT_SPACES}]")


def is_written_without_spaces(letter: str) -> bool:
    """Whether the script of letter, such as Chinese or Thai, has no spaces between words."""
    return bool(_WITHOUT_SPACES.match(letter))


def _code(language: str) -> str:
    return f"split_part(lower({language} COLLATE \"C\"), '-', 1)"


def _configuration(language: str) -> str:
    codes, names = ",".join(CONFIGURATIONS), ",".join(CONFIGURATIONS.values())
    found = f"('{{{names}}}'::regconfig[])[array_position('{{{codes}}}'::text[], {_code(language)})]"
    return f"coalesce({found}, '{OTHERS}'::regconfig)"


def _tongue(language: str) -> str:
    """The entry that is in the index for the language; no word can be written like it."""
    codes = ",".join(CONFIGURATIONS)
    return f"CASE WHEN {_code(language)} = ANY('{{{codes}}}'::text[]) THEN ':' || {_code(language)} ELSE ':' END"


def _plain(html: str) -> str:
    text = f"regexp_replace(regexp_replace({html}, '{_TAG_WITHIN_WORDS}', '', 'g'), '<{_TAG}', ' ', 'g')"
    return f"left({text}, {INDEXED_CHARACTERS})"


def _without_entities(html: str) -> str:
    return f"replace(regexp_replace({html}, '&(?!amp;)#?[A-Za-z0-9]{{2,31}};', ' ', 'g'), '&amp;', '&')"


def _weighted(text: str, weight: str) -> str:
    return f"setweight(articles_text_vector({_configuration('language')}, {text}), '{weight}')"


def search_column() -> models.GeneratedField:
    """The column that PostgreSQL keeps: headline before standfirst before body, in the words of the language.

    Who wrote it is there by number, so a new name is found at once and changes no article.
    """
    parts = (
        _weighted("headline", "A"),
        _weighted("standfirst", "B"),
        _weighted(_without_entities(_plain("body")), "D"),
        f"array_to_tsvector(ARRAY[{_tongue('language')}])",
        "array_to_tsvector(byline_lexemes)",
    )
    return models.GeneratedField(
        expression=RawSQL(" || ".join(parts), ()), output_field=SearchVectorField(), db_persist=True
    )


_OF_ARTICLE = _configuration('"articles_article"."language"')
_CODE_OF_ARTICLE = _code('"articles_article"."language"')
_READING = f"(%s::text[])[coalesce(array_position(%s::text[], {_CODE_OF_ARTICLE}), {len(CONFIGURATIONS) + 1})]::tsquery"
# A heading is no part of the sentence after it.
_PLAIN_BODY = _plain("""regexp_replace("articles_article"."body", '(</h[1-6]>)', ' · \\1', 'g')""")
_BODY = f"normalize(left({_PLAIN_BODY}, {SHOWN_CHARACTERS}), NFC)"
_ALONE = f"'({_ENTITY}|{_ASCII_PUNCTUATION}|[{WRITTEN_WITHOUT_SPACES}]|' || {_PUNCTUATION} || ')'"
_BODY_WITH_JOINTS = rf"regexp_replace({_BODY}, {_ALONE}, chr(31) || '\1' || chr(31), 'g')"
# A letter for each letter, or the excerpt could not be put back.
_COMPARED = "CASE WHEN length(bare) = length(text) THEN bare ELSE small END"
# OFFSET 0 keeps PostgreSQL from working a text out twice.
_TEXTS = (
    "(SELECT text, small, articles_bare_letters(small) AS bare FROM (SELECT text, articles_lowercase(text) AS small"
    f" FROM (SELECT {_BODY_WITH_JOINTS} AS text OFFSET 0) AS body OFFSET 0) AS body OFFSET 0) AS body"
)
_BETWEEN_FRAGMENTS = " … "
_AFTER_A_HEADING = "\u00b7"
_DASHES = "\u00b7\u2013\u2014-"
_NOT_AT_THE_START = f" \n\t{JOINT},;:.!?)]}}»”\u2019{_DASHES}"
_NOT_AT_THE_END = f" \n\t{JOINT},;:([{{«„“\u2018{_DASHES}"
_ENDS_OF_SENTENCES = ".!?\u2026\u00b7\u3002\uff01\uff1f\u061f\u0964"  # also the middle dot behind a heading
_CLOSING = "\"'”\u2019»)]"
# Or the end of the text.
_END_OF_SENTENCE = re.compile(
    rf"[{JOINT}\s]*(?:$|[{_ENDS_OF_SENTENCES}][{JOINT}{re.escape(_CLOSING)}{_ENDS_OF_SENTENCES}]*)"
)
_WITHOUT_MARKS = dict.fromkeys(map(ord, (MARK_START, MARK_END)))
_OPTIONS = f'MaxFragments=2, MaxWords=30, MinWords=15, ShortWord=0, FragmentDelimiter="{_BETWEEN_FRAGMENTS}"'
_AS_EXCERPT = f"'{_OPTIONS}, StartSel=' || chr(2) || ', StopSel=' || chr(3)"

_READ_QUERY = """
    WITH atoms AS MATERIALIZED (
        SELECT n, articles_search_text(atom) AS text FROM unnest(%s::text[]) WITH ORDINALITY AS given (atom, n)
    ), forms AS MATERIALIZED (
        SELECT n, articles_words(text) AS words, articles_folded(articles_words(text)) AS folded,
            articles_words(replace(text, '-', '')) AS joined, articles_folded(articles_words(replace(text, '-', '')))
                AS folded_joined
        FROM atoms
    ), people AS (
        SELECT person.id, array_agg(n) AS atoms
        FROM forms JOIN articles_person AS person
            ON articles_name_vector(person.name) @@ phraseto_tsquery('simple', folded)
        GROUP BY person.id ORDER BY count(*) DESC, person.id LIMIT %s
    )
    SELECT n, NULL, id::text, NULL, NULL, NULL, NULL FROM people, unnest(atoms) AS n
    UNION ALL
    SELECT n, code, phraseto_tsquery(configuration, words)::text, phraseto_tsquery(configuration, folded)::text,
        phraseto_tsquery(configuration, joined)::text, phraseto_tsquery(configuration, folded_joined)::text,
        phraseto_tsquery('simple', coalesce(articles_common_pairs(configuration, words), ''))::text
    FROM forms, unnest(%s::text[], %s::regconfig[]) AS languages (code, configuration)
"""


@dataclass(frozen=True)
class Query:
    """What a reader looks for."""

    readings: list[str]
    """How each language reads it, in the order of CONFIGURATIONS, then the others. Empty: nothing but common words."""

    tsquery: str
    is_too_common: bool
    """Whether it is nothing but words such as "the", in the language of the site."""

    def matches(self) -> RawSQL:
        return RawSQL('"articles_article"."search" @@ %s::tsquery', [self.tsquery], models.BooleanField())

    def score(self) -> RawSQL:
        """How well an article matches. One that is a year old counts half as much as one of today."""
        return RawSQL(
            f'ts_rank("articles_article"."search", {_READING}, 1)'
            ' / (1 + extract(epoch FROM now() - "articles_article"."published_at") / 31557600)',
            self._reading,
            models.FloatField(),
        )

    def excerpt(self) -> RawSQL:
        """Two texts of the body, as HTML: an excerpt in small letters without accents, and the whole as it is written.

        In the excerpt, the words stand between MARK_START and MARK_END. In both, JOINT means nothing. ``as_written``
        makes one of the two.
        """
        excerpt = f"ts_headline({_OF_ARTICLE}, {_COMPARED}, {_READING}, {_AS_EXCERPT})"
        return RawSQL(
            f"(SELECT ARRAY[{excerpt}, text] FROM {_TEXTS})",
            self._reading,
            ArrayField(models.TextField()),
        )

    @property
    def _reading(self) -> list[list[str]]:
        return [list(map(_without_long_phrases, self.readings)), [*CONFIGURATIONS]]


def _without_long_phrases(reading: str) -> str:
    """The reading, or any of its words where it has many or repeats one.

    PostgreSQL compares each place of each word with each other, in all the articles that it ranks.
    """
    lexemes = _LEXEME.findall(reading)
    distinct = list(dict.fromkeys(lexemes))
    if len(lexemes) == len(distinct) <= MOST_COMPARED:
        return reading
    return " | ".join(distinct[:MOST_COMPARED])


def as_written(excerpt: str, text: str) -> str:
    """The excerpt, which is in small letters without accents, with the letters that it has in text.

    A fragment that begins or ends within a sentence has an ellipsis there. PostgreSQL itself cannot compare capitals
    with small letters beyond ASCII where the locale of the database is C.
    """
    small = "".join(letter.lower()[0] for letter in text)
    forms = ("".join(map(_bare_letter, small)), small)
    written, is_open = "", False
    for each in excerpt.split(_BETWEEN_FRAGMENTS):
        before, fragment, after = _fragment_as_written(each, forms, text)
        begins = _ends_a_sentence(before)
        between = " " if begins and not is_open else _BETWEEN_FRAGMENTS
        end = _END_OF_SENTENCE.match(after)
        is_open = not (end or _ends_a_sentence(fragment))
        fragment = (fragment if begins else fragment.lstrip(_NOT_AT_THE_START)).strip() + (end[0] if end else "")
        written += (between if written or not begins else "") + fragment
    written = written.strip().removesuffix(_AFTER_A_HEADING).rstrip()
    return written.rstrip(_NOT_AT_THE_END) + _BETWEEN_FRAGMENTS.rstrip() if is_open else written


def _ends_a_sentence(text: str) -> bool:
    """Also where there is no text at all, or a heading ends."""
    bare = text.translate(_WITHOUT_MARKS).replace(JOINT, "").rstrip(f" \n\t{_CLOSING}")
    return not bare or bare[-1] in _ENDS_OF_SENTENCES


def _bare_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", letter))).translate(_BARE)[:1]


def _fragment_as_written(fragment: str, forms: tuple[str, ...], text: str) -> tuple[str, str, str]:
    """What is before the fragment in text, how it is written there, and what is after it."""
    words = fragment.translate(_WITHOUT_MARKS)
    start = max(form.find(words) if len(form) == len(text) else -1 for form in forms)
    if start < 0:
        return "", fragment, ""
    letters = iter(text[start:])
    written = "".join(each if each in (MARK_START, MARK_END) else next(letters) for each in fragment)
    return text[:start], written, text[start + len(words) :]


@dataclass(frozen=True)
class _Atom:
    """A word or a phrase of a question. group: atoms of one group are all looked for; "or" begins another."""

    text: str
    is_unwanted: bool
    group: int


def read_query(text: str, language: str) -> Query:
    """The question that text puts: words, "phrases", or, -without. language: of the client.

    Each language reads it in its own way, and finds it in articles of that language: one search for all of them. A word
    with a hyphen or an accent is looked for without it as well, and each word among the names of those who wrote.
    """
    atoms = _atoms(text)
    codes = [*CONFIGURATIONS, ""]
    with connection.cursor() as cursor:
        values: list[Any] = [[atom.text for atom in atoms], MOST_PEOPLE, codes, [*CONFIGURATIONS.values(), OTHERS]]
        cursor.execute(_READ_QUERY, values)
        rows = cursor.fetchall()
    people: dict[int, list[str]] = {}
    forms: dict[tuple[str, int], list[str]] = {}
    for number, code, *found in rows:
        if code is None:
            people.setdefault(number, []).append(f"':p{found[0]}'")
        else:
            *words, pairs = found
            forms[code, number] = list(dict.fromkeys(filter(None, words))) or ([pairs] if pairs else [])
    readings = [_reading(atoms, code, forms, people) for code in codes]
    languages: dict[str, list[str]] = {}
    for code, reading in zip(codes, readings, strict=True):
        if reading:
            languages.setdefault(reading, []).append(f"':{code}'")
    # Words first: most articles lack one, and no one has to look for their language among many.
    tsquery = " | ".join(f"(({reading}) & ({' | '.join(them)}))" for reading, them in languages.items())
    own = language.lower().split("-")[0]
    return Query(readings, tsquery, is_too_common=not readings[codes.index(own if own in CONFIGURATIONS else "")])


def _reading(
    atoms: list[_Atom], code: str, forms: dict[tuple[str, int], list[str]], people: dict[int, list[str]]
) -> str:
    """The tsquery of a question in one language."""
    groups: dict[int, list[str]] = {}
    for number, atom in enumerate(atoms, start=1):
        if words := forms[code, number]:
            either = " | ".join(f"({each})" for each in [*words, *people.get(number, [])])
            groups.setdefault(atom.group, []).append(f"!({either})" if atom.is_unwanted else f"({either})")
    return " | ".join(f"({' & '.join(each)})" for each in groups.values())


def wanted_words(text: str) -> str:
    """What text looks for, without the words and phrases that it leaves out."""
    return " ".join(atom.text for atom in _atoms(text) if not atom.is_unwanted)


def _atoms(text: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    group, is_unwanted = 0, False
    for place, part in enumerate(_QUOTATION_MARKS.sub('"', text).split('"')):
        if place % 2:
            atoms.append(_Atom(part, is_unwanted, group))
            is_unwanted = False
            continue
        for word in part.split():
            if word.lower() == "or":
                group += 1
            elif bare := word.lstrip("-"):
                atoms.append(_Atom(bare, word.startswith("-"), group))
        is_unwanted = bool(_MINUS_BEFORE_A_PHRASE.search(part))
    return list(dict.fromkeys(atoms))
