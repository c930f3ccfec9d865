"""What other sites' programs would have filled in: tags of Jekyll, Hugo, Liquid, Nunjucks, kramdown and WordPress.

Newsroom runs none of them, so readers would see the tag itself. Code is the place to show one.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.importing.outcome import Remark

LONGEST_SHOWN = 60  # characters
_TAG = re.compile(
    r"""
    \{\{.*?\}\}+ | \{%.*?%\} | \{\#.*?\#\} | <%.*?%>   # Liquid, Hugo, Nunjucks, Jinja, Handlebars, ERB
    | \{\{ | \{% | <% | %\}                             # of which the other end stands elsewhere
    | \{::?[^{}\n]*\} | \{[.\#][A-Za-z][^{}\n]*\}       # kramdown, Pandoc
    | \{(?:static|filename|attach|author|category|tag|index)\}   # Pelican
    | !?\[\[[^\[\]\n]+\]\]                              # wikis
    | \[/?[a-z][a-z0-9_-]*(?:\s+[\w-]+=(?:"[^"\]]*"|'[^'\]]*'|[“”″][^“”″\]]*[“”″]|[^\s\]]+))+\s*/?\]   # WordPress
    | \[/[a-z][a-z0-9_-]*\] | \[(?:gallery|playlist|more|toc|TOC)\]
    | ^:::+.*$
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def template_tags(text: str, line: int | None) -> Iterator[Remark]:
    """A remark for each template tag in text. line: on which text begins; None where all of it is in no one line."""
    for match in _TAG.finditer(text):
        tag = " ".join(match[0].split())
        tag = tag if len(tag) <= LONGEST_SHOWN else f"{tag[:LONGEST_SHOWN]}…"
        words = _("“%(tag)s” is a template tag. Nothing fills it in here, and readers would see it.") % {"tag": tag}
        yield Remark(words, line and line + text.count("\n", 0, match.start()))
