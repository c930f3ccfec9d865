"""What keeps an article from being published, however it is tried. The database holds the first two as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.workflow.checklist_finding import Finding
from articles.workflow.pictures_for_all import pictures_without_text
from web.times.moment import moment_words

if TYPE_CHECKING:
    from articles.models import Article
    from articles.pictures.body_pictures import BodyPictures


def blocking_findings(article: Article, at: datetime, pictures: BodyPictures | None = None) -> Iterator[Finding]:
    """at: when readers would see article. pictures: the library's rows for those in its text, if read already."""
    if not article.ai_use:
        yield Finding("making", "ai_use", _("State how the article was made before you publish it."), is_blocking=True)
    if article.embargo_until and at < article.embargo_until:
        yield Finding("embargo", "embargo_until", embargo_words(article.embargo_until), is_blocking=True)
    yield from picture_findings(*pictures_without_text(article, pictures))


def picture_findings(lead: bool, within: int) -> Iterator[Finding]:
    """lead: whether the lead picture lacks an alternative text. within: how many pictures in the text do."""
    if lead:
        words = _("The lead picture has no alternative text. Say what it shows, or mark it as decorative.")
        yield Finding("lead_text", "lead_image", words, is_blocking=True)
    if within:
        words = ngettext(
            "%(count)d picture in the text has no alternative text. Say what it shows, or mark it as decorative.",
            "%(count)d pictures in the text have no alternative text. Say what they show, or mark them as decorative.",
            within,
        )
        yield Finding("picture_text", "body", words % {"count": within}, is_blocking=True)


def embargo_words(until: datetime) -> str:
    return _("Nobody can publish this article before its embargo ends: %(moment)s.") % {"moment": moment_words(until)}
