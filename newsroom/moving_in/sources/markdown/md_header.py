"""The header of a Markdown file of any maker: YAML, TOML, JSON, or Pelican's lines. Each key with its line.

Values are text, lists and mappings of text: no title turns into a number, and nothing in a file is ever executed.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

import yaml
from django.utils.translation import gettext as _

LONGEST = 100_000  # characters of a header
MOST_VALUES = 5_000  # in a header, with what aliases repeat
DEEPEST = 20  # levels
_STANDARD = "tag:yaml.org,2002:"
_BLANK = ("", "~", "null", "Null", "NULL")
_FENCES = {"---": "YAML", "---yaml": "YAML", "---json": "JSON", "---toml": "TOML", "+++": "TOML"}
_PELICAN = re.compile(r"([A-Za-z][\w-]{0,40}(?: \w+)?):[ \t]*(.*)")
_PELICAN_KEYS = {
    *("title", "date", "modified", "slug", "category", "tags", "author", "authors", "summary", "status", "lang"),
    *("template", "save_as", "url", "keywords", "translation"),
}
_TOML_KEY = re.compile(r"""\s*(?:\[\[?\s*)?["']?([\w-]+)["']?\s*(?:\.[\w.-]+\s*)?(?:=|\])""")
_LINE = re.compile(r"\bline (\d+)")


class HeaderError(Exception):
    """Why a header cannot be read. line: counted from 1."""

    def __init__(self, words: str, line: int) -> None:
        super().__init__(words)
        self.line = line


@dataclass
class Header:
    """form: YAML, TOML, JSON or Pelican; empty where a file has none. notes: what is odd, each with its line."""

    form: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    notes: list[tuple[str, int]] = field(default_factory=list)


def read_header(text: str) -> Header:
    """The header and the text below it. Raises HeaderError."""
    skipped = len(text) - len(text.lstrip("\n"))
    text = text[skipped:]
    opening = text.partition("\n")[0].rstrip().replace(" ", "").lower()
    if opening in _FENCES or (opening.startswith("---") and opening.strip("-")):
        header = _fenced(text, opening, skipped)
    elif text.startswith("{") and re.match(r'\{\s*"', text):
        header = _json_first(text, skipped)
    else:
        header = _pelican(text, skipped)
    return header or Header(body=text, body_line=skipped + 1)


def _fenced(text: str, opening: str, skipped: int) -> Header | None:
    form = _FENCES.get(opening)
    if form is None and opening in ("---js", "---javascript"):
        raise HeaderError(_("The header is a program, and is not executed."), skipped + 1)
    if form is None:
        return None
    ends = ("+++",) if opening == "+++" else ("---", "...")
    lines = text[: LONGEST + 10].split("\n")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ends), None)
    if end is None:
        following = next((line for line in lines[1:] if line.strip()), "")
        if form == "YAML" and not re.match(r"[\w-]+\s*:", following):
            return None  # a line across the page
        if len(text) > LONGEST:
            raise HeaderError(_("The header is longer than %(limit)d characters.") % {"limit": LONGEST}, skipped + 1)
        words = _("The header does not end: a second line “%(mark)s” is missing.") % {"mark": ends[0]}
        raise HeaderError(words, skipped + 1)
    inner = "\n".join(lines[1:end])
    body = text[sum(len(line) + 1 for line in lines[: end + 1]) :]
    header = Header(form, body=body, body_line=skipped + end + 2)
    _READERS[form](inner, skipped + 2, header)
    return header


def _json_first(text: str, skipped: int) -> Header:
    try:
        found, end = json.JSONDecoder().raw_decode(text[:LONGEST])
    except (json.JSONDecodeError, RecursionError) as fault:
        raise _json_error(fault, skipped + 1) from fault
    header = Header("JSON", body=text[end:].lstrip("\n"))
    header.body_line = skipped + 1 + text.count("\n", 0, len(text) - len(header.body))
    _take_values(found, header, skipped + 1)
    for number, line in enumerate(text[:end].split("\n"), skipped + 1):
        if match := re.match(r'\s*"([^"]{1,60})"\s*:', line):
            header.lines.setdefault(match[1], number)
    return header


def _pelican(text: str, skipped: int) -> Header | None:
    """Lines of "Key: value" up to an empty one. Lines that begin with spaces belong to the key above."""
    first = _PELICAN.match(text)
    if not first or first[1].lower() not in _PELICAN_KEYS:
        return None
    header, key, end = Header("Pelican"), "", 0
    lines = text[:LONGEST].split("\n")
    for end, line in enumerate(lines):
        match = _PELICAN.match(line)
        if match:
            key = match[1]
            if key in header.values:
                header.notes.append((_("“%(key)s” stands here twice.") % {"key": key}, skipped + end + 1))
            header.values[key] = match[2].strip()
            header.lines.setdefault(key, skipped + end + 1)
        elif line.startswith(("    ", "\t")) and line.strip():
            header.values[key] = f"{header.values[key]}\n{line.strip()}".strip()
        elif line.strip():
            header.notes.append((_("This line of the header has no key."), skipped + end + 1))
        else:
            break
    else:
        end = len(lines)
    header.body = text[sum(len(line) + 1 for line in lines[: end + 1]) :]
    header.body_line = skipped + end + 2
    return header


# The three languages ----------------------------------------------------------------------------------------------


def _read_yaml(text: str, line: int, header: Header) -> None:
    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        words = _("This is not valid YAML (%(problem)s).") % {"problem": fault.problem}
        raise HeaderError(words, line + mark.line if mark else line) from fault
    except yaml.reader.ReaderError as fault:
        words = _("The header holds a character that no text has.")
        raise HeaderError(words, line + text.count("\n", 0, fault.position)) from fault
    except RecursionError as fault:
        raise HeaderError(_("The header is nested too deeply."), line) from fault
    if top is None:
        return
    if not isinstance(top, yaml.MappingNode):
        raise HeaderError(_("Lines of the form “key: value” are expected here."), line + top.start_mark.line)
    reader = _YamlValues(header, line)
    header.values = reader.value(top, 0)
    for key, _value in top.value:
        if isinstance(key, yaml.ScalarNode):
            header.lines.setdefault(key.value, line + key.start_mark.line)


@dataclass
class _YamlValues:
    """Values of nodes. An alias repeats what it stands for, so what is read is counted."""

    header: Header
    line: int
    count: int = 0

    def value(self, node: yaml.Node, depth: int) -> Any:
        self.count += 1
        line = self.line + node.start_mark.line
        if self.count > MOST_VALUES:
            limit = {"limit": MOST_VALUES}
            raise HeaderError(_("The header holds more than %(limit)d values, with what aliases repeat.") % limit, line)
        if depth > DEEPEST:
            raise HeaderError(_("The header is nested too deeply."), line)
        kind = node.tag.removeprefix(_STANDARD)
        if kind.startswith(("tag:", "!")) or "/" in kind:
            words = _("“%(tag)s” makes no object here; its text was taken.") % {"tag": kind[:60]}
            self.header.notes.append((words, line))
        if isinstance(node, yaml.ScalarNode):
            return "" if node.style is None and node.value in _BLANK else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.value(each, depth + 1) for each in node.value]
        return self._mapping(node, depth)

    def _mapping(self, node: yaml.Node, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            line = self.line + key.start_mark.line
            if not name:
                self.header.notes.append((_("This key is no text, and was left out."), line))
                continue
            if name in found:
                self.header.notes.append((_("“%(key)s” stands here twice.") % {"key": name}, line))
            if name == "<<":
                several = self.value(value, depth + 1)
                for each in several if isinstance(several, list) else [several]:
                    merged |= each if isinstance(each, dict) else {}
                continue
            found[name] = self.value(value, depth + 1)
        return merged | found


def _read_toml(text: str, line: int, header: Header) -> None:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        at = _LINE.search(str(fault))
        words = _("This is not valid TOML (%(problem)s).") % {"problem": str(fault).partition(" (at ")[0]}
        raise HeaderError(words, line + int(at[1]) - 1 if at else line + text.count("\n")) from fault
    except (RecursionError, ValueError) as fault:
        raise HeaderError(_("The header is nested too deeply."), line) from fault
    for number, each in enumerate(text.split("\n"), line):
        if match := _TOML_KEY.match(each):
            header.lines.setdefault(match[1], number)
    _take_values(found, header, line)


def _read_json(text: str, line: int, header: Header) -> None:
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as fault:
        raise _json_error(fault, line) from fault
    _take_values(found, header, line)


def _json_error(fault: Exception, line: int) -> HeaderError:
    if isinstance(fault, json.JSONDecodeError):
        return HeaderError(_("This is not valid JSON (%(problem)s).") % {"problem": fault.msg}, line + fault.lineno - 1)
    return HeaderError(_("The header is nested too deeply."), line)


def _take_values(found: Any, header: Header, line: int) -> None:
    if not isinstance(found, dict):
        raise HeaderError(_("Lines of the form “key: value” are expected here."), line)
    try:
        header.values = {key: _text_of(value, 0) for key, value in found.items()}
    except RecursionError as fault:
        raise HeaderError(_("The header is nested too deeply."), line) from fault


def _text_of(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {str(key): _text_of(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_text_of(each, depth + 1) for each in value]
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


_READERS = {"YAML": _read_yaml, "TOML": _read_toml, "JSON": _read_json}


def read_settings(text: str, form: str) -> dict[str, Any]:
    """A maker's settings or data. What cannot be read is empty."""
    header = Header(form)
    try:
        _READERS[form](text[:LONGEST], 1, header)
    except HeaderError:
        return {}
    return header.values
