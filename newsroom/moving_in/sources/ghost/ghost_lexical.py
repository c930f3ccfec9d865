"""Ghost's texts as its editor of today stores them (Lexical), as HTML."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.translation import gettext as _

from newsroom.moving_in.sources.ghost.ghost_cards import CardWriter

DEEPEST = 40  # elements within each other; deeper ones keep their words alone
_FORMATS = [(1, "strong"), (2, "em"), (4, "s"), (16, "code"), (32, "sub"), (64, "sup"), (8, "u"), (128, "mark")]
_TEXTS = {"text", "extended-text", "tk", "code-highlight", "hashtag"}
_LINKS = {"link", "autolink", "at-link"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_WITHOUT_WORDS = {"zwnj", "at-link-search"}
Node = dict[str, Any]


def lexical_html(document: Any, writer: CardWriter) -> str:
    """document: the parsed JSON. ValueError where it is none of Lexical's."""
    root = document.get("root") if isinstance(document, dict) else None
    if not isinstance(root, dict) or not isinstance(root.get("children"), list):
        raise ValueError("no root")
    return _Lexical(writer).inner(root, 0)


class _Lexical:
    def __init__(self, writer: CardWriter) -> None:
        self._writer = writer

    def inner(self, node: Node, depth: int) -> str:
        if depth > DEEPEST:
            self._writer.note(_("It is nested too deep; the words stay, without formatting."))
            return escape(_words(node))
        return "".join(self._one(child, depth + 1) for child in _children(node))

    def _one(self, node: Node, depth: int) -> str:
        kind = str(node.get("type") or "")
        if kind in _TEXTS:
            return _formatted(node)
        if kind == "linebreak":
            return "<br>"
        if kind == "tab":
            return " "
        if kind in _LINKS:
            address = escape(self._writer.link(node.get("url")))
            return f'<a href="{address}">{self.inner(node, depth)}</a>' if address else self.inner(node, depth)
        if kind == "list":
            return self._list(node, depth)
        if kind in ("heading", "extended-heading"):
            tag = node.get("tag") if node.get("tag") in _HEADINGS else "h2"
            return f"<{tag}>{self.inner(node, depth)}</{tag}>"
        if kind in ("quote", "extended-quote"):
            return f"<blockquote>{self.inner(node, depth)}</blockquote>"
        if kind == "aside":  # Ghost's second style of a quotation
            return f'<blockquote class="pull-quote"><p>{self.inner(node, depth)}</p></blockquote>'
        if kind == "paragraph":
            words = self.inner(node, depth)
            return f"<p>{words}</p>" if words else ""
        if kind in _WITHOUT_WORDS:
            return ""
        if kind == "code":
            return f"<pre><code>{escape(_words(node))}</code></pre>"
        if "children" in node:
            self._writer.note(_("The element “%(name)s” is unknown; its words stay.") % {"name": kind[:40]})
            return f"<div>{self.inner(node, depth)}</div>"
        return self._writer.html(kind, node)

    def _list(self, node: Node, depth: int) -> str:
        """A list. Ghost writes one within another as an item that holds nothing else; it goes into the item before."""
        tag = "ol" if node.get("tag") == "ol" or node.get("listType") == "number" else "ul"
        items: list[str] = []
        for child in _children(node):
            inner = self.inner(child, depth + 1) if child.get("type") == "listitem" else self._one(child, depth + 1)
            if items and (first := next(iter(_children(child)), None)) and first.get("type") == "list":
                items[-1] += inner
            else:
                items.append(inner)
        return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _children(node: Node) -> list[Node]:
    children = node.get("children")
    return [child for child in children if isinstance(child, dict)] if isinstance(children, list) else []


def _formatted(node: Node) -> str:
    text = escape(str(node.get("text") or ""), quote=False).replace("\n", "<br>")
    bits = node.get("format")
    for bit, tag in _FORMATS:
        if isinstance(bits, int) and bits & bit and text:
            text = f"<{tag}>{text}</{tag}>"
    return text


def _words(node: Node) -> str:
    """All words below node, without calling itself."""
    found, waiting = [], [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each.get("text"), str):
            found.append(each["text"])
        elif each.get("type") in ("linebreak", "listitem", "paragraph"):
            found.append("\n")
        waiting += reversed(_children(each))
    return "".join(found).strip()
