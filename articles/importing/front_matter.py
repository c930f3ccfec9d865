"""The front matter of an article's file: its keys, what each may hold, and what is said where it does not.

YAML is read as nodes rather than values: a node knows its line, and no headline turns into a number or a date.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing.outcome import Faults, RefusedError
from articles.models import Article, Correction, Image
from articles.models.article_fields import ARTICLE_FIELDS, ArticleField
from articles.text.template_tags import template_tags
from web.plain_text import LineField, ParagraphsField, writable

FIRST_LINE = 2  # of the front matter in its file, below the opening marker
MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d(:?\d\d)?)?)?", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
BETWEEN_NAMES = re.compile(r"\s*[,;\n\uff0c\uff1b\u3001\u060c\u061b]\s*")  # in a list that is given as text
YEARS = range(1000, 9999)  # what every time zone and the database can hold

Parser = Callable[[yaml.Node], Any]


@dataclass(frozen=True)
class FrontMatter:
    """values: what each key that is there says, None or empty where it is there and blank. lines: where each stands."""

    values: dict[str, Any]
    lines: dict[str, int]


def read_front_matter(text: str, faults: Faults) -> FrontMatter:
    """What stands between the two markers. What is wrong with a key is one more fault.

    Raises RefusedError where text is no front matter at all.
    """
    top = _compose(text)
    if top is None:
        return FrontMatter({}, {})
    values = _mapping(top, KEYS, faults)
    lines: dict[str, int] = {}
    for key, _value in top.value:
        lines.setdefault(key.value if isinstance(key.value, str) else "", _line(key))
    return FrontMatter(values, lines)


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        reason = _(
            "This is not valid YAML (%(problem)s). "
            "A value that holds a colon or begins with a sign needs quotation marks."
        )
        raise RefusedError(reason % {"problem": fault.problem}, mark.line + FIRST_LINE if mark else None) from fault
    except yaml.reader.ReaderError as fault:
        line = text.count("\n", 0, fault.position) + FIRST_LINE
        raise RefusedError(_("The front matter holds a character that no text has."), line) from fault
    except RecursionError as fault:
        raise RefusedError(_("The front matter is nested too deeply."), FIRST_LINE) from fault


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + FIRST_LINE


def _mapping(
    node: yaml.Node, parsers: dict[str, Parser], faults: Faults, required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """What each key says; one that holds a fault is missing. Raises RefusedError where node has no keys."""
    if not isinstance(node, yaml.MappingNode):
        raise RefusedError(_("Lines of the form “key: value” are expected here."), _line(node))
    values: dict[str, Any] = {}
    met = set()
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in parsers:
            faults.add(_unknown_key(name, parsers), _line(key))
            continue
        if name in met:
            faults.add(_("“%(key)s” stands here twice.") % {"key": name}, _line(key))
            continue
        met.add(name)
        with faults.gathered():
            values[name] = parsers[name](value)
    for name in required:
        if not values.get(name) and (name in values or name not in met):
            faults.add(_("“%(key)s” is missing.") % {"key": name}, _line(node))
    return values


def _entry(node: yaml.Node, parsers: dict[str, Parser], required: tuple[str, ...]) -> dict[str, Any]:
    """A mapping within a value: that is whole or not there. Raises RefusedError with all of its faults."""
    faults = Faults()
    values = _mapping(node, parsers, faults, required)
    faults.refuse()
    return values


# What other programs and people call a key of ours, for the hint. Empty: it has no place here.
CALLED_ELSEWHERE = {
    "headline": "title heading name",
    "section": "category categories rubric channel",
    "published": "date published_at publish_date publishdate pubdate pub_date posted created created_at datetime",
    "updated": "modified modified_at lastmod last_modified last_modified_at last_updated updated_at date_modified",
    "standfirst": "summary excerpt description subtitle dek deck lede lead intro abstract subheading teaser",
    "kicker": "overline eyebrow label strapline",
    "language": "lang locale",
    "bylines": "author authors byline writer writers by",
    "topics": "tag tags keyword keywords topic subjects",
    "ai_use": "ai ai_generated ai_level",
    "ai_system": "ai_model model ai_tool",
    "sources": "source references links",
    "corrections": "correction errata",
    "image": "picture cover photo thumbnail featured_image feature_image lead_image og_image header hero",
    "slug": "permalink url path address",
    "title": "name headline text",
    "publisher": "site author",
    "address": "url link href",
    "file": "src path image url filename",
    "alt": "alternative_text alt_text description",
    "credit": "copyright author photographer source",
    "caption": "title legend",
    "digital_source_type": "source_type made",
    "made": "date at made_at time published",
    "text": "note body words correction",
    "kind": "type",
}
DRAFTS = {"draft", "status", "published_status", "visibility"}


def _unknown_key(name: str, parsers: dict[str, Parser]) -> str:
    key = name.lower().replace("-", "_").replace(" ", "_")
    if parsers is KEYS and key in DRAFTS:
        return _("“%(key)s” is not a key: a draft is a file without “published”.") % {"key": name}
    meant = [own for own in parsers if key == own or key in CALLED_ELSEWHERE.get(own, "").split()]
    if similar := meant or get_close_matches(key, parsers, n=1, cutoff=0.75):
        return _("“%(key)s” is not a key; did you mean “%(similar)s”?") % {"key": name, "similar": similar[0]}
    return _("“%(key)s” is not a key; the keys are %(keys)s.") % {"key": name, "keys": ", ".join(parsers)}


# One function for each kind of value ---------------------------------------------------------------------------------


def _text(node: yaml.Node) -> str:
    """One paragraph of text; empty where the key is there without a value."""
    if not isinstance(node, yaml.ScalarNode):
        raise RefusedError(_("Text is expected here, not a list."), _line(node))
    if node.style is None and node.value in ("", "~", "null"):
        return ""
    text = " ".join(node.value.split())
    if writable(text) != text:
        raise RefusedError(_("This holds a character that no text has."), _line(node))
    if tags := list(template_tags(node.value, None)):
        raise RefusedError.of(replace(tag, line=_line(node)) for tag in tags)
    return text


def _slug(node: yaml.Node) -> str:
    slug = _text(node)
    try:
        if slug:
            validate_slug(slug)
    except ValidationError as fault:
        raise RefusedError(_("A slug has letters a to z, digits and hyphens."), _line(node)) from fault
    if slug != slug.lower():
        raise RefusedError(_("A slug is written in small letters."), _line(node))
    return slug


def _language(node: yaml.Node) -> str:
    language = _text(node)
    if not LANGUAGE.fullmatch(language):
        raise RefusedError(
            _("“%(language)s” is not a language code such as “en”.") % {"language": language}, _line(node)
        )
    return language


def _moment(node: yaml.Node) -> datetime | None:
    """An aware time. A date alone is its midnight, a time without an offset is meant, in the site's time zone."""
    text = _text(node)
    if not text:
        return None
    if not MOMENT.fullmatch(text):
        reason = _("“%(text)s” is not a date such as 2023-12-31 or a time such as 2023-12-31 14:30.")
        raise RefusedError(reason % {"text": text}, _line(node))
    try:
        moment = datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
    except ValueError as fault:
        raise RefusedError(_("“%(text)s” is no day or time that exists.") % {"text": text}, _line(node)) from fault
    if moment.year not in YEARS:
        raise RefusedError(_("“%(text)s” is out of range.") % {"text": text}, _line(node))
    if timezone.is_aware(moment):
        return moment
    return _local(moment, is_day=len(text) == len("2023-12-31"), node=node)


