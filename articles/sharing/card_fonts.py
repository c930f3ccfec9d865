"""Which font at hand can write a text on a share card: our own, or one that fontconfig knows.

Our own has Latin, Greek and Cyrillic letters. A text whose letters no font has is not written at all: boxes in the
place of letters say less than nothing.
"""

from __future__ import annotations

import subprocess
import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

OWN = Path(__file__).resolve().parent / "fonts" / "noto-serif-bold.ttf"
BOLD = 200  # fontconfig's number for it
PATIENCE = 5  # seconds for fontconfig
_TRIED_SIZE = 20  # pixels; large enough to tell two letters apart
_NEVER_A_LETTER = "\U0010ffff"  # every font renders it as it renders what it lacks
_WITHOUT_SHAPE = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_JOINERS = "\ufe0e\ufe0f\u200d"  # between and behind emoji; in some scripts also between letters
_FROM_THE_RIGHT = {"R", "AL"}

Font = tuple[str, int]  # file, and the number of the face within it


def font_for(text: str) -> Font | None:
    """A font that has all letters of text, bold if there is one; None where none has."""
    letters = _letters(text)
    if _needs_shaping(text) and not features.check("raqm"):
        return None
    return _font_with("".join(sorted(letters)))


def opened(font: Font, size: int) -> ImageFont.FreeTypeFont:
    """size: pixels."""
    return _opened(font, size)


def without_unwritable_signs(text: str) -> str:
    """text without the pictures and signs, such as emoji, that our own font lacks. Letters stay, whatever has them."""
    kept = ""
    for before, sign in zip(f" {text}", text, strict=False):
        joins_what_is_left_out = sign in _JOINERS and (_is_sign(before) or before in _JOINERS)
        if not joins_what_is_left_out and (not _is_sign(sign) or _has((str(OWN), 0), sign)):
            kept += sign
    return " ".join(kept.split())


def is_from_the_right(text: str) -> bool:
    """Whether the first letter of text that has a direction runs from right to left."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((each in _FROM_THE_RIGHT for each in strong if each in {"L", *_FROM_THE_RIGHT}), False)


def _is_sign(letter: str) -> bool:
    """Emoji and their modifiers."""
    return unicodedata.category(letter) in {"So", "Sk", "Cn", "Co"}


def _letters(text: str) -> set[str]:
    return {letter for letter in text if unicodedata.category(letter) not in _WITHOUT_SHAPE}


def _needs_shaping(text: str) -> bool:
    """Whether its letters change their shape or place beside each other, which Pillow leaves to raqm."""
    return any(
        unicodedata.bidirectional(letter) in _FROM_THE_RIGHT or unicodedata.category(letter) in {"Mn", "Mc"}
        for letter in unicodedata.normalize("NFC", text)
    )


@lru_cache(maxsize=1_000)
def _font_with(letters: str) -> Font | None:
    if _has((str(OWN), 0), letters):
        return str(OWN), 0
    return next((font for font in _known_to_fontconfig(letters) if _has(font, letters)), None)


def _known_to_fontconfig(letters: str) -> list[Font]:
    """The boldest first, upright before slanted. Empty without fontconfig."""
    pattern = f":scalable=true:color=false:charset={' '.join(f'{ord(letter):x}' for letter in letters)}"
    command = ["fc-list", "--format", "%{file}\t%{index}\t%{weight}\t%{slant}\n", pattern]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError, UnicodeError):
        return []
    fonts = []
    for line in found.stdout.splitlines():
        file, index, weight, slant = line.split("\t")
        # A variable font has a range for its weight, and is rendered in its lightest.
        number = float(weight) if weight.replace(".", "").isdigit() else 0
        fonts.append((slant != "0", abs(number - BOLD), "Mono" in file, file, int(index) & 0xFFFF))
    return [(file, index) for *_rank, file, index in sorted(fonts)]


def _has(font: Font, letters: str) -> bool:
    try:
        tried = _opened(font, _TRIED_SIZE)
    except OSError:
        return False
    missing = _shape(tried, _NEVER_A_LETTER)
    return all(_shape(tried, letter) != missing for letter in letters)


def _shape(font: ImageFont.FreeTypeFont, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)


@lru_cache(maxsize=64)
def _opened(font: Font, size: int) -> ImageFont.FreeTypeFont:
    file, index = font
    return ImageFont.truetype(file, size, index)
