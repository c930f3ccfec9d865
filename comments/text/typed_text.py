"""What readers type, in one form: composed characters, plain line ends, nothing that cannot be seen.

What cannot be seen is Unicode's property Default_Ignorable_Code_Point, see its Standard, section 5.21. It comes from
the library ``regex``, since Python's own ``unicodedata`` does not have it.
"""

import re
import unicodedata

import regex

LONG_TEXT, LONG_LINES = 1200, 24  # characters and lines from which on a text is folded
BEGINNING, BEGINNING_LINES = 700, 12  # what of it stays in sight, at most
_SENTENCE_END = re.compile(r".*(?:\n|[.!?…]\s|[\u3002\uff01\uff1f])", re.DOTALL)
_WORD_END = re.compile(r".*\s", re.DOTALL)
_LINE_END = re.compile("\r\n?|\u0085|\u2028|\u2029")
_DAMAGED = "\N{REPLACEMENT CHARACTER}"
_UNSPACED = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"}
# Look blank without being ignorable: the empty cell of Braille, a musical null, Egyptian blanks, signs of annotation,
# the place of an object. White space itself is not among them.
_OTHER_BLANKS = r"\u2800\uFFF9-\uFFFC\U0001D159\U00013441\U00013442"
_IGNORABLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]")
_BLANK = regex.compile(rf"[\p{{Default_Ignorable_Code_Point}}{_OTHER_BLANKS}]")
_OTHER_BLANK = regex.compile(rf"[{_OTHER_BLANKS}]")
_DRAWS_SOMETHING = regex.compile(rf"[^\s\p{{Z}}\p{{C}}\p{{M}}\p{{Default_Ignorable_Code_Point}}{_OTHER_BLANKS}]")
# Ignorable characters that spelling needs, each with what has to stand around it. The first of a pair decides nothing
# for the second: what follows an invisible character is not where spelling needs it.
_CURSIVE = r"[[\p{Arabic}\p{Syriac}\p{Mongolian}\p{Nko}\p{Mandaic}\p{Adlam}\p{Hanifi_Rohingya}]--\p{P}]"
_EAST_ASIAN_WORDS = r"[\p{Khmer}\p{Thai}\p{Lao}\p{Myanmar}\p{Tibetan}]"
_NEEDED = regex.compile(
    rf"""
    (?<=\p{{Canonical_Combining_Class=9}})[\u200C\u200D]        # after a virama. Source: RFC 5892, A.1 and A.2
    | (?<=[\p{{L}}\p{{M}}])\u200D(?=\p{{Canonical_Combining_Class=9}})  # before one: Bengali ra and ya
    | (?<={_CURSIVE}\p{{M}}*)[\u200C\u200D](?={_CURSIVE})
    | (?<={_CURSIVE}\p{{M}}*)\u200D(?!\p{{L}})                   # an abbreviation of one joined letter
    | (?<=[\p{{L}}\p{{N}}])\u200C(?={_CURSIVE})                 # a Persian ending after a foreign word
    | (?<={_EAST_ASIAN_WORDS})\u200B(?={_EAST_ASIAN_WORDS})     # where a line may break
    | (?<=\p{{Mongolian}})[\u180B-\u180F]
    | (?<=[\p{{Ideographic}}\p{{Myanmar}}])[\uFE00-\uFE02\U000E0100-\U000E01EF]
    | (?<=\p{{Extended_Pictographic}})[\uFE0E\uFE0F]
    | (?<=[0-9#*])\uFE0F(?=\u20E3)                              # a keycap
    | (?<=\p{{Extended_Pictographic}}[\uFE0F\p{{Emoji_Modifier}}]?)\u200D(?=\p{{Extended_Pictographic}})
    | (?<=\U0001F3F4)[\U000E0030-\U000E0039\U000E0061-\U000E007A]{{1,8}}\U000E007F  # the flag of Scotland
    | (?<=\p{{Hebrew}}|\p{{Arabic}})[\u200E\u200F](?!\p{{L}})   # a full stop stays where its writer put it
    | (?<=\p{{M}})\u034F(?=\p{{M}})                             # keeps marks of pointed Hebrew in their order
    """,
    regex.VERBOSE | regex.VERSION1,
)
_SHARED_MARK = regex.compile(r"[\p{Inherited}&&\p{M}]", regex.VERSION1)
_MARKS = regex.compile(r"\p{M}(?:[\u200C\u200D\u034F]*\p{M}){2,}")
MOST_MARKS = 8  # on one letter: Tibetan and Hebrew need as many
MOST_MARKS_OF_ANY_SCRIPT = 4  # of those that all alphabets share, such as accents
MOST_OF_ONE_MARK = 2


