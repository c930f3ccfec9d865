"""Feeds in two formats, Atom (RFC 4287) and JSON Feed 1.1, that say of each entry how it was made."""

import json
from datetime import UTC, datetime
from typing import IO, Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed, rfc3339_date

from articles.channels.full_content import syndicated_content, usage_terms
from articles.disclosure.levels import AI_GENERATED, IPTC, Level
from articles.models import Article, FeedNamespace, Image
from articles.pictures.body_pictures import BodyPictures
from articles.pictures.renditions import CONTENT_TYPES
from web.absolute_urls import absolute
from web.identity.current_site import current_site
from web.plain_text import writable, writable_throughout

MEDIA_RSS = "http://search.yahoo.com/mrss/"
NO_ENTRY_YET = datetime(1970, 1, 1, tzinfo=UTC)  # a feed must have a date, and one that moves would change each answer


class Feed(SyndicationFeed):
    """What feeds of every kind here have in common."""

    content_type: str

    def __init__(self, *, name: str, **facts: Any) -> None:
        """name: what the feed is of, the same permanently; its identifier is made from it. facts: as Django knows
        them.
        """
        self.identifiers = FeedNamespace.objects.present()
        site = current_site()
        icon = site.small_icon_url or "/favicon.ico"
        facts |= {
            "icon": absolute(icon),
            "logo": absolute(site.icon_url(512) or static("icons/icon-512.png")),
            "hub": settings.WEBSUB_HUB,
        }
        super().__init__(feed_guid=self.identifiers.of_feed(f"feed-{name}"), **writable_throughout(facts))

    def add_item(self, **facts: Any) -> None:  # type: ignore[override]
        super().add_item(**writable_throughout(facts))

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NO_ENTRY_YET


class Atom(Feed, Atom1Feed):
    """Any feed in Atom."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["icon"]:
            handler.addQuickElement("icon", self.feed["icon"])
        if self.feed["logo"]:
            handler.addQuickElement("logo", self.feed["logo"])
        if self.feed["hub"]:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})


class CorrectionsFeed(Atom):
    """What was put right, in Atom."""


class ArticleFeed(Feed):
    def add_article(self, article: Article, pictures: BodyPictures) -> None:
        """article comes with its section, lead image, bylines, topics and corrections.

        pictures: those within its text, and perhaps within others.
        """
        self.add_item(
            title=article.headline,
            link=absolute(article.get_absolute_url()),
            description=None,
            unique_id=self.identifiers.of_entry(f"article-{article.pk}", article.created_at),
            pubdate=article.published_at,
            updateddate=article.last_changed_at,
            categories=[article.section.name, *(topic.name for topic in article.parts.topics)],
            item_copyright=usage_terms(article) or None,
            summary=article.standfirst,
            content=syndicated_content(article, pictures),
            language=article.language,
            authors=[
                {"name": byline.person.name, "url": absolute(byline.person.get_absolute_url())}
                for byline in article.parts.bylines
            ],
            image=article.lead_image and absolute(article.lead_image.src),
            picture_text=article.lead_text,
            level=article.level,
            picture=article.lead_image,
        )


class AtomFeed(ArticleFeed, Atom):
    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:media": MEDIA_RSS}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", author["name"])
            handler.addQuickElement("uri", author["url"])
            handler.endElement("author")
        level: Level = item["level"]
        if level.involves_ai:
            handler.addQuickElement(
                "category", "", {"scheme": IPTC, "term": level.source_term, "label": level.source_name}
            )
        in_its_language = {"xml:lang": item["language"]}
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text", **in_its_language})
        handler.addQuickElement("content", item["content"], {"type": "html", **in_its_language})
        if item["picture"]:
            _add_picture(handler, item)


def _add_picture(handler: Any, item: dict[str, Any]) -> None:
    """As an enclosure, and with its words as Media RSS has them. The size in bytes is only a hint, so none is given."""
    picture: Image = item["picture"]
    kind = CONTENT_TYPES.get(item["image"].rpartition(".")[2], CONTENT_TYPES["jpg"])
    handler.addQuickElement("link", "", {"rel": "enclosure", "type": kind, "href": item["image"]})
    handler.startElement("media:content", {"url": item["image"], "type": kind, "medium": "image"})
    words = {
        "media:title": picture.caption,
        "media:description": item["picture_text"],
        "media:credit": picture.credit_line,
    }
    for name, text in words.items():
        if text:
            handler.addQuickElement(name, writable(text))
    handler.endElement("media:content")


class JsonFeed(ArticleFeed):
    """Source: https://www.jsonfeed.org/version/1.1/"""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[str], encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["subtitle"] or None,
            "icon": self.feed["logo"],
            "favicon": self.feed["icon"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"], "url": self.feed["author_link"]}],
            "hubs": [{"type": "WebSub", "url": self.feed["hub"]}] if self.feed["hub"] else None,
            "items": [_json_item(item) for item in self.items],
        }
        json.dump({name: value for name, value in feed.items() if value is not None}, outfile, ensure_ascii=False)


def _json_item(item: dict[str, Any]) -> dict[str, Any]:
    facts = {
        "id": item["unique_id"],
        "url": item["link"],
        "title": item["title"],
        "summary": item["summary"],
        "content_html": item["content"],
        "image": item["image"],
        "date_published": rfc3339_date(item["pubdate"]),
        "date_modified": rfc3339_date(item["updateddate"]),
        "authors": item["authors"],
        "tags": item["categories"],
        "language": item["language"],
    }
    if settings.AI_DISCLOSURE_FEED_EXTENSION:
        facts["_ai_disclosure"] = _json_extension(item["level"], item["picture"])
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def _json_extension(level: Level, picture: Image | None) -> dict[str, Any]:
    """An own extension of JSON Feed, whose names begin with an underscore; docs/DECISIONS.md says what it holds."""
    facts: dict[str, Any] = {
        "about": absolute(reverse("ai-policy")),
        "level": level.key,
        "label": str(level.label),
        "digital_source_type": level.source_uri,
    }
    if level.involves_ai:
        facts["human_review"] = level is not AI_GENERATED
    if picture and picture.label:
        facts["image"] = {
            "label": str(picture.label.words),
            "digital_source_type": picture.digital_source_type,
        }
    return facts
