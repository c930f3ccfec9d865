"""Articles, pages, pictures and comments as items of WXR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Article, OldAddress, Page
from articles.pictures.body_pictures import pictures_named_in, pictures_within, row_of
from articles.pictures.image import Image
from articles.text.body import with_whole_addresses
from articles.text.class_names import ALIGNED
from articles.text.placeholders import without_placeholders
from comments.models import Comment
from newsroom.moving_out.formats.articles_out import is_public, pictures_in
from newsroom.moving_out.formats.own_marks import (
    AI_USE_KEY,
    BEGIN_OF_OWN_WORDS,
    END_OF_OWN_WORDS,
    KICKER_KEY,
    LANGUAGE_KEY,
    META_PREFIX,
)
from newsroom.moving_out.formats.wxr_xml import cdata, dates, element, in_utc, local, meta
from web.absolute_urls import absolute

COMMENTS_AT_ONCE = 500
_STATES = {"published": "1", "pending": "0", "spam": "spam", "rejected": "trash", "withdrawn": "trash"}
_IMG = re.compile(r'<img(?: [a-z-]+="[^"]*")*>')
_SRC = re.compile(r' src="[^"]*"')
_ALIGNED_CELL = re.compile(
    rf'(<t[dh]\b[^>]* class=")align-({"|".join(name.removeprefix("align-") for name in ALIGNED)})"'
)


class Numbers:
    """Numbers of posts, which WordPress gives to pictures and pages as well: each kind after the one before."""

    def __init__(self) -> None:
        last = Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self._pictures = last
        self._pages = last + (Image.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)

    def of_picture(self, image: Image) -> int:
        return self._pictures + image.pk

    def of_page(self, page: Page) -> int:
        return self._pages + page.pk


def picture_item(image: Image, numbers: Numbers) -> Iterator[str]:
    address = absolute(image.file.url)
    yield "<item>\n"
    yield cdata("title", escape(image.file_name or image.alternative_text, quote=False))
    yield element("link", address)
    yield element("guid", address, isPermaLink="false")
    yield element("description", "")
    yield cdata("content:encoded", "")
    yield cdata("excerpt:encoded", escape(image.caption, quote=False))
    yield element("wp:post_id", numbers.of_picture(image))
    yield from dates(image.uploaded_at, image.uploaded_at)
    yield _state("attachment", f"picture-{image.pk}", "inherit", takes_comments=False)
    yield cdata("wp:attachment_url", address)
    yield meta("post", "_wp_attachment_image_alt", image.alternative_text)
    yield meta("post", f"{META_PREFIX}credit", image.credit_line)
    yield meta("post", f"{META_PREFIX}digital_source_type", image.digital_source_type)
    yield "</item>\n"


def page_item(page: Page, numbers: Numbers) -> Iterator[str]:
    """Nothing for a page of which readers see nothing yet: what only staff can fill in is left out."""
    body = without_placeholders(page.body)
    if not body:
        return
    address = absolute(page.get_absolute_url())
    yield "<item>\n"
    yield cdata("title", escape(page.title, quote=False))
    yield element("link", address)
    yield element("guid", address, isPermaLink="false")
    yield cdata("content:encoded", _with_our_pictures(body, address))
    yield cdata("excerpt:encoded", "")
    yield element("wp:post_id", numbers.of_page(page))
    yield from dates(page.updated_at, page.updated_at)
    yield _state("page", page.slug, "publish", takes_comments=False)
    yield "</item>\n"


def article_item(article: Article, numbers: Numbers, *, with_addresses: bool, staff_id: int) -> Iterator[str]:
    address = absolute(article.get_absolute_url())
    people = [byline.person for byline in article.byline_set.all()]
    yield "<item>\n"
    yield cdata("title", escape(article.headline, quote=False))
    yield element("link", address)
    yield element("guid", address, isPermaLink="false")
    yield cdata("dc:creator", people[0].slug if people else "")
    yield element("description", "")
    yield cdata("content:encoded", "".join(_text(article, address)))
    yield cdata("excerpt:encoded", escape(article.standfirst, quote=False))
    yield element("wp:post_id", article.pk)
    yield from dates(_published(article), article.updated_at or _published(article))
    yield _state("post", article.slug, _status(article), takes_comments=_takes_comments(article))
    yield element("wp:is_sticky", int(article.leads_front))
    yield cdata("category", article.section.name, domain="category", nicename=article.section.slug)
    for topic in article.topics.all():
        yield cdata("category", topic.name, domain="post_tag", nicename=topic.slug)
    yield from _facts(article, [person.name for person in people], numbers)
    yield from _comments(article, with_addresses=with_addresses, staff_id=staff_id)
    yield "</item>\n"


def _state(post_type: str, name: str, status: str, *, takes_comments: bool) -> str:
    return (
        element("wp:comment_status", "open" if takes_comments else "closed")
        + element("wp:ping_status", "closed")
        + cdata("wp:post_name", name)
        + element("wp:status", status)
        + element("wp:post_parent", 0)
        + element("wp:menu_order", 0)
        + element("wp:post_type", post_type)
        + element("wp:post_password", "")
    )


def _status(article: Article) -> str:
    if article.withdrawn_at:
        return "private"  # WordPress shows it to nobody either, and does not take it for something to be finished
    if not is_public(article):
        return "draft"
    return "future" if article.is_scheduled else "publish"


def _published(article: Article) -> datetime:
    return article.published_at or article.created_at


def _takes_comments(article: Any) -> bool:
    discussion = getattr(article, "discussion", None)
    return discussion is None or discussion.state == "open"


def _text(article: Article, address: str) -> Iterator[str]:
    yield from _own_words(_disclosure(article))
    yield _with_our_pictures(article.body, address)
    corrections = [
        f"<p><strong>{escape(str(correction.get_kind_display()))}</strong>: {escape(correction.full_text)}</p>"
        for correction in article.corrections.all()
    ]
    yield from _own_words("\n".join(corrections))


def _own_words(html: str) -> Iterator[str]:
    if html:
        yield f"{BEGIN_OF_OWN_WORDS}{html}{END_OF_OWN_WORDS}"


def _disclosure(article: Article) -> str:
    """How the text and its pictures were made, in the article's language."""
    with translation.override(
        article.language if translation.check_for_language(article.language) else settings.LANGUAGE_CODE
    ):
        text = f"<p><strong>{escape(article.how_it_was_made)}</strong></p>" if article.how_it_was_made else ""
        lead = [article.lead_image] if article.lead_image else []
        labels = {str(image.label.words): None for image in [*lead, *pictures_in(article.body)] if image.label}
        pictures = (_("Picture with this article: %(words)s.") % {"words": words} for words in labels)
        return text + "".join(f"<p>{escape(words)}</p>" for words in pictures)


