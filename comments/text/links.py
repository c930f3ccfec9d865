"""The links in what someone wrote: for the page that shows them, and for every check that counts or compares them.

What readers may click is found here and nowhere else. A name of a company such as ``Amazon.com`` is no link.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

import idna
from django.utils.encoding import iri_to_uri
from django.utils.html import MAX_URL_LENGTH, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from comments.text.typed_text import without_ignorable

# A domain without a scheme is a link where it ends in one of these, or in punycode: with others, as in "done.so",
# it is too often the end of one sentence and the beginning of the next.
_BARE_ENDINGS = {"com", "edu", "gov", "int", "mil", "net", "org"}
_LINK = re.compile(
    r"""
    (?<![a-z0-9+-])(?P<scheme>[a-z][a-z0-9+-]*)://(?P<user>[^\s/?#@\\<>"']*@)?
        (?P<host>\[[0-9a-f:.]+\]|[\w-]+(?:\.[\w-]+)*)?
    | (?<![\w@./\\-])(?P<bare>[\w-]+(?:\.[\w-]+)+)(?![\w@])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AUTHORITY = re.compile(r"[^\s/?#\\<>\"']*")
_PORT = re.compile(r":\d{1,5}(?!\d)")
_PASTED_ON = re.compile(r"(\.[a-z]{2,63})[^\W_a-z0-9]+$", re.IGNORECASE)  # Chinese that follows without a space
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_ASCII_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_OTHER_DOTS = re.compile("[\u3002\uff0e\uff61]")  # which browsers read as dots in a host. Source: UTS 46, 2.3
_ENDS_A_PATH = set("<>\"'\\^`{|}")
_STAYS_IN_A_PATH = set("\N{MIDDLE DOT}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\u200c\u200d")
_NEVER_LAST = ".,:;!?*~([&\N{MIDDLE DOT}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\u200c\u200d"


@dataclass(frozen=True)
class Link:
    """A link from start to end of a text. site: the text as far as the host and its port.

    host: in ASCII, without a user's name and a port. href: where a click leads; empty where readers see text, since
    browsers do not open it, or it names a user to look like another site.
    """

    start: int
    end: int
    site: str
    host: str
    href: str


def find_links(text: str) -> list[Link]:
    """The links in text, in their order."""
    found: list[Link] = []
    position = 0
    while "." in text or "://" in text:
        match = _LINK.search(text, position)
        if match is None:
            break
        link = _bare_link(text, match) if match["bare"] else _whole_link(text, match)
        if link:
            found.append(link)
        position = max(match.end(), link.end if link else 0)
    return found


def links_in(text: str) -> list[str]:
    """The links in text as far as their host: ``https://example.org``, ``www.example.org:80``."""
    return [link.site for link in find_links(text)]


def domain_in(name: str) -> str:
    """A link or a domain in a name, which holds none; empty where there is none. Capitals make no difference here."""
    if links := links_in(name):
        return links[0]
    domains = (host for host in _HOST.findall(_as_hosts_are_read(name)) if _may_be_bare(host))
    return next(domains, "")


def hosts_in(text: str) -> set[str]:
    """The hosts that text links to or names, in ASCII, without a port.

    Wider than ``find_links``: a domain that a rule is about is found in every spelling.
    """
    plain = _as_hosts_are_read(text)
    named = {*_HOST.findall(plain), *_ASCII_HOST.findall(plain)} if "." in plain else set()
    return {in_ascii(host.strip("-_")) for host in named} | {link.host for link in find_links(text)} - {""}


def in_ascii(domain: str) -> str:
    """domain as name servers know it. What is no domain comes back in lower case."""
    domain = domain.strip(".").lower()  # not folded: ß and ss are two domains
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return domain


def linked(text: str) -> SafeString:
    """text as HTML, escaped, with links to pages that search engines do not follow."""
    pieces = []
    position = 0
    for link in find_links(text):
        words = text[link.start : link.end]
        shown = format_html('<a href="{}" rel="nofollow">{}</a>', link.href, words) if link.href else escape(words)
        pieces += [escape(text[position : link.start]), shown]
        position = link.end
    return mark_safe("".join([*pieces, escape(text[position:])]))  # noqa: S308 - every piece is escaped


