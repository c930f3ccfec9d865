"""The article for other newsrooms' programs: IPTC's ninjs 3.1. Source: https://iptc.org/standards/ninjs/"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.channels.full_content import credit_line, syndicated_content, usage_terms
from articles.models import Article, Image
from articles.pictures.body_pictures import pictures_within
from articles.text.structure.body_structure import plain_text
from web.absolute_urls import absolute
from web.identity.current_site import current_site
from web.plain_text import writable_throughout

EDITORIAL_POLICY = "http://cv.iptc.org/newscodes/trustindicator/editorialPolicy"
STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}


def ninjs(article: Article) -> dict[str, Any]:
    """The article as a news object. article comes with everything that its page renders."""
    address = absolute(article.get_absolute_url())
    content = syndicated_content(article, pictures_within(article.body))
    facts: dict[str, Any] = {
        "standard": STANDARD,
        "uri": address,
        "type": "text",
        "representationType": "full",
        "pubStatus": "usable",
        "version": str(article.version),
        "firstCreated": article.published_at and article.published_at.isoformat(),
        "versionCreated": article.last_changed_at and article.last_changed_at.isoformat(),
        "language": article.language,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": article.headline}],
        "descriptions": article.standfirst
        and [{"role": "summary", "contentType": "text/plain", "value": article.standfirst}],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/html",
                "value": content,
                "wordCount": len(plain_text(content).split()),
            }
        ],
        "by": credit_line(article),
        "copyrightHolder": current_site().name,
        "subjects": [
            {"name": article.section.name, "rel": "section", "uri": absolute(article.section.get_absolute_url())},
            *({"name": topic.name, "uri": absolute(topic.get_absolute_url())} for topic in article.parts.topics),
        ],
        "associations": article.lead_image and [_picture(article.lead_image, article.lead_text)],
        "trustIndicators": [
            {"role": EDITORIAL_POLICY, "title": _("How we use AI"), "href": absolute(reverse("ai-policy"))}
        ],
        **_disclosure(article),
    }
    return _without_gaps(facts)


def withdrawn_ninjs(article: Article) -> dict[str, Any]:
    """What is left to say of an article that was withdrawn: that it must no longer be used, and why."""
    other = article.merged_into
    return _without_gaps(
        {
            "standard": STANDARD,
            "uri": absolute(article.get_absolute_url()),
            "type": "text",
            "representationType": "partial",
            "pubStatus": "canceled",
            "edNote": article.withdrawal_reason,
            "associations": [_successor(other)] if other and other.is_visible else [],
        }
    )


def _successor(article: Article) -> dict[str, Any]:
    """The article that a withdrawn one was merged into."""
    return {"name": "mergedInto", "uri": absolute(article.get_absolute_url()), "type": "text"}


def _disclosure(article: Article) -> dict[str, Any]:
    level = article.level
    if level is None:
        return {}
    return {
        "digitalSourceType": _without_gaps({"name": level.source_name, "uri": level.source_uri}),
        "edNote": article.how_it_was_made,
        "usageTerms": usage_terms(article),
    }


def _picture(image: Image, text: str) -> dict[str, Any]:
    address = absolute(image.file.url)
    return _without_gaps(
        {
            "name": "mainpic",
            "uri": address,
            "type": "picture",
            "descriptions": [
                {"role": role, "contentType": "text/plain", "value": words}
                for role, words in (("caption", image.caption), ("alternative text", text))
                if words
            ],
            "by": image.credit_line,
            "renditions": [{"name": "original", "href": address, "width": image.width, "height": image.height}],
            "digitalSourceType": _without_gaps(
                {"name": image.label and image.label.level.source_name, "uri": image.digital_source_type}
            ),
        }
    )


def _without_gaps(facts: dict[str, Any]) -> dict[str, Any]:
    return writable_throughout({name: value for name, value in facts.items() if value not in (None, "", [])})
