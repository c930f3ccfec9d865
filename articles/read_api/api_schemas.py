"""What the answers of the read API hold, in JSON Schema. Tests hold the answers to it, to the last name."""

from typing import Any

from articles.disclosure.levels import LEVELS
from articles.intake.problems import MOST_ERRORS

Schema = dict[str, Any]


def record(**properties: Any) -> Schema:
    """An object that has exactly these."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def listed(items: Any) -> Schema:
    return {"type": "array", "items": items}


def optional(schema: Schema) -> Schema:
    """The value, or null."""
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def page_of(items: Schema, **more: Any) -> Schema:
    return record(items=listed(items), next=optional(ADDRESS), **more)


def named(name: str) -> Schema:
    """One of the schemas that the description has by name."""
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
STARS: Schema = {"type": "integer", "minimum": 1, "maximum": 5}

NAMED: Schema = record(name=TEXT, slug=TEXT, url=ADDRESS)
SECTION: Schema = record(name=TEXT, slug=TEXT, description=TEXT, url=ADDRESS)
PERSON: Schema = record(name=TEXT, slug=TEXT, role=TEXT, url=ADDRESS)
RATING: Schema = record(average={"type": "number", "minimum": 1, "maximum": 5}, count=NUMBER)
MAKING: Schema = record(
    level={"type": "string", "enum": list(LEVELS)},
    label=TEXT,
    statement=TEXT,
    digital_source_type=ADDRESS,
    system=TEXT,
    note=TEXT,
    checked_by=optional(NAMED),
    checked_at=optional(MOMENT),
)
PICTURE: Schema = record(url=ADDRESS, width=NUMBER, height=NUMBER, text=TEXT, credit=TEXT, label=optional(TEXT))
_SUMMARY: dict[str, Any] = {
    "id": NUMBER,
    "slug": TEXT,
    "url": ADDRESS,
    "language": TEXT,
    "kicker": TEXT,
    "headline": TEXT,
    "standfirst": TEXT,
    "section": named("Named"),
    "topics": listed(named("Named")),
    "people": listed(named("Person")),
    "picture": optional(named("Picture")),
    "making": named("Making"),
    "published_at": MOMENT,
    "updated_at": optional(MOMENT),
    "rating": optional(named("Rating")),
}
SUMMARY: Schema = record(**_SUMMARY)
ARTICLE: Schema = record(
    **_SUMMARY,
    content_html=TEXT,
    sources=listed(record(title=TEXT, publisher=TEXT, url=optional(TEXT))),
    corrections=listed(
        record(kind={"type": "string", "enum": ["correction", "clarification", "update"]}, text=TEXT, made_at=MOMENT)
    ),
    comment_count=NUMBER,
)
COMMENT: Schema = record(
    id=NUMBER,
    url=ADDRESS,
    thread=NUMBER | {"description": "The comment that it is under; of one that is no reply, itself."},
    answers=optional(NUMBER),
    name=TEXT,
    message=TEXT,
    stars=optional(STARS),
    recommendations=NUMBER,
    is_by_staff={"type": "boolean"},
    language=TEXT,
    sent_at=MOMENT,
    edited_at=optional(MOMENT),
)
FIGURES: Schema = {"type": "object", "additionalProperties": NUMBER}
MONTH: Schema = record(
    month={"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
    is_over={"type": "boolean"},
    comments=FIGURES,
    articles=FIGURES,
)
PROBLEM: Schema = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": TEXT,
        "status": NUMBER,
        "detail": TEXT | {"description": "What is wrong, for people."},
        "errors": listed(record(parameter=TEXT, detail=TEXT)) | {"maxItems": MOST_ERRORS},
        "withdrawn_at": MOMENT,
        "reason": TEXT | {"description": "Why the article was withdrawn, as its page says it."},
        "merged_into": ADDRESS,
    },
}
SCHEMAS = {
    "Named": NAMED,
    "Section": SECTION,
    "Person": PERSON,
    "Rating": RATING,
    "Making": MAKING,
    "Picture": PICTURE,
    "Summary": SUMMARY,
    "Article": ARTICLE,
    "Comment": COMMENT,
    "Month": MONTH,
    "Problem": PROBLEM,
}