def _bare_link(text: str, match: re.Match[str]) -> Link | None:
    """A domain without a scheme; ``www.`` makes one of any. Capitals do not, unless a path follows."""
    host = match["bare"].rstrip("-_")
    is_www = host[:4].lower() == "www."
    if is_www:
        host = _PASTED_ON.sub(r"\1", host)
    elif not _may_be_bare(host) or (host != host.lower() and text[match.start() + len(host) :][:1] != "/"):
        return None
    return _link(text, match.start(), match.start(), host, "https://")


def _whole_link(text: str, match: re.Match[str]) -> Link:
    """A link with a scheme, whatever it is: ``hxxp://`` is one for a moderator."""
    scheme, user = match["scheme"].lower(), match["user"] or ""
    host = _PASTED_ON.sub(r"\1", (match["host"] or "").rstrip("-_"))
    starts_at = match.end() - len(match["host"] or "")
    follows = text[starts_at + len(host) :][:1]
    leads = scheme in ("http", "https") and not user and follows not in ("%", "\\") and ("." in host or "[" in host)
    if follows == "%" and (authority := _AUTHORITY.match(text, starts_at)):
        host = _as_hosts_are_read(authority[0]).rpartition("@")[2].partition(":")[0]
        return Link(match.start(), authority.end(), text[match.start() : authority.end()], in_ascii(host), "")
    return _link(text, match.start(), starts_at, host, f"{scheme}://" if leads else "")


def _link(text: str, start: int, host_at: int, host: str, scheme: str) -> Link:
    host_end = host_at + len(host)
    if port := _PORT.match(text, host_end):
        host_end = port.end()
    end = _end_of_path(text, host_end, is_emphasised=text[:start].endswith("_"))
    ascii_host = host if host.startswith("[") else in_ascii(without_ignorable(unicodedata.normalize("NFKC", host)))
    href = ""
    if scheme and ascii_host.isascii() and end - start <= MAX_URL_LENGTH:
        href = f"{scheme}{ascii_host}{text[host_at + len(host) : host_end]}{iri_to_uri(text[host_end:end])}"
    return Link(start, end, text[start:host_end], ascii_host, href)


def _end_of_path(text: str, start: int, *, is_emphasised: bool) -> int:
    """Where the path, query and fragment end that begin at start, or start.

    They end before white space, a quotation mark, a bracket that was opened before the link, and punctuation that no
    keyboard puts into an address, such as ``…``; what ends a sentence belongs to the sentence.
    """
    if text[start : start + 1] not in ("/", "?", "#"):
        return start
    depths = {"(": 0, "[": 0}
    end = start
    while end < len(text) and not _ends_a_path(text[end]):
        character = text[end]
        if character in depths:
            depths[character] += 1
        elif character in ")]":
            opening = "(" if character == ")" else "["
            if not depths[opening]:
                break
            depths[opening] -= 1
        end += 1
    path = text[start:end].rstrip(_NEVER_LAST + ("_" if is_emphasised else ""))
    return start + len(path)


def _ends_a_path(character: str) -> bool:
    if character.isascii():
        return character.isspace() or character in _ENDS_A_PATH or not character.isprintable()
    if character in _STAYS_IN_A_PATH:
        return False
    return character.isspace() or unicodedata.category(character)[0] in "PC"


def _may_be_bare(host: str) -> bool:
    ending = host.rpartition(".")[2].lower()
    return ending in _BARE_ENDINGS or ending.startswith("xn--")


def _as_hosts_are_read(text: str) -> str:
    """text as a browser reads a host in it: full width, other dots, percent signs and invisible characters resolved."""
    plain = without_ignorable(unquote(text) if "%" in text else text)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", _OTHER_DOTS.sub(".", plain))
    return plain.casefold()
