"""The Markdown of an imported article, as HTML that an article may hold."""

from django.conf import settings
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.body import clean_body
from articles.importing.outcome import RefusedError

_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")


def to_html(markdown: str, first_line: int) -> str:
    """markdown as clean HTML, empty where there is no text. first_line: where markdown begins in its file.

    HTML inside it is kept as far as an article may hold it. Raises RefusedError where something would be lost.
    """
    tokens = _markdown.parse(markdown)
    line = first_line
    for token in tokens:
        if token.map:
            line = first_line + token.map[0]
        if token.type == "fence":
            raise RefusedError(_("Blocks of code cannot be imported."), line)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"  # the headline is the page's only h1
        for child in token.children or ():
            _refuse_foreign_picture(child, line)
    return clean_body(_markdown.renderer.render(tokens, _markdown.options, {})).strip()


def _refuse_foreign_picture(token: Token, line: int) -> None:
    if token.type == "image" and not str(token.attrs.get("src", "")).startswith(settings.MEDIA_URL):
        raise RefusedError(_("Pictures within the text cannot be imported: name the lead picture as “image”."), line)
