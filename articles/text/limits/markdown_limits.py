"""What a text in Markdown may cost. A parser tries every mark as a beginning, so a small file could cost it hours.

Where a paragraph has too many marks, or a list is nested too deep, its words stay as they were typed.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from articles.importing.outcome import Remark

LONGEST_MARKDOWN = 1_000_000  # characters
DEEPEST = 40  # levels; a list in a list takes two
MOST_MARKS = 3_000  # that may begin a link, an emphasis or an element, in a paragraph
_MARKS = "[]*_~`<!^&\\"
_PLAIN, _DEEP, _CROWDED = "plain", "too deep", "too many marks"


def too_long() -> str:
    return _("The text is longer than %(limit)d characters.") % {"limit": LONGEST_MARKDOWN}


def with_limits(markdown: MarkdownIt) -> None:
    """A plugin."""
    markdown.options["maxNesting"] = DEEPEST + 10  # or the parser leaves deeper ones out, without a word
    markdown.block.ruler.before("table", "too_deep", _too_deep)
    markdown.core.ruler.at("inline", _inline)


def plain_parts(environment: dict[str, Any], first_line: int) -> Iterator[Remark]:
    """A remark for each part that stayed as it was typed. environment: of the parser."""
    words = {
        _DEEP: _("Lists or quotations are nested too deep here; what is deeper stays as it was typed."),
        _CROWDED: _("This paragraph has more than %(limit)d marks; it stays as it was typed.") % {"limit": MOST_MARKS},
    }
    for why, line in environment.get(_PLAIN, ()):
        yield Remark(words[why], first_line + line)


def _note(environment: Any, why: str, line: int) -> None:
    environment.setdefault(_PLAIN, {})[why, line] = True


def _too_deep(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Block rule: what is too deep is one paragraph of plain text."""
    if state.level < DEEPEST:
        return False
    if silent:
        return True
    _note(state.env, _DEEP, first)
    state.push("paragraph_open", "p", 1).map = [first, end]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(first, end, state.blkIndent, keepLastLF=False).strip()
    inline.map, inline.children, inline.meta = [first, end], [], {_PLAIN: True}
    state.push("paragraph_close", "p", -1)
    state.line = end
    return True


def _inline(state: StateCore) -> None:
    """Core rule in the place of the parser's own."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if token.children is None:
            token.children = []
        is_crowded = len(token.content) > MOST_MARKS and sum(map(token.content.count, _MARKS)) > MOST_MARKS
        if is_crowded:
            _note(state.env, _CROWDED, token.map[0] if token.map else 0)
        if is_crowded or token.meta.get(_PLAIN):
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)
