"""What readers type, in one form: composed characters, plain line ends, nothing that cannot be seen."""

import re
import unicodedata

LONG_TEXT, LONG_LINES = 1200, 24  # characters and lines from which on a text is folded
BEGINNING, BEGINNING_LINES = 700, 12  # what of it stays in sight, at most
_SENTENCE_END = re.compile(r".*(?:\n|[.!?…]\s|[\u3002\uff01\uff1f])", re.DOTALL)
_WORD_END = re.compile(r".*\s", re.DOTALL)
_LINE_END = re.compile("\r\n?|\u0085|\u2028|\u2029")
_DAMAGED = "\N{REPLACEMENT CHARACTER}"
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_UNSPACED = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"}
# Letters and marks that draw nothing, which Unicode does not call format characters.
_BLANKS = dict.fromkeys(
    [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)]
)


def normalised(text: str) -> str:
    """text in NFC with ``\\n`` as its line end."""
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text))


def without_controls(text: str) -> str:
    """text without control characters other than line ends and tabs, and without halves of surrogate pairs."""
    return "".join(character for character in text if not _is_control(character))


def has_controls(text: str) -> bool:
    return any(map(_is_control, text))


def is_damaged(text: str) -> bool:
    """Whether bytes that were not UTF-8 left their mark in text."""
    return _DAMAGED in text


def is_blank(text: str) -> bool:
    """Whether text draws nothing: white space and invisible characters only."""
    return not without_invisible(text).strip()


def without_invisible(text: str) -> str:
    """text without characters that draw nothing or turn the direction of others.

    A joiner stays where spelling needs it: between Arabic letters, and after a virama.
    Source: RFC 5892, appendices A.1 and A.2.
    """
    kept: list[str] = []
    for character, following in zip(text, [*text, ""][1:], strict=True):
        if character in _JOINERS:
            before = kept[-1] if kept else ""
            if before and (unicodedata.combining(before) == 9 or (_is_arabic(before) and _is_arabic(following))):
                kept.append(character)
        elif unicodedata.category(character) != "Cf":
            kept.append(character)
    return "".join(kept).translate(_BLANKS)


def folded(text: str) -> str:
    """text as it is compared: one case, one width, one space between words, nothing that cannot be seen."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", without_invisible(unicodedata.normalize("NFKC", text).casefold()))
    return on_one_line(text.casefold())


def has_phrase(text: str, phrase: str) -> bool:
    """Whether phrase stands in text as whole words. Both are folded.

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
    return bool(character) and (character.isalnum() or unicodedata.category(character).startswith("M"))


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


def _is_arabic(character: str) -> bool:
    return bool(character) and unicodedata.bidirectional(character) in ("AL", "NSM")
