"""A number by which texts that hardly differ are known to: the simhash of their characters.

Source: Charikar, Similarity Estimation Techniques from Rounding Algorithms (2002); Manku, Jain and Das Sarma, Detecting
Near-Duplicates for Web Crawling (2007).
"""

from functools import lru_cache
from hashlib import blake2b

from comments.text.typed_text import folded

BITS = 64
GRAM = 4  # characters
FEWEST_CHARACTERS = 24  # letters and digits: shorter ones, such as “Well said!”, are said by many

# By byte: its eight bits, each in a lane of its own that has room to count 2**32 of them.
_LANE = 32
_LANES = [sum(1 << (_LANE * bit) for bit in range(8) if byte >> bit & 1) for byte in range(256)]


@lru_cache(maxsize=4)  # a text is asked about when it is checked, and again when it is saved
def simhash(text: str) -> int | None:
    """A signed 64-bit number that few bits tell from that of a text much the same; None where text is too short.

    Case, width, white space and punctuation make no difference.
    """
    letters = "".join(filter(str.isalnum, folded(text)))
    if len(letters) < FEWEST_CHARACTERS:
        return None
    grams = {letters[start : start + GRAM] for start in range(len(letters) - GRAM + 1)}
    counts = [0] * (BITS // 8)
    for gram in grams:
        for place, byte in enumerate(blake2b(gram.encode(), digest_size=BITS // 8).digest()):
            counts[place] += _LANES[byte]
    value = 0
    for bit in range(BITS):
        if (counts[bit // 8] >> (_LANE * (bit % 8)) & (2**_LANE - 1)) * 2 > len(grams):
            value |= 1 << bit
    return value - (1 << BITS) if value >> (BITS - 1) else value
