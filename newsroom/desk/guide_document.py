"""A document of the project, which is Markdown, as a page of the guide."""

import itertools
from functools import cache
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from PIL import Image as PillowImage

from newsroom.desk.guide import DOCS


class Heading(NamedTuple):
    """level: 2 for a chapter, 3 for a part of one."""

    level: int
    anchor: str
    words: str


class Document(NamedTuple):
    title: str
    html: SafeString
    headings: list[Heading]


@cache
def document(file: str) -> Document:
    """A document of the project as a page. Its files change with the code alone, so a process reads each once."""
    tokens = _markdown.parse((DOCS / file).read_text("utf-8"))
    title = next(inline.content for opening, inline in itertools.pairwise(tokens) if opening.tag == "h1")
    headings = [
        Heading(int(opening.tag[1]), str(opening.attrs["id"]), _plain(inline))
        for opening, inline in itertools.pairwise(tokens)
        if opening.type == "heading_open" and opening.tag in ("h2", "h3")
    ]
    for token in tokens:
        if token.type == "table_open":  # a wide one scrolls by itself, also by keyboard
            token.attrs["tabindex"] = 0
    start = next(number for number, token in enumerate(tokens) if token.type == "heading_close") + 1
    html = _markdown.renderer.render(tokens[start:], _markdown.options, {})
    return Document(title, mark_safe(html), headings)  # noqa: S308 (our own file, with HTML switched off)


def _plain(inline: Token) -> str:
    return "".join(token.content for token in inline.children or () if token.type in ("text", "code_inline"))


def _picture(renderer: Any, tokens: list[Token], number: int, options: Any, env: Any) -> str:
    token = tokens[number]
    with PillowImage.open(DOCS / str(token.attrs["src"])) as picture:
        width, height = picture.size
    token.attrs |= {"width": width, "height": height, "loading": "lazy", "alt": token.content}
    return f"<img{renderer.renderAttrs(token)}>"


_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").use(anchors_plugin, max_level=3)
_markdown.add_render_rule("image", _picture)
