"""The classes in an article's text, and those by which other programs say the same."""

import re
from html import unescape

PULL_QUOTE = "pull-quote"
FOOTNOTES = "footnotes"
EMBED = "embed"
ALIGNED = ("align-left", "align-center", "align-right")
IN_CODE = "language-"  # before the name of a language
# The elements whose classes of elsewhere are read.
NAMED_ELSEWHERE = ("table", "thead", "tbody", "tfoot", "tr", "th", "td", "pre", "code")

_SIDES = {"left": ALIGNED[0], "center": ALIGNED[1], "right": ALIGNED[2], "end": ALIGNED[2]}
_ALIGNED = re.compile(r"(?:has-text-align|text|align)-?(left|center|right|end)")
_STYLED = re.compile(r"(?:^|[;\s])text-align\s*:\s*(left|center|right|end)\b")
_LANGUAGE = re.compile(rf"{IN_CODE}[A-Za-z0-9_+#.-]{{1,40}}")
_LANGUAGE_ELSEWHERE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|brush:\s*)([A-Za-z0-9_+#.-]{1,40})(?=[\s;]|$)")


def is_language(name: str) -> bool:
    """Whether name is the class of code in a language."""
    return bool(_LANGUAGE.fullmatch(name))


def alignment(tag: str, attributes: dict[str, str]) -> str:
    """The class for how an element of a table aligns its words, as its style, class or attribute says; or empty."""
    if styled := _STYLED.search(unescape(attributes.get("style", "")).lower()):
        return _SIDES[styled[1]]
    if tag == "table":  # whose other two place the table itself
        return ""
    for name in unescape(attributes.get("class", "")).lower().split():
        if found := _ALIGNED.fullmatch(name):
            return _SIDES[found[1]]
    return _SIDES.get(attributes.get("align", "").strip().lower(), "")


def language_of(attributes: dict[str, str]) -> str:
    """The class for the language of code, from the class that other programs write; or empty."""
    found = _LANGUAGE_ELSEWHERE.search(unescape(attributes.get("class", "")))
    return f"{IN_CODE}{found[1]}" if found else ""
