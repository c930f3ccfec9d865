"""The text of an article as it comes from elsewhere, in Markdown or HTML: cleaned, with what was changed or lost."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from articles.importing.outcome import Remark, in_order
from articles.text.body import FOOTNOTES, clean_body, marks_left_out, nesting_of
from articles.text.limits.markdown_limits import LONGEST_MARKDOWN, plain_parts, too_long, with_limits
from articles.text.losses import CHANGED, Scanner
from articles.text.structure.marks import too_many_marks
from articles.text.template_tags import template_tags

_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,200}\]")
_HEADING_ID = re.compile(r"\{[^{}]*?#([\w.:-]+)[^{}]*\}")  # of kramdown, Pandoc and Hugo


@dataclass(frozen=True)
class ArticleText:
    """html: clean, and empty where there is no text.

    faults: why no switch lets it in. losses: what readers would miss. notes: what stays in another form.
    """

    html: str
    faults: tuple[Remark, ...] = ()
    losses: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()


def from_markdown(markdown: str, first_line: int = 1) -> ArticleText:
    """Markdown, and the HTML in it. first_line: where it begins in its file."""
    if len(markdown) > LONGEST_MARKDOWN:
        return ArticleText("", (Remark(too_long(), first_line),))
    environment: dict[str, Any] = {}
    tokens = _markdown.parse(markdown, environment)
    scanner = Scanner()
    tags = [*_scan(tokens, scanner, first_line), *plain_parts(environment, first_line)]
    tags += _broken_footnotes(environment, markdown, first_line)
    return _text(str(_markdown.renderer.render(tokens, _markdown.options, environment)), scanner, tags)


def from_html(html: str, first_line: int = 1) -> ArticleText:
    """HTML. first_line: where it begins."""
    scanner = Scanner()
    end = html.rfind(">") + 1  # of the last tag: Python's parser takes long over one that does not end
    scanner.scan(html[:end], first_line)
    if (beyond := nesting_of(html).line) is not None:
        words = _("Elements are nested too deep here, or do not end: from here on, words lose marks that go deeper.")
        scanner.note(words, first_line + beyond)
    tags = list(template_tags(html[end:], first_line + html.count("\n", 0, end)))
    return _text(html, scanner, tags)


def markdown_as_html(markdown: str, first_line: int = 1) -> tuple[str, list[Remark]]:
    """Markdown as HTML that is yet to be cleaned, each block on its line of before; and what is wrong in it.

    A heading has the id that ``{#id}`` at its end gives, or one of its words, as other programs make it.
    """
    environment: dict[str, Any] = {}
    tokens = _markdown.parse(markdown, environment)
    _give_ids(tokens)
    html = _on_own_lines(tokens, environment)
    lost = [*_missing_footnotes(tokens, first_line), *_broken_footnotes(environment, markdown, first_line)]
    lost += plain_parts(environment, first_line)
    return html, lost


def _give_ids(tokens: Sequence[Token]) -> None:
    taken: dict[str, int] = {}  # how many more have the name
    for opening, inline in itertools.pairwise(tokens):
        if opening.type != "heading_open":
            continue
        words = [child for child in inline.children or [] if child.type == "text"]
        last = words[-1].content.rstrip() if words else ""
        start = last.rfind("{")
        own = _HEADING_ID.fullmatch(last, start) if start >= 0 else None
        if own:
            words[-1].content = last[:start].rstrip()
        text = "".join(child.content for child in inline.children or [] if child.type in ("text", "code_inline"))
        name = own[1] if own else re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")
        stem = name
        while name in taken:
            taken[stem] += 1
            name = f"{stem}-{taken[stem]}"
        if name:
            taken[name] = 0
            opening.attrSet("id", name)


def _missing_footnotes(tokens: Sequence[Token], first_line: int) -> Iterator[Remark]:
    for token in tokens:
        if token.type == "inline" and "[^" in token.content:
            text = "\n".join(child.content for child in token.children or [] if child.type == "text")
            for match in _FOOTNOTE_MARK.finditer(text):
                words = _("There is no footnote “%(mark)s”.") % {"mark": match[0]}
                yield Remark(words, first_line + token.map[0] if token.map else None)


def code_lines(markdown: str) -> Iterator[int]:
    """The lines of markdown, counted from 0, that are blocks of code."""
    for token in _markdown.parse(markdown):
        if token.type in ("fence", "code_block") and token.map:
            yield from range(*token.map)


def _on_own_lines(tokens: Sequence[Token], environment: dict[str, Any]) -> str:
    renderer: Any = _markdown.renderer
    parts, line = [], 0
    for number, token in enumerate(tokens):
        rule = renderer.rules.get(token.type)
        if token.type == "inline":
            html = renderer.renderInline(token.children or [], _markdown.options, environment)
        elif rule:
            html = rule(tokens, number, _markdown.options, environment)
        else:
            html = renderer.renderToken(tokens, number, _markdown.options, environment)
        if token.type not in ("inline", "fence", "code_block", "html_block"):
            html = html.replace("\n", "")
        if token.map and token.nesting >= 0:
            begins = token.map[0] + (token.type == "fence")
            parts.append("\n" * (begins - line))
            line = max(line, begins)
        parts.append(html)
        line += html.count("\n")
    return "".join(parts)


def _text(html: str, scanner: Scanner, faults: list[Remark]) -> ArticleText:
    """html: not yet cleaned."""
    if names := marks_left_out(html):
        (scanner.losses if "a" in names else scanner.notes).append(Remark(too_many_marks(names)))
    found = (in_order([*faults, *scanner.tags]), in_order(scanner.losses), in_order(scanner.notes))
    return ArticleText(clean_body(html).strip(), *map(tuple, found))


def _scan(tokens: Sequence[Token], scanner: Scanner, first_line: int) -> Iterator[Remark]:
    """What is wrong in what Markdown made of the text. HTML in it goes through scanner."""
    line = first_line
    for token in tokens:
        if token.map:
            line = first_line + token.map[0]
        if token.type == "html_block":
            scanner.scan(token.content, line)
        elif token.type == "heading_open" and token.tag in CHANGED:
            scanner.note(CHANGED[token.tag], line)
        elif token.type == "inline":
            yield from _scan_line(token.children or [], scanner, line)


def _scan_line(tokens: Sequence[Token], scanner: Scanner, line: int) -> Iterator[Remark]:
    text, first_line = "", line  # as readers would see it, but for code
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            text += "\n"
            line += 1
        elif token.type == "html_inline":
            scanner.scan(token.content, line)
            text += token.content
            line += token.content.count("\n")
        elif token.type == "image":
            scanner.picture(str(token.attrs.get("src", "")), line)
            text += token.content
            yield from _in_attributes(token, line)
        elif token.type == "link_open":
            scanner.link(str(token.attrs.get("href", "")), line)
            yield from _in_attributes(token, line)
        elif token.type == "text" and not scanner.is_in_code:
            text += token.content
    yield from template_tags(text, first_line)
    for match in _FOOTNOTE_MARK.finditer(text):
        words = _("There is no footnote “%(mark)s”.") % {"mark": match[0]}
        yield Remark(words, first_line + text.count("\n", 0, match.start()))


def _in_attributes(token: Token, line: int) -> Iterator[Remark]:
    for value in token.attrs.values():
        yield from (replace(tag, line=line) for tag in template_tags(unquote(str(value)), None))


def _broken_footnotes(environment: dict[str, Any], markdown: str, first_line: int) -> Iterator[Remark]:
    for name, number in environment.get("footnotes", {}).get("refs", {}).items():
        if number < 0:
            mark = f"[^{name[1:]}]"
            position = max(markdown.find(f"{mark}:"), 0)
            words = _("Nothing in the text refers to the footnote “%(mark)s”, so it would be lost.") % {"mark": mark}
            yield Remark(words, first_line + markdown.count("\n", 0, position))


# Footnotes, so the cleaner and the editor know them: a list at the end, and links to it and back. ---------------------


def _number(token: Token) -> str:
    return f"footnote-{token.meta['id'] + 1}"


def _reference(token: Token) -> str:
    return f"{_number(token)}-mark{'-' + str(token.meta['subId'] + 1) if token.meta.get('subId', 0) > 0 else ''}"


def _footnote_reference(self: Any, tokens: Sequence[Token], index: int, options: Any, environment: Any) -> str:
    token = tokens[index]
    return f'<sup id="{_reference(token)}"><a href="#{_number(token)}">{token.meta["id"] + 1}</a></sup>'


def _footnote_list(self: Any, tokens: Sequence[Token], index: int, options: Any, environment: Any) -> str:
    return f'<ol class="{FOOTNOTES}">\n'


def _footnote(self: Any, tokens: Sequence[Token], index: int, options: Any, environment: Any) -> str:
    return f'<li id="{_number(tokens[index])}">'


def _way_back(self: Any, tokens: Sequence[Token], index: int, options: Any, environment: Any) -> str:
    return f' <a href="#{_reference(tokens[index])}">↩</a>'


def _end_of(html: str) -> Any:
    return lambda self, tokens, index, options, environment: html


_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_markdown.use(footnote_plugin).use(deflist_plugin).use(with_limits)
# The cleaner judges links: one that Markdown refuses would reach readers as "[…](…)".
_markdown.validateLink = lambda url: True  # type: ignore[method-assign]
_markdown.add_render_rule("footnote_ref", _footnote_reference)
_markdown.add_render_rule("footnote_block_open", _footnote_list)
_markdown.add_render_rule("footnote_block_close", _end_of("</ol>\n"))
_markdown.add_render_rule("footnote_open", _footnote)
_markdown.add_render_rule("footnote_close", _end_of("</li>\n"))
_markdown.add_render_rule("footnote_anchor", _way_back)