def _local(moment: datetime, *, is_day: bool, node: yaml.Node) -> datetime:
    """moment in the site's time zone. A day begins when its first minute does, whatever the clocks do at midnight.

    Raises RefusedError for a time that the clocks skip, or show twice.
    """
    zone = timezone.get_current_timezone()
    first, second = moment.replace(tzinfo=zone), moment.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return first
    is_skipped = before < after
    if is_day:
        return first.astimezone(UTC)  # of a midnight that is skipped: the moment at which the clocks go forward
    words = {"text": moment.isoformat(" ", "minutes"), "zone": str(zone)}
    if is_skipped:
        reason = _("There was no %(text)s in %(zone)s: the clocks went forward. Write another time, or its offset.")
        raise RefusedError(reason % words, _line(node))
    reason = _(
        "%(text)s came twice in %(zone)s, since the clocks went back. "
        "Add the offset: “%(first)s” for the first, “%(second)s” for the second."
    )
    words |= {"first": first.isoformat(" ", "minutes"), "second": second.isoformat(" ", "minutes")}
    raise RefusedError(reason % words, _line(node))


def _one_of(words: list[str], what: str) -> Parser:
    def parse(node: yaml.Node) -> str:
        word = _text(node)
        if word and word not in words:
            reason = _("“%(word)s” is not one of the words for %(key)s: %(words)s.")
            raise RefusedError(reason % {"word": word, "key": what, "words": ", ".join(words)}, _line(node))
        return word

    return parse


