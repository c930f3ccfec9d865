"""What other sites' programs would have filled in: tags of Jekyll, Hugo, Liquid, Nunjucks, kramdown and WordPress.

Newsroom runs none of them, so readers would see the tag itself. Code is the place to show one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.importing.outcome import Remark

LONGEST_SHOWN = 60  # characters
LONGEST = 1_000  # characters of a tag
MOST_LISTED = 100  # of a text
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>"}  # Liquid, Hugo, Nunjucks, Jinja, Handlebars, ERB
_TAG = re.compile(
    r"""
    \{\{ | \{% | <% | %\}
    | \{::?[^{}\n]{0,200}\} | \{[.\#][A-Za-z][^{}\n]{0,200}\} | \{\#   # kramdown, Pandoc
    | \{(?:static|filename|attach|author|category|tag|index)\}         # Pelican
    | !?\[\[[^\[\]\n]{1,200}\]\]                                       # wikis
    # WordPress
    | \[/?[a-z][a-z0-9_-]{0,40}+
      (?:\s++[\w-]++=
        (?>"[^"\]]{0,900}"|'[^'\]]{0,900}'|[“”″][^“”″\]]{0,900}[“”″]|[^\s\]]{1,900}+)
      ){1,30}+\s*+/?\]
    | \[/[a-z][a-z0-9_-]{0,40}\] | \[(?:gallery|playlist|more|toc|TOC)\]
    | ^:::+.*$
    """,
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True)
class TagRemark(Remark):
    """tag: as ``as_listed`` writes it."""

    tag: str = ""


def as_listed(tag: str) -> str:
    """A tag with one space for all white space in a row."""
    return " ".join(tag.split())


def template_tags(text: str, line: int | None) -> Iterator[Remark]:
    """A remark for each template tag in text. line: on which text begins; None where all of it is in no one line."""
    position = counted = 0
    seen: set[tuple[str, int | None]] = set()
    while match := _TAG.search(text, position):
        start, position = match.span()
        if closed_by := _ENDS.get(match[0]):
            # Looked for by itself: a pattern would try every end for every beginning.
            end = text.find(closed_by, position, start + LONGEST)
            if end < 0 and match[0] == "{#":
                continue
            position = end + len(closed_by) if end >= 0 else position
            position += text[position : position + 1] == "}" == text[position - 1]
        tag = as_listed(text[start:position])
        if line is not None:
            line += text.count("\n", counted, start)
            counted = start
        if (tag, line) in seen:
            continue
        if len(seen) == MOST_LISTED:
            words = _("There are more template tags than the %(limit)d that are listed.") % {"limit": MOST_LISTED}
            yield Remark(words, line)
            return
        seen.add((tag, line))
        shown = tag if len(tag) <= LONGEST_SHOWN else f"{tag[:LONGEST_SHOWN]}…"
        words = _("“%(tag)s” is a template tag. Nothing fills it in here, and readers would see it.") % {"tag": shown}
        yield TagRemark(words, line, tag)
