"""Articles as Markdown files with front matter, as ``import_articles`` takes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from articles.disclosure.levels import IPTC
from articles.models import Article, Image
from articles.models.article_fields import ARTICLE_FIELDS
from newsroom.moving_out.export_files import copy_out
from newsroom.moving_out.formats.articles_out import articles_out, is_public, pictures_in
from newsroom.moving_out.formats.markdown_body import markdown_of

ARTICLES, MEDIA = "articles", "media"  # folders
_LEFT_TO_CODE = {"slug", "section", "bylines", "topics", "image"}
_PUBLIC_ONLY = {"published", "updated"}


def write_markdown(folder: Path, step: Callable[[int], object]) -> tuple[int, list[str]]:
    """Returns how many articles there are, and the names of pictures that are missing. In ``one_moment``."""
    (folder / ARTICLES).mkdir()
    count, missing = 0, []
    copy = _copying(folder)
    for article in articles_out():
        missing += [name for name in map(copy, _pictures(article)) if name]
        (folder / ARTICLES / f"{article.slug}.md").write_text(article_file(article))
        count += 1
        step(1)
    return count, missing


def article_file(article: Article) -> str:
    front_matter = yaml.safe_dump(
        _front_matter(article), allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False
    )
    return f"---\n{front_matter}---\n\n{markdown_of(article.body)}\n"


def _front_matter(article: Article) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in ARTICLE_FIELDS:
        key = field.in_file
        if not key or (key in _PUBLIC_ONLY and not is_public(article)):
            continue
        value = _own(article, key) if key in _LEFT_TO_CODE else getattr(article, field.name)
        if value:
            values[key] = value.isoformat() if hasattr(value, "isoformat") else value
    if sources := [_source(source) for source in article.sources.all()]:
        values["sources"] = sources
    if corrections := [_correction(correction) for correction in article.corrections.all()]:
        values["corrections"] = corrections
    return values


def _own(article: Article, key: str) -> Any:
    if key == "slug":
        return article.slug
    if key == "section":
        return article.section.name
    if key == "bylines":
        return [byline.person.name for byline in article.byline_set.all()]
    if key == "topics":
        return [topic.name for topic in article.topics.all()]
    return _image(article.lead_image) if article.lead_image else None


def _image(image: Image) -> dict[str, str]:
    words = {
        "file": f"pictures/{_file_name(image)}",
        "alt": image.alternative_text,
        "digital_source_type": image.digital_source_type.removeprefix(IPTC),
        "caption": image.caption,
        "credit": image.credit,
    }
    return {key: value for key, value in words.items() if value}


def _source(source: Any) -> dict[str, str]:
    words = {"title": source.title, "publisher": source.publisher, "address": source.address}
    return {key: value for key, value in words.items() if value}


def _correction(correction: Any) -> dict[str, str]:
    return {
        "text": correction.text,
        "made": correction.made_at.isoformat(),
        "kind": correction.kind,
        "cause": correction.cause,
    }


def _pictures(article: Article) -> list[tuple[Image, str]]:
    """Each picture with the place of its file: beside the articles, or where the texts name it."""
    lead = [(article.lead_image, f"{ARTICLES}/pictures/{_file_name(article.lead_image)}")] if article.lead_image else []
    return [*lead, *((image, f"{MEDIA}/{image.file.name}") for image in pictures_in(article.body))]


def _file_name(image: Image) -> str:
    return str(image.file.name).rpartition("/")[2]


def _copying(folder: Path) -> Callable[[tuple[Image, str]], str]:
    """A function that copies a picture once to each place; it returns the name of one that is missing."""
    done: set[str] = set()

    def copy(picture: tuple[Image, str]) -> str:
        image, place = picture
        if place in done:
            return ""
        done.add(place)
        return "" if copy_out(str(image.file.name), folder / place) else str(image.file.name)

    return copy
