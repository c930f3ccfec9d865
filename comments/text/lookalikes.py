"""Letters of one alphabet that are taken for another's.

Source: Unicode Technical Standard 39, sections 4 (skeletons) and 5 (mixed scripts). The table has the letters that
people know, not all of Unicode's: what is missing is held where it is in a word of another alphabet.
"""
# ruff: noqa: RUF001, RUF003 (letters that look alike are what this is about)

import unicodedata
from functools import lru_cache
from typing import Any

import regex

from comments.text.typed_text import folded, on_one_line, without_ignorable

_LETTERS: dict[int, Any] = (
    str.maketrans("авгекмнопрстухьіјѕһԁԛԝԍӏєґөүқ", "abrekmhonpctyxbijshdqwgleroyk")  # Cyrillic
    | str.maketrans("αβγεηικνορστυχωμζ", "abyenikvopotuxwuz")
    | str.maketrans("օոսհցզյ", "onuhgqj")  # Armenian
    | str.maketrans("ıɑɡɩ", "iagi")
    | str.maketrans("ɵʉẜẝ", "ouss")
    | str.maketrans("ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdeghijklmnoprstuvwyz")
)


def _struck_through() -> dict[int, str]:
    """Letters with a stroke, a bar or a tilde through them, which Unicode takes for letters of their own."""
    plain = {}
    for code in (*range(0xC0, 0x530), *range(0x1D00, 0x1DC0), *range(0x2C60, 0x2C80), *range(0xA720, 0xA800)):
        if match := _STRUCK_THROUGH.fullmatch(unicodedata.name(chr(code), "")):
            letter = unicodedata.lookup(f"{match[1]} SMALL LETTER {match[2]}")
            plain[code] = letter.translate(_LETTERS)
    return plain


_STRUCK_THROUGH = regex.compile(
    r"(LATIN|CYRILLIC) SMALL LETTER ([A-Z]|KA|HA|GHE|CHE|STRAIGHT U) WITH (?!TILDE).*\b(?:STROKE|BAR|TILDE)\b.*"
)
_LETTERS |= _struck_through()
_DIGITS = str.maketrans("013457@$|!", "oleastasll")
_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx")  # Greek ones look otherwise than their small letters
# Alphabets whose letters look alike, by the first word of the letters' names.
_MISTAKEN = {
    *("LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "LISU", "OSAGE", "CANADIAN", "DESERET", "RUNIC"),
    *("OLD", "CARIAN", "LYCIAN", "LYDIAN", "GOTHIC", "ELBASAN", "TIFINAGH", "WARANG", "VITHKUQI"),
}
_WORD = regex.compile(r"\p{L}+")
# Marks that no letter of the alphabet has: strokes, lines and what else decorates it.
_DECORATION = regex.compile(r"\p{Canonical_Combining_Class=1}|(?<=[\p{Latin}\p{Greek}\p{Cyrillic}]\p{M}*)\p{M}")
# "SMSка" is good Russian; "µm", "kΩ" and "ΔT" have a letter that looks like no Latin one.
_HONEST_MIX = regex.compile(r"[A-Z]{2,}[а-яё]+|[ΓΔΘΛΞΠΣΦΨΩβδθλμξπσφψ]\p{Latin}+|\p{Latin}+[ΓΔΘΛΞΠΣΦΨΩβδθλμξπσφψ]")


def mixed_words(text: str) -> list[str]:
    """The words of text that are put together from alphabets whose letters look alike.

    Words of an alphabet, a hyphen and another alphabet are none, and neither are Japanese ones.
    """
    plain = _DECORATION.sub("", unicodedata.normalize("NFKC", without_ignorable(text)))
    if plain.isascii():
        return []
    return [word for word in _WORD.findall(plain) if _is_mixed(word)]


def _is_mixed(word: str) -> bool:
    if word.isascii():
        return False
    alphabets = {unicodedata.name(letter, "").split(" ")[0] for letter in word} & _MISTAKEN
    return len(alphabets) > 1 and not _HONEST_MIX.fullmatch(word)


@lru_cache(maxsize=64)  # rules compare the same text again and again
def plain_letters(text: str) -> str:
    """text as rules compare it: ``folded``, with the letter that each looks like, and without decoration."""
    if text.isascii():
        return folded(text)
    plain = unicodedata.normalize("NFKC", without_ignorable(text)).translate(_CAPITALS)
    letters = unicodedata.normalize("NFKD", folded(plain)).translate(_LETTERS)
    return _DECORATION.sub("", unicodedata.normalize("NFC", letters))


def skeleton(text: str) -> str:
    """What text looks like: words of plain letters, the same for texts that are easily taken for each other."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", folded(text)) if not unicodedata.combining(letter)
    )
    plain = "".join(letter if letter.isalnum() else " " for letter in plain.translate(_LETTERS | _DIGITS))
    return on_one_line(plain).replace("rn", "m").replace("vv", "w").replace("i", "l")


def _as_columns() -> tuple[str, str]:
    letters = [*map(chr, _LETTERS), *map(chr, range(0x370, 0x530))]
    plain = {letter: plain_letters(letter) for letter in letters}
    changed = {letter: like for letter, like in plain.items() if like != letter and len(like) == 1}
    return "".join(changed), "".join(changed.values())


# For PostgreSQL's translate(): which letters become which, in ``plain_letters`` of a folded text.
TRANSLATED, INTO = _as_columns()
