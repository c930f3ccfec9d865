"""What a changed file may change in its article: what staff have not changed themselves since the last import."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from articles.importing.model_rules import FIELDS
from articles.importing.outcome import Faults
from articles.models import Article, Image

# Corrections are no part of it: those made at the desk carry a name, and an import leaves them alone.
BODY = "body"


def facts_of(article: Article, *, is_new: bool) -> dict[str, Any]:
    """What article says now, by key. A new one has no lists yet, so nothing is queried for them."""
    facts: dict[str, Any] = {key: getattr(article, field) for key, field in FIELDS.items()}
    facts |= {"section": article.section_id, BODY: article.body}
    if is_new:
        return facts | {"bylines": [], "topics": [], "sources": [], "image": None}
    return facts | {
        "bylines": list(article.byline_set.values_list("person", flat=True)),
        "topics": sorted(article.topics.values_list("pk", flat=True)),
        "sources": [list(source) for source in article.sources.values_list("title", "publisher", "address")],
        "image": picture_facts(article.lead_image),
    }


def picture_facts(image: Image | None) -> list[str] | None:
    words = ("digest", "alternative_text", "caption", "credit", "digital_source_type")
    return [getattr(image, name) for name in words] if image else None


def digests(facts: dict[str, Any]) -> dict[str, str]:
    return {key: _digest(value) for key, value in facts.items()}


def keys_to_change(
    said: dict[str, Any], now: dict[str, Any], last: dict[str, str], lines: dict[str, int], faults: Faults
) -> set[str]:
    """The keys in which the article is to say what the file says. A fault for each that both sides changed.

    said, now: what the file and the article say. last: digests of what the last import left.
    """
    changing = set()
    for key, value in said.items():
        if value == now[key] or _digest(value) == last.get(key):
            continue
        changing.add(key)
        if key in last and _digest(now[key]) != last[key]:
            faults.add(
                _(
                    "“%(key)s” was changed at the desk since the last import, and in this file. Nothing was changed: "
                    "put into the file what the article says, or make the change at the desk."
                )
                % {"key": key},
                lines.get(key),
            )
    return changing


def _digest(value: Any) -> str:
    text = json.dumps(value, default=_as_text, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _as_text(value: Any) -> str:
    return value.timestamp().hex() if hasattr(value, "timestamp") else str(value)
