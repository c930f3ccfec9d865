"""What a machine sends: the shape of a draft. What the words must be like beyond that, the models say."""

from datetime import timedelta
from enum import Enum
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model, field_validator
from pydantic_core import PydanticCustomError

from articles.disclosure.levels import IPTC
from articles.models import Article, MachineDraft
from articles.models import Image as Picture
from articles.models import Source as ArticleSource
from articles.models.article_fields import ARTICLE_FIELDS
from web.plain_text import writable

MOST_SOURCES = 50
MOST_PICTURES = 5
LONGEST_BODY = 100_000  # characters
# The fields of Article that become what a machine sends, each with its key.
WORDS = {field.name: field.in_intake for field in ARTICLE_FIELDS if field.in_intake and "intake" not in field.own_code}
AHEAD = timedelta(minutes=5)  # that the clock of a machine may be
EARLIEST_YEAR = 2000

SourceTerm = Enum(  # type: ignore[misc]  # the terms stand in the model
    "SourceTerm", {kind.name: kind.value.removeprefix(IPTC) for kind in Picture.DigitalSourceType}, type=str
)


def _longest(model: Any, field: str) -> Any:
    return model._meta.get_field(field).max_length


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _refuse_what_no_text_has(cls, value: Any) -> Any:
        if isinstance(value, str) and writable(value) != value:
            raise PydanticCustomError("character", _("This holds a character that no text has."))
        return value


class Source(_Part):
    """Something that the text rests on, so that somebody can look for themselves."""

    title: str = Field(min_length=1, max_length=_longest(ArticleSource, "title"))
    publisher: str = Field("", max_length=_longest(ArticleSource, "publisher"))
    address: str = Field("", max_length=_longest(ArticleSource, "address"), examples=["https://example.org/report"])


class PictureOfADraft(_Part):
    """A JPEG, PNG or WebP file in base64, with the words that belong to it."""

    file: str = Field(min_length=1, json_schema_extra={"contentEncoding": "base64"})
    alt: str = Field(
        min_length=1,
        max_length=_longest(Picture, "alternative_text"),
        description="What the picture shows, for somebody who cannot see it.",
    )
    caption: str = Field("", max_length=_longest(Picture, "caption"))
    credit: str = Field("", max_length=_longest(Picture, "credit"))
    digital_source_type: SourceTerm = Field(description="How it was made: IPTC's term.")  # type: ignore[valid-type]
    system: str = Field("", max_length=_longest(Picture, "ai_system"), description="That made it, where AI did.")
    version: str = Field("", max_length=_longest(Picture, "ai_system_version"), description="Of that system.")


DESCRIBED = {"note": "What AI did, in words for readers."}


def _words() -> dict[str, Any]:
    """The texts that become fields of the article as they are, with the length and the need that the model states."""
    shapes = {}
    for name, key in WORDS.items():
        field: Any = Article._meta.get_field(name)
        rules: Any = {"max_length": field.max_length, "description": DESCRIBED.get(key)}
        shapes[key] = (str, Field("", **rules) if field.blank else Field(min_length=1, **rules))
    return shapes


_Words: Any = create_model("_Words", __base__=_Part, **_words())


class Draft(_Words):
    body: str = Field(min_length=1, max_length=LONGEST_BODY)
    body_format: Literal["markdown", "html"] = "markdown"
    section: str = Field(description="The slug of a section.", examples=["world"])
    sources: list[Source] = Field(
        max_length=MOST_SOURCES, description="What the text rests on. An empty list says that no source is known."
    )
    ai_use: Literal["generated", "assisted"] = Field(
        "generated", description="generated: AI wrote it. assisted: people wrote it, AI changed the text."
    )
    system: str = Field(
        "", max_length=_longest(MachineDraft, "system"), description="If it is said, the system of the token."
    )
    version: str = Field(
        "",
        max_length=_longest(MachineDraft, "version"),
        description="Of the system. If the token is bound to one and it is said, that one.",
    )
    prompt_digest: str = Field(
        "", pattern="^([0-9a-f]{64})?$", description="SHA-256 of the prompt, in hexadecimal. The prompt stays with you."
    )
    generated_at: AwareDatetime = Field(description="When the system made the text, with an offset from UTC.")
    pictures: list[PictureOfADraft] = Field(
        default_factory=list, max_length=MOST_PICTURES, description="The first becomes the lead picture."
    )

    @field_validator("generated_at", mode="before")
    @classmethod
    def _refuse_a_bare_number(cls, value: Any) -> Any:
        if not isinstance(value, str) or value.strip().lstrip("+-").replace(".", "", 1).isdigit():
            raise PydanticCustomError("moment", _("This is no time such as 2026-03-01T09:30:00Z."))
        return value

    @field_validator("generated_at")
    @classmethod
    def _refuse_an_impossible_time(cls, value: AwareDatetime) -> AwareDatetime:
        if value.year < EARLIEST_YEAR or value.year > timezone.now().year + 1 or value > timezone.now() + AHEAD:
            raise PydanticCustomError("moment", _("Nothing can have been generated then."))
        return value


class Received(BaseModel):
    """A draft is with the editors."""

    id: int
    state: Literal["draft"]
    level: str = Field(description="How it was made, as it would be disclosed now.")
    desk: str = Field(description="The draft's address at the desk, for staff.")
    received_at: AwareDatetime
