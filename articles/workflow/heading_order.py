import re

from articles.text.structure.body_structure import plain_text

_HEADING = re.compile(r"<h([2-6])[^>]*>(.*?)</h\1>", re.DOTALL)
FIRST = 2  # the headline is the one above


def headings_out_of_order(body: str) -> list[str]:
    """The words of headings that skip a level on the way down, in a cleaned body."""
    above, found = FIRST - 1, []
    for level, words in _HEADING.findall(body):
        if int(level) > above + 1:
            found.append(plain_text(words).strip())
        above = int(level)
    return found
