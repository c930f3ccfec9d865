"""The share card of an article and of the site: its address, its file, and when it is made anew.

The address holds a digest of all that is on the card, so what changes has another address, and caches may keep each.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import get_language_bidi, override

from articles.models import Article, Image
from articles.sharing.card_content import HEIGHT, WIDTH, CardContent, Focus
from web.absolute_urls import absolute
from web.identity.current_site import current_site

DRAWING = 1  # Raise it when the drawing changes, so all cards are made again.
FOLDER = "share"
SITE = "site"  # the name of the card that is of no article


@dataclass(frozen=True)
class ShareCard:
    """name: the key of the article, or SITE. alternative_text: what the card shows, for those who cannot see it."""

    name: str
    content: CardContent
    image: Image | None = None
    alternative_text: str = ""

    width = WIDTH  # pixels
    height = HEIGHT

    @cached_property
    def digest(self) -> str:
        facts: list[Any] = [DRAWING, asdict(self.content)]
        if self.image:
            facts += [str(self.image.file.name), self.image.focus_x, self.image.focus_y]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]

    @property
    def url(self) -> str:
        return absolute(self.path)

    @property
    def path(self) -> str:
        return reverse("share_card", args=[self.name, self.digest])

    @property
    def is_made(self) -> bool:
        return default_storage.exists(self._file_name)

    def stored(self) -> bytes | None:
        with suppress(FileNotFoundError), default_storage.open(self._file_name) as file:
            return file.read()
        return None

    def make(self) -> bytes:
        """Draw the card, put it in the place of the one before, and return it."""
        from articles.sharing.card_drawing import card_jpeg  # loads Pillow and the fonts

        picture = _content_of(self.image) if self.image else None
        focus = Focus(self.image.focus_x, self.image.focus_y) if self.image else Focus()
        data = card_jpeg(self.content, picture, focus)
        saved = default_storage.save(self._file_name, ContentFile(data))
        _delete_files(self.name, but=saved)
        return data

    @property
    def _file_name(self) -> str:
        return f"{_folder_of(self.name)}/{self.digest}.jpg"


def card_of(article: Article) -> ShareCard:
    """article comes with its section and lead picture."""
    level, image = article.level, article.lead_image
    label, explanation, picture_label = _labels(article)
    with override("en"):
        in_english = _labels(article)
    content = CardContent(
        headline=article.headline,
        kicker=article.section.name,
        tint=article.section.colour,
        label=label,
        explanation=explanation,
        picture_label=picture_label,
        in_english=in_english,
        **_of_site(),
    )
    shown = (article.lead_text if image else "") or article.headline
    statement = level.statement if level else ""
    return ShareCard(str(article.pk), content, image, " ".join(filter(None, [_sentence(shown), statement])))


def _labels(article: Article) -> tuple[str, str, str]:
    level, image = article.level, article.lead_image
    label, explanation = (str(level.label), str(level.explanation)) if level and level.is_disclosed else ("", "")
    return label, explanation, str(image.label.words) if image and image.label else ""


def card_of_site() -> ShareCard:
    site = current_site()
    return ShareCard(SITE, CardContent(headline=site.tagline, **_of_site()), alternative_text=site.name)


def _of_site() -> dict[str, Any]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    return {"site_name": current_site().name, "host": host, "from_the_right": get_language_bidi()}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _content_of(image: Image) -> bytes | None:
    """The file to draw from: a smaller one where it is wide enough, which is read in less time."""
    wide_enough = [width for width in image.rendition_widths if width >= WIDTH]
    names = [image.rendition_name(min(wide_enough), "jpg")] if wide_enough and "jpg" in image.formats else []
    for name in [*names, str(image.file.name)]:
        with suppress(OSError), image.file.storage.open(name) as file:
            return file.read()
    return None


def _folder_of(name: str) -> str:
    """A thousand articles in a folder."""
    return f"{FOLDER}/{int(name) // 1_000}/{name}" if name.isdecimal() else f"{FOLDER}/{name}"


def _delete_files(name: str, but: str = "") -> None:
    folder = _folder_of(name)
    with suppress(FileNotFoundError):
        _folders, files = default_storage.listdir(folder)
        for file in files:
            if f"{folder}/{file}" != but:
                default_storage.delete(f"{folder}/{file}")


@receiver(post_delete, sender=Article)
def _delete_card(instance: Article, **kwargs: Any) -> None:
    _delete_files(str(instance.pk))
