"""HTML's elements, as an article's text takes them: what stays, what gets another name, and what goes."""

import re

MARKS = {"strong", "em", "s", "sub", "sup", "code", "a"}
RENAMED = {
    **dict.fromkeys(("b",), "strong"),
    **dict.fromkeys(("i", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("del", "strike"), "s"),
    **dict.fromkeys(("kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("h5", "h6"), "h4"),
    **dict.fromkeys(("dir", "menu"), "ul"),
    **dict.fromkeys(("listing", "xmp"), "pre"),
    "tfoot": "tbody",
}
LOWER_BY_ONE = {"h1": "h2", "h2": "h3", "h3": "h4"}  # where a text has a top heading: the headline is the page's own
BLOCKS = {
    *("p", "h2", "h3", "h4", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
}
# Blocks of HTML that an article has under no name.
OTHER_BLOCKS = {
    *("address", "article", "aside", "body", "caption", "center", "colgroup", "dialog", "details"),
    *("div", "fieldset", "footer", "form", "frameset", "head", "header", "hgroup", "html", "legend"),
    *("main", "nav", "optgroup", "option", "search", "section", "summary"),
}
# Elements within a line that go without a trace: what they hold is read on.
WITHIN_LINES = {
    *("abbr", "acronym", "bdi", "bdo", "big", "data", "font", "ins", "label", "mark", "nobr", "output"),
    *("picture", "q", "rb", "rp", "rt", "rtc", "ruby", "slot", "small", "span", "time", "u", "wbr"),
}
STAND_APART = {
    *("audio", "button", "canvas", "embed", "iframe", "input", "map", "math", "meter", "object"),
    *("progress", "select", "svg", "textarea", "video"),
}
VOID = {
    *("area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param"),
    *("source", "track", "wbr"),
}
NO_CONTENT = {"script", "style", "noscript", "template", "title", "noembed", "noframes"}
READ_AS_TEXT = {"iframe", "xmp", "plaintext"}
KNOWN = MARKS | {*RENAMED} | {*LOWER_BY_ONE} | BLOCKS | OTHER_BLOCKS | WITHIN_LINES | STAND_APART | VOID | READ_AS_TEXT

_TAG_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")


def names_in(html: str) -> set[str]:
    """The names of all elements in html, and perhaps of some that are none."""
    return {name.lower() for name in _TAG_NAME.findall(html)}


_CELLS = {"td", "th", "caption"}
_OF_TABLES = {*_CELLS, "tr", "tbody", "thead", "tfoot"}
_PASSED_OVER = re.compile(
    rf"<(/?)(table|{'|'.join(sorted(_OF_TABLES))}|form|select|body|head|html|frameset)(?![\w-])", re.IGNORECASE
)


def with_stray_tags_as_blocks(html: str) -> str:
    """html with a <div> for each tag that a parser would pass over where it stands, such as a cell outside a table."""
    tables: list[bool] = []  # that are open: whether a cell of it is

    def replaced(match: re.Match[str]) -> str:
        closing, name = match[1], match[2].lower()
        if name == "table":
            if closing:
                del tables[-1:]
            elif not tables or tables[-1]:
                tables.append(False)
            return match[0]
        if name in _OF_TABLES and tables:
            tables[-1] = name in _CELLS and not closing
            return match[0]
        return f"<{closing}div"

    return _PASSED_OVER.sub(replaced, html)
