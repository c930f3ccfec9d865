"""Names that a text spells in two ways: they differ by one letter, such as “Ada Winter” and “Ada Vinter”.

This only guesses. A name is two or more words in a row that begin with a capital letter, or a word that is the last of
such a name. Endings are no second spelling: a genitive or a plural adds to the end of a word. Scripts without capital
letters have no names here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations

MOST_NAMES = 300  # of one text that are compared
LEAST_LETTERS = 4  # of the word that differs: “Ann” and “Ana” are two people
_WORDS_IN_A_ROW = re.compile(r"[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'-]*)*")
_SENTENCE_ENDS = re.compile(r"[.!?:;…»”\"\n]\s+")


def spelled_two_ways(text: str, names: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Pairs of spellings, in the order of the text. names: those in the bylines, which count as names of the text."""
    found: dict[str, None] = dict.fromkeys(name for name in names if " " in name)
    single: dict[str, None] = {}
    for sentence in _SENTENCE_ENDS.split(text):
        for position, run in enumerate(_capitalised_runs(sentence)):
            # The first word of a sentence may be no part of the name: "Then Ada Winter went".
            for name in filter(None, (run, run[1:]) if position == 0 else (run,)):
                target = found if len(name) > 1 else single
                target.setdefault(" ".join(name))
    whole = [tuple(name.split()) for name in list(found)[:MOST_NAMES]]
    pairs = [(a, b) for a, b in combinations(whole, 2) if _differ_by_a_letter(a, b)]
    last = {name[-1] for name in whole}
    pairs += [((a,), (b,)) for b in list(single)[:MOST_NAMES] if b not in last for a in sorted(last) if _is_slip(a, b)]
    return [(" ".join(a), " ".join(b)) for a, b in pairs]


def _capitalised_runs(sentence: str) -> Iterable[list[str]]:
    for words in _WORDS_IN_A_ROW.findall(sentence):
        run: list[str] = []
        for word in [*words.split(" "), ""]:
            if word[:1].isupper() and not word.isupper():
                run.append(re.sub(r"[’']s?$", "", word))
                continue
            if run:
                yield run
            run = []


def _differ_by_a_letter(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if len(a) != len(b):
        return False
    different = [(one, other) for one, other in zip(a, b, strict=True) if one != other]
    return len(different) == 1 and _is_slip(*different[0])


def _is_slip(a: str, b: str) -> bool:
    """Whether one letter is another, is missing, or changed places with the next. A longer ending is none."""
    if min(len(a), len(b)) < LEAST_LETTERS or abs(len(a) - len(b)) > 1 or a == b:
        return False
    if a.startswith(b) or b.startswith(a):
        return False
    start = next(i for i, (one, other) in enumerate(zip(a, b, strict=False)) if one != other)
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:])
    )