def normalised(text: str) -> str:
    """text in NFC with ``\\n`` as its line end."""
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text))


def tidied(text: str) -> str:
    """text as it is stored and shown: ``normalised``, without what cannot be seen, with few marks on a letter."""
    return with_few_marks(unicodedata.normalize("NFC", without_invisible(normalised(text))))


def without_controls(text: str) -> str:
    """text without control characters other than line ends and tabs, and without halves of surrogate pairs."""
    return "".join(character for character in text if not _is_control(character))


def has_controls(text: str) -> bool:
    return any(map(_is_control, text))


def is_damaged(text: str) -> bool:
    """Whether bytes that were not UTF-8 left their mark in text."""
    return _DAMAGED in text


def is_blank(text: str) -> bool:
    """Whether text renders nothing: white space, invisible characters and marks without a letter only."""
    return _DRAWS_SOMETHING.search(text) is None


def without_invisible(text: str) -> str:
    """text without characters that draw nothing or turn the direction of others. Those that spelling needs stay."""
    if text.isascii():
        return text
    needed = {place for match in _NEEDED.finditer(text) for place in range(*match.span())}
    return "".join(
        character for place, character in enumerate(text) if place in needed or not _IGNORABLE.match(character)
    )


def without_ignorable(text: str) -> str:
    """text without any character that renders nothing, for a comparison: two that look alike become one."""
    return text if text.isascii() else _BLANK.sub("", text)


def with_spaces_for_blanks(text: str) -> str:
    """text with a space in the place of each character that looks like one."""
    return text if text.isascii() else _OTHER_BLANK.sub(" ", text)


def with_few_marks(text: str) -> str:
    """text with no more marks on a letter than a script needs, so none renders over its neighbours. text: in NFC."""
    return text if text.isascii() else _MARKS.sub(_fewer_marks, text)


def _fewer_marks(run: regex.Match[str]) -> str:
    kept: list[str] = []
    marks: list[str] = []
    shared = 0
    for character in run[0]:
        if not _is_mark(character):
            kept.append(character)
            continue
        is_shared = bool(_SHARED_MARK.match(character))
        if len(marks) < MOST_MARKS and marks.count(character) < MOST_OF_ONE_MARK:
            if is_shared and shared == MOST_MARKS_OF_ANY_SCRIPT:
                continue
            shared += is_shared
            marks.append(character)
            kept.append(character)
    return "".join(kept)


def folded(text: str) -> str:
    """text as it is compared: one case, one width, one space between words, nothing that cannot be seen."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", without_ignorable(unicodedata.normalize("NFKC", text).casefold()))
    return on_one_line(text.casefold())


def has_phrase(text: str, phrase: str) -> bool:
    """Whether phrase is in text as whole words. Both are folded.

    Scripts without spaces between words know no whole words: there it may stand anywhere.
    """
    start = text.find(phrase)
    while start != -1:
        end = start + len(phrase)
        if _parts_words(text[start - 1 : start], phrase[0]) and _parts_words(phrase[-1], text[end : end + 1]):
            return True
        start = text.find(phrase, start + 1)
    return False


def _parts_words(before: str, after: str) -> bool:
    return not (_is_of_a_word(before) and _is_of_a_word(after)) or _is_unspaced(before) or _is_unspaced(after)


def _is_of_a_word(character: str) -> bool:
    return bool(character) and (character.isalnum() or _is_mark(character))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _is_unspaced(character: str) -> bool:
    return unicodedata.name(character, "").split(" ")[0] in _UNSPACED


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def beginning_and_rest(text: str) -> tuple[str, str]:
    """The beginning of a long text and its rest, cut after a line, a sentence or a word; of a short one, no rest."""
    lines = text.splitlines(keepends=True)
    if len(text) <= LONG_TEXT and len(lines) <= LONG_LINES:
        return text, ""
    beginning = "".join(lines[:BEGINNING_LINES])
    if len(beginning) > BEGINNING:
        beginning = beginning[:BEGINNING]
        end = _SENTENCE_END.match(beginning)
        if end is None or len(end[0]) < BEGINNING // 2:
            end = _WORD_END.match(beginning) or end
        beginning = end[0] if end else text
    return beginning.rstrip(), text[len(beginning) :].strip()


def _is_control(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs")