def _with_our_pictures(body: str, address: str) -> str:
    """body with each picture under the address of its attachment, so it is found there, and whole addresses.

    Cells are aligned by the classes that WordPress knows.
    """
    known = pictures_within(body)

    def renamed(match: re.Match[str]) -> str:
        image = row_of(pictures_named_in(match[0])[0], known)
        return _SRC.sub(lambda _old: f' src="{escape(image.file.url)}"', match[0]) if image else match[0]

    whole = with_whole_addresses(_IMG.sub(renamed, body), address)
    return _ALIGNED_CELL.sub(r'\1has-text-align-\2"', whole)


def _facts(article: Article, people: list[str], numbers: Numbers) -> Iterator[str]:
    if article.lead_image:
        yield meta("post", "_thumbnail_id", str(numbers.of_picture(article.lead_image)))
    for former in OldAddress.objects.filter(article=article).order_by("pk").values_list("slug", flat=True):
        yield meta("post", "_wp_old_slug", former)
    facts = {
        AI_USE_KEY: article.ai_use,
        f"{META_PREFIX}disclosure": article.how_it_was_made,
        f"{META_PREFIX}ai_system": article.ai_system,
        f"{META_PREFIX}ai_note": article.ai_note,
        KICKER_KEY: article.kicker,
        LANGUAGE_KEY: article.language,
        f"{META_PREFIX}bylines": ", ".join(people[1:]) and ", ".join(people),
        f"{META_PREFIX}sources": "\n".join(
            " ".join(filter(None, (source.title, source.publisher, source.address))) for source in article.sources.all()
        ),
        f"{META_PREFIX}withdrawal": article.withdrawal_reason,
    }
    for key, value in facts.items():
        if value:
            yield meta("post", key, value)


def _comments(article: Article, *, with_addresses: bool, staff_id: int) -> Iterator[str]:
    comments = Comment.objects.filter(article=article).annotate(
        answered_is_there=Exists(Comment.objects.filter(pk=OuterRef("answers")))
    )
    for comment in comments.order_by("created_at", "pk").iterator(COMMENTS_AT_ONCE):
        parent = comment.answers_id if comment.answered_is_there else comment.parent_id
        yield "<wp:comment>\n"
        yield element("wp:comment_id", comment.pk)
        yield cdata("wp:comment_author", escape(comment.name, quote=False))
        yield cdata("wp:comment_author_email", comment.email if with_addresses else "")
        yield element("wp:comment_author_url", "")
        yield element("wp:comment_author_IP", "")
        yield element("wp:comment_date", local(comment.created_at))
        yield element("wp:comment_date_gmt", in_utc(comment.created_at))
        yield cdata("wp:comment_content", escape(comment.message, quote=False))
        yield element("wp:comment_approved", _STATES[comment.status])
        yield element("wp:comment_type", "comment")
        yield element("wp:comment_parent", parent or 0)
        yield element("wp:comment_user_id", staff_id if comment.is_staff_reply else 0)
        if comment.stars:
            yield meta("comment", "rating", str(comment.stars))
        yield "</wp:comment>\n"
