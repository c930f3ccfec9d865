"""What search engines and archives read: the article as schema.org's NewsArticle, in JSON-LD."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.channels.full_content import credit_line
from articles.disclosure.levels import schema_org_source
from articles.models import Article, Correction, Image, Person, Source
from web.absolute_urls import absolute
from web.identity.current_site import Site, current_site
from web.plain_text import writable_throughout

# Inside a script element "</script>" would end it, and "<!--" would hide what follows.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def structured_data(article: Article) -> SafeString:
    """The article as JSON-LD, safe inside a script element of that type.

    article comes with everything that its page renders (``ArticleQuerySet.for_page``). No rating is in it: search
    engines take none for articles.
    """
    return in_a_script(news_article(article))


def article_id(article: Article) -> str:
    """By which other nodes name article."""
    return f"{absolute(article.get_absolute_url())}#article"


def front_data(articles: Iterable[Article]) -> SafeString:
    """The front page as JSON-LD: the site, who publishes it, and what is on the page. articles: in their order."""
    front = absolute(reverse("front"))
    listed = [
        {"@type": "ListItem", "position": position, "url": absolute(article.get_absolute_url())}
        for position, article in enumerate(articles, start=1)
    ]
    return in_a_script(
        {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "@id": front,
            "url": front,
            "name": current_site().name,
            "inLanguage": settings.LANGUAGE_CODE,
            "isPartOf": _web_site(),
            "mainEntity": {"@type": "ItemList", "itemListElement": listed},
        }
    )


def in_a_script(facts: dict[str, Any]) -> SafeString:
    """facts as JSON, safe inside a script element."""
    text = json.dumps(writable_throughout(facts), ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308


def _web_site() -> dict[str, Any]:
    site, front = current_site(), absolute(reverse("front"))
    facts = {
        "@type": "WebSite",
        "@id": f"{front}#website",
        "url": front,
        "name": site.name,
        "description": site.tagline,
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": _publisher(),
    }
    return {name: value for name, value in facts.items() if value}


def _page_of(article: Article) -> dict[str, Any]:
    """The page with its place on the site: front, section, article."""
    address, front = absolute(article.get_absolute_url()), absolute(reverse("front"))
    way = [
        (current_site().name, front),
        (article.section.name, absolute(article.section.get_absolute_url())),
        (article.headline, address),
    ]
    return {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "isPartOf": {"@id": f"{front}#website", "@type": "WebSite", "name": current_site().name, "url": front},
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": item}
                for position, (name, item) in enumerate(way, start=1)
            ],
        },
    }


def news_article(article: Article) -> dict[str, Any]:
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": article_id(article),
        "mainEntityOfPage": _page_of(article),
        "headline": article.headline,
        "description": article.standfirst,
        "inLanguage": article.language,
        "articleSection": article.section.name,
        "keywords": [topic.name for topic in article.parts.topics],
        "datePublished": article.published_at and article.published_at.isoformat(),
        "dateModified": article.last_changed_at and article.last_changed_at.isoformat(),
        "author": [_person(byline.person) for byline in article.parts.bylines] or _publisher(),
        "publisher": _publisher(),
        "publishingPrinciples": absolute(reverse("ai-policy")),
        "image": article.lead_image and _image(article.lead_image, article.lead_text),
        "citation": [_source(source) for source in article.parts.sources],
        "correction": [
            _correction(correction)
            for correction in article.parts.corrections
            if correction.kind != Correction.Kind.UPDATE
        ],
        "commentCount": article.discussion.comment_count,
        **_disclosure(article),
    }
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def _disclosure(article: Article) -> dict[str, Any]:
    level = article.level
    if level is None:
        return {}
    if not level.is_disclosed:
        return {"creditText": credit_line(article)}
    return {
        "digitalSourceType": level.schema_org_source,
        "creditText": credit_line(article),
        "backstory": article.how_it_was_made,
        "editor": _person(article.reviewed_by) if level.is_checked and article.reviewed_by else None,
    }


def _publisher() -> dict[str, Any]:
    return {
        "@type": "NewsMediaOrganization",
        "name": current_site().publisher or current_site().name,
        "url": absolute("/"),
        "publishingPrinciples": absolute(reverse("ai-policy")),
        "correctionsPolicy": absolute(reverse("corrections")),
        "actionableFeedbackPolicy": absolute(reverse("contact")),
        **_looks(current_site()),
    }


def _looks(site: Site) -> dict[str, Any]:
    """The logo, and where else the site is, as far as that was edited."""
    facts: dict[str, Any] = {}
    if site.logo:
        logo = site.logo
        facts["logo"] = {"@type": "ImageObject", "url": absolute(logo.url), "width": logo.width, "height": logo.height}
    if site.social:
        facts["sameAs"] = [absolute(address) for _words, address in site.social]
    if site.contact:
        facts["email"] = site.contact
    return facts


def _person(person: Person) -> dict[str, Any]:
    facts = {
        "@type": "Person",
        "name": person.name,
        "jobTitle": person.role,
        "url": absolute(person.get_absolute_url()),
    }
    return {name: value for name, value in facts.items() if value}


def _image(image: Image, text: str) -> dict[str, Any]:
    facts = {
        "@type": "ImageObject",
        "contentUrl": absolute(image.file.url),
        "caption": image.caption,
        "description": text,
        "license": image.licence_address,
        "creditText": image.credit_line,
        "digitalSourceType": schema_org_source(image.digital_source_type),
    }
    return {name: value for name, value in facts.items() if value}


def _source(source: Source) -> dict[str, Any]:
    facts = {
        "@type": "CreativeWork",
        "name": source.title,
        "url": source.address,
        "publisher": source.publisher and {"@type": "Organization", "name": source.publisher},
    }
    return {name: value for name, value in facts.items() if value}


def _correction(correction: Correction) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "datePublished": correction.made_at.isoformat(),
        "text": correction.full_text,
    }