def _list_of(parse: Parser, *, splits: bool = False) -> Parser:
    """A list of what parse reads, or one such thing without a list around it.

    splits: whether text is a list as well, with commas between its entries. A comma in an entry takes a list.
    """

    def parse_list(node: yaml.Node) -> list[Any]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if nodes == [node] and isinstance(node, yaml.ScalarNode):
            if not _text(node):
                return []
            if splits:
                return [name for part in BETWEEN_NAMES.split(node.value) if (name := " ".join(part.split()))]
        faults = Faults()
        values = []
        for item in nodes:
            with faults.gathered():
                values.append(value := parse(item))
                if not value or value == {"title": ""}:
                    raise RefusedError(_("This entry of the list is empty."), _line(item))
        faults.refuse()
        return values

    return parse_list


def _source(node: yaml.Node) -> dict[str, str]:
    """title, publisher, address. Text alone is the title; an address alone is both."""
    if isinstance(node, yaml.MappingNode):
        return _entry(node, {"title": _text, "publisher": _text, "address": _text}, ("title",))
    title = _text(node)
    return {"title": title, "address": title} if title.startswith(("http://", "https://")) else {"title": title}


def _correction(node: yaml.Node) -> dict[str, Any]:
    keys = {
        "text": _text,
        "made": _moment,
        "kind": _one_of(Correction.Kind.values, "kind"),
        "cause": _one_of(Correction.Cause.values, "cause"),
    }
    correction = _entry(node, keys, ("text", "made"))
    return {
        "text": correction["text"],
        "made_at": correction["made"],
        "kind": correction.get("kind") or Correction.Kind.CORRECTION,
        "cause": correction.get("cause") or Correction.Cause.UNKNOWN,
    }


def _image(node: yaml.Node) -> dict[str, str] | None:
    """file, and the words of an Image; None where the key is there without a value."""
    if isinstance(node, yaml.ScalarNode) and not _text(node):
        return None
    terms = {kind.value.rpartition("/")[2]: kind for kind in Image.DigitalSourceType}
    keys = {
        "file": _text,
        "alt": _text,
        "digital_source_type": _one_of([*terms], "digital_source_type"),
        "caption": _text,
        "credit": _text,
    }
    image = _entry(node, keys, ("file", "alt", "digital_source_type"))
    return {
        "file": image["file"],
        "alternative_text": image["alt"],
        "digital_source_type": terms[image["digital_source_type"]],
        "caption": image.get("caption", ""),
        "credit": image.get("credit", ""),
    }


# Those of the article's keys that are no plain text, moment or choice.
_OWN_PARSERS: dict[str, Parser] = {
    "slug": _slug,
    "section": _text,
    "bylines": _list_of(_text, splits=True),
    "topics": _list_of(_text, splits=True),
    "language": _language,
    "image": _image,
}
_BY_KIND: dict[type, Parser] = {LineField: _text, ParagraphsField: _text, models.DateTimeField: _moment}


def _parser_of(field: ArticleField) -> Parser:
    """By the kind of the model's field, unless its key has a parser of its own."""
    if field.in_file in _OWN_PARSERS:
        return _OWN_PARSERS[field.in_file]
    model_field: Any = Article._meta.get_field(field.name)
    if model_field.choices:
        return _one_of([value for value, _words in model_field.flatchoices], field.in_file)
    return _BY_KIND[type(model_field)]


KEYS: dict[str, Parser] = {
    **{field.in_file: _parser_of(field) for field in ARTICLE_FIELDS if field.in_file},
    "sources": _list_of(_source),
    "corrections": _list_of(_correction),
}
