"""Where the pictures of a source are: in the folder of ``--media``, or at their addresses, if that was chosen."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from articles.models import Image
from articles.pictures.upload_check import MAX_BYTES
from articles.text.body import DECORATIVE, is_own_picture
from newsroom.moving_in import neutral_items
from newsroom.moving_in.taking.public_fetch import FetchError, fetch
from newsroom.moving_in.taking.taking_context import Entry, TakingContext
from web.plain_text import one_line

_IMG = re.compile(r"<img\b[^>]{0,6000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_SIZE = re.compile(r"-(\d+x\d+|scaled|rotated)(?=\.\w+$)")
_MISSING = "\0picture\0"  # in the place of a picture that is not here; no text has such a character
_EMPTIED = re.compile(
    rf"<(p|a|figure|picture|span|div|strong|em|li)\b[^<>]{{0,2000}}>\s{{0,99}}(?:{_MISSING}\s{{0,99}}){{1,99}}</\1\s{{0,9}}>",
    re.IGNORECASE,
)
_AROUND = 6  # elements around a picture that go with it
LONGEST_TEXT = 300


def without_traces(html: str) -> str:
    """html without ``_MISSING``, and without the elements that held nothing else."""
    for _depth in range(_AROUND if _MISSING in html else 0):
        html, number = _EMPTIED.subn(lambda match: _MISSING + "\n" * match[0].count("\n"), html)
        if not number:
            break
    return html.replace(_MISSING, "")


class PictureFiles:
    """Finds or makes the library's picture for an address. Looks for each address once."""

    def __init__(self, context: TakingContext) -> None:
        self._context = context
        self._found: dict[str, Image | str] = {}
        self._new: set[int] = set()

    def with_own_pictures(self, entry: Entry, html: str) -> str:
        """html with the library's pictures in the place of those of before. One that is not here goes, and is noted."""

        def own(match: re.Match[str]) -> str:
            attributes = {
                name.lower(): unescape(one or two or three) for name, one, two, three in _ATTRIBUTE.findall(match[0])
            }
            source = attributes.get("src", "")
            if is_own_picture(source):
                return match[0]
            alt = attributes.get("alt", "")
            image = self.image_for(entry, source, alt)
            if image is None:
                return _MISSING + "\n" * match[0].count("\n")
            text = f' alt="{escape(alt or image.alternative_text)}"'
            if "alt" in attributes and not alt.strip():
                text = f' alt="" {DECORATIVE}=""'
                words = _("The picture %(address)s has an empty alternative text there, so it is decorative here.")
                entry.item.changed(words % {"address": source[:200]})
            return f'<img src="{escape(image.file.url)}"{text}>'

        return without_traces(_IMG.sub(own, html))

    def image_for(self, entry: Entry, address: str, alternative_text: str = "") -> Image | None:
        """The picture at address, or None with a note at entry."""
        found = self._found.get(address) or self._recorded(address)
        if found is None:
            if len(self._found) > 2_000:
                self._found.clear()
            item = neutral_items.Picture(
                id=address[:300],
                line=entry.item.line,
                title=address,
                address=address,
                alternative_text=alternative_text,
            )
            found = self._found[address] = self.picture(item)
            if isinstance(found, Image) and self.is_new(found):
                self._context.bring_along(item, found, url=found.file.url)
        if isinstance(found, str):
            entry.item.changed(
                _("The picture %(address)s is missing: %(why)s") % {"address": address[:200], "why": found}
            )
            return None
        return found

    def _recorded(self, address: str) -> Image | str | None:
        """What became of the picture that the source has under this id."""
        item = neutral_items.Picture(id=address[:300])
        record = self._context.records_of([item]).get((item.kind.value, item.id))
        if record is None or not record.outcome:
            return None
        image = Image.objects.filter(pk=record.object_id or 0).first() if record.model == "image" else None
        found = self._found[address] = image or (record.reasons or [_("The file is not there.")])[-1]
        return found

    def library_picture(self, item: neutral_items.Picture) -> Image | str:
        """As ``picture``; a text that names its id or address finds it without another look."""
        found = self._found[item.id] = self.picture(item)
        if item.address:
            self._found[item.address] = found
        return found

    def picture(self, item: neutral_items.Picture) -> Image | str:
        """The library's picture for item, made if it is new; a sentence where there is none."""
        try:
            content, name = self._content(item)
        except FetchError as fault:
            return str(fault)
        image = Image(
            file=ContentFile(content, name),
            alternative_text=self._alternative_text(item, name),
            caption=one_line(item.caption).strip()[:400],
            credit=one_line(item.credit).strip()[:200],
            digital_source_type=item.digital_source_type or self._context.options.pictures_made,
        )
        try:
            image.take_upload()
            if known := Image.objects.filter(digest=image.digest).order_by("pk").first():
                return known
            if image.stated_by_file in Image.DigitalSourceType.values:
                image.digital_source_type = image.stated_by_file
            if not image.digital_source_type:
                return _("State how the pictures were made with --pictures-made: its file does not say it.")
            image.full_clean()
        except ValidationError as fault:
            return " ".join(fault.messages)
        image.save()
        self._new.add(image.pk)
        return image

    def is_new(self, image: Image) -> bool:
        return image.pk in self._new

    def _alternative_text(self, item: neutral_items.Picture, name: str) -> str:
        text = one_line(item.alternative_text).strip()
        if not text:
            text = one_line(item.caption).strip() or one_line(item.title).strip()
            if not text or "://" in text:
                text = re.sub(r"[-_]+", " ", Path(name).stem)
            item.changed(_("It has no alternative text; “%(text)s” stands in.") % {"text": text[:100]})
        return text[:LONGEST_TEXT]

    def _content(self, item: neutral_items.Picture) -> tuple[bytes, str]:
        if item.file:
            file = Path(item.file)
            if not file.is_file():
                raise FetchError(_("The file is not there."))
            return _read(file), file.name
        try:
            path = unquote(urlsplit(item.address).path)
        except ValueError as fault:
            raise FetchError(_("It has no address.")) from fault
        if not path.strip("/"):
            raise FetchError(_("It has no address."))
        media = self._context.options.media
        if media and (found := _in_folder(media, path)):
            return _read(found), found.name
        if self._context.options.fetch and item.address.startswith(("http://", "https://")):
            return fetch(item.address, MAX_BYTES), Path(path).name
        if media:
            raise FetchError(_("It is not in the folder of --media."))
        raise FetchError(_("Name its folder with --media, or have it fetched with --fetch-pictures."))


def _read(file: Path) -> bytes:
    if file.stat().st_size > MAX_BYTES:
        raise FetchError(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1_000_000})
    return file.read_bytes()


def _in_folder(folder: Path, path: str) -> Path | None:
    """The file of path below folder: whole, or without folders that it begins with; the full size first."""
    root = folder.resolve()
    parts = [part for part in path.split("/") if part not in ("", ".", "..") and "\0" not in part]
    for start in range(len(parts)):
        inner = "/".join(parts[start:])
        for name in dict.fromkeys((_SIZE.sub("", inner), inner)):
            file = root / name
            try:
                if file.is_file() and file.resolve().is_relative_to(root):
                    return file
            except OSError:
                continue
    return None
