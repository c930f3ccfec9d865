"""Articles as the read API gives them: what readers see, and nothing else."""

from typing import Any

from articles.channels.full_content import syndicated_content
from articles.models import Article
from articles.models.article_parts import part_rows
from articles.models.article_queryset import ArticleQuerySet
from articles.pictures.body_pictures import pictures_within
from articles.read_api.api_page import moment
from web.absolute_urls import absolute

_UNSEEN = ("body", "lead_image__ai_prompt", "lead_image__rights", "lead_image__stated_in")


def for_api(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Everything that ``summary`` reads, in one query."""
    return (
        articles.select_related("section", "discussion", "lead_image", "reviewed_by")
        .defer(*_UNSEEN)
        .annotate(fetched_parts=part_rows())  # type: ignore[no-redef]
    )


def named(row: Any) -> dict[str, str]:
    return {"name": row.name, "slug": row.slug, "url": absolute(row.get_absolute_url())}


def person(row: Any) -> dict[str, str]:
    return named(row) | {"role": row.role}


def rating(discussion: Any, average: Any) -> dict[str, Any] | None:
    return None if average is None else {"average": float(average), "count": discussion.shown_rating_count}


def summary(article: Article) -> dict[str, Any]:
    """An article in a list. It comes from ``for_api``."""
    discussion: Any = article.discussion  # type: ignore[attr-defined]
    return {
        "id": article.pk,
        "slug": article.slug,
        "url": absolute(article.get_absolute_url()),
        "language": article.language,
        "kicker": article.kicker,
        "headline": article.headline,
        "standfirst": article.standfirst,
        "section": named(article.section),
        "topics": [named(topic) for topic in article.parts.topics],
        "people": [person(byline.person) for byline in article.parts.bylines],
        "picture": _picture(article),
        "making": _making(article),
        "published_at": moment(article.published_at),
        "updated_at": moment(article.updated_at),
        "rating": rating(discussion, discussion.card_stars),
    }


def whole(article: Article) -> dict[str, Any]:
    """An article by itself. It comes with everything that its page renders."""
    discussion: Any = article.discussion  # type: ignore[attr-defined]
    is_hidden = discussion.state == "hidden"
    return summary(article) | {
        "content_html": syndicated_content(article, pictures_within(article.body)),
        "sources": [
            {"title": source.title, "publisher": source.publisher, "url": source.address or None}
            for source in article.parts.sources
        ],
        "corrections": [
            {"kind": correction.kind, "text": correction.full_text, "made_at": moment(correction.made_at)}
            for correction in article.parts.corrections
        ],
        "comment_count": 0 if is_hidden else discussion.comment_count,
        "rating": None if is_hidden else rating(discussion, discussion.rating_average),
    }


def _making(article: Article) -> dict[str, Any]:
    level: Any = article.level  # nothing is published that does not state it
    return {
        "level": level.key,
        "label": str(level.label),
        "statement": level.statement,
        "digital_source_type": level.source_uri,
        "system": article.ai_system if level.involves_ai else "",
        "note": article.ai_note if level.involves_ai else "",
        "checked_by": named(article.reviewed_by) if article.reviewed_by else None,
        "checked_at": moment(article.reviewed_at),
    }


def _picture(article: Article) -> dict[str, Any] | None:
    image = article.lead_image
    if image is None:
        return None
    return {
        "url": absolute(image.file.url),
        "width": image.width,
        "height": image.height,
        "text": article.lead_text,
        "credit": image.credit_line,
        "label": str(image.label.words) if image.label else None,
    }
