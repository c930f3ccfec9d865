"""Places in a text that its links lead to: which block carries the id, and under which name."""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, unquote

ID_PREFIX = "text-"  # so a place in the text is never mistaken for one of the page's own
_LINK = re.compile(r'<a(?: [^>]*?)? href="#([^"]+)"')


@dataclass
class StartTag:
    """An opening tag of a block, whose id is known only once all links are. tag: empty where it is taken back."""

    tag: str
    attributes: str = ""
    ids: list[str] = field(default_factory=list)


class _Names(dict[str, str]):
    """The id that each place has in the text."""

    def __init__(self) -> None:
        super().__init__()
        self._taken: dict[str, int] = {}

    def free(self, name: str) -> str:
        """name, or with a number if another place has it."""
        found = name
        while found in self._taken:
            self._taken[name] += 1
            found = f"{name}-{self._taken[name]}"
        self._taken[found] = 1
        return found


def joined(parts: list[str | StartTag]) -> str:
    """The HTML of parts. Only a block that a link leads to has an id."""
    led_to = {place for part in parts if isinstance(part, str) and (place := _place_led_to(part))}
    names = _Names()
    written = [_opening_tag(part, led_to, names) if isinstance(part, StartTag) else part for part in parts]
    return "".join(_led_elsewhere(part, names) for part in written) if names else "".join(written)


def _place_led_to(tag: str) -> str:
    match = _LINK.match(tag)
    return unquote(unescape(match[1])) if match else ""


def _opening_tag(start: StartTag, led_to: set[str], names: _Names) -> str:
    if not start.tag:
        return ""
    wanted = [each for each in start.ids if each in led_to and each not in names]
    if not wanted:
        return f"<{start.tag}{start.attributes}>"
    first = wanted[0]
    name = first if first.startswith(ID_PREFIX) else ID_PREFIX + first
    name = names.free(re.sub(r"[^\w-]+", "-", name))
    names |= dict.fromkeys(wanted, name)
    return f'<{start.tag}{start.attributes} id="{name}">'


def _led_elsewhere(tag: str, names: dict[str, str]) -> str:
    match = _LINK.match(tag)
    name = match and names.get(unquote(unescape(match[1])))
    if not match or not name:
        return tag
    return f"{tag[: match.start(1)]}{quote(name)}{tag[match.end(1) :]}"
