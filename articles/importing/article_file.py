"""An article as a file: Markdown under front matter, read and checked, with nothing of the database in it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from slugify import slugify

from articles.importing.front_matter import FrontMatter, read_front_matter
from articles.importing.outcome import Faults, RefusedError, Remark, in_order
from articles.text.article_text import from_markdown

MAX_BYTES = 10_000_000
MAX_SLUG = 120  # characters
MARKER = "---"
UNSTATED_MAKING = gettext_lazy(
    "State ai_use (none, assisted or generated): nothing is published whose making is not stated."
)


@dataclass(frozen=True)
class Picture:
    """The lead picture that a file names. words: the fields of Image that are beside the picture's file."""

    path: Path
    digest: str
    words: dict[str, str]


@dataclass(frozen=True)
class ArticleFile:
    """What a file says.

    slug: empty where it has none. states_slug: whether it is the file's own word, or made from the headline. values: by
    key of the front matter; a key that the file leaves out, or that holds a fault, is missing here too. body: clean
    HTML. picture: None where the file names none. lines: where each key stands. digest: SHA-256 of the file and of its
    picture. faults: all that can be said before the database is asked; a file that has any is not imported. notes: what
    is another than the file says.
    """

    path: Path
    slug: str
    states_slug: bool
    values: dict[str, Any]
    body: str
    picture: Picture | None
    lines: dict[str, int]
    digest: str
    faults: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()

    @property
    def faulty(self) -> set[str]:
        """The keys whose values cannot be used."""
        return self.lines.keys() - self.values.keys()


def read_article_file(path: Path, root: Path, *, leave_out: bool = False) -> ArticleFile:
    """The article in path. root: the imported folder, outside of which no picture is taken.

    leave_out: whether what has no place in an article is left out; it is a fault otherwise.

    Raises RefusedError where the file cannot be taken apart; what else is wrong with it is among its faults.
    """
    raw = _read(path)
    front, body, body_line = _split(_decode(raw))
    faults = Faults()
    front_matter = FrontMatter({}, {})
    with faults.gathered():
        front_matter = read_front_matter(front, faults)
        _find_gaps_and_contradictions(front_matter, faults)
    values, lines = front_matter.values, front_matter.lines
    text = from_markdown(body, body_line)
    faults.found += text.faults if leave_out else (*text.faults, *text.losses)
    notes = (*text.losses, *text.notes) if leave_out else text.notes
    if not text.html:
        faults.add(_("The article has no text below the front matter."), body_line)
    slug = ""
    if not {"slug", "headline"} & (lines.keys() - values.keys()):
        slug = values.get("slug") or slugify(values.get("headline", ""), max_length=MAX_SLUG, word_boundary=True)
        if not slug and values.get("headline"):
            faults.add(_("The headline gives no address: add a “slug”."), lines["headline"])
    picture = None
    if values.get("image"):
        try:
            picture = _picture(values["image"], path, root)
        except RefusedError as refusal:
            faults.add(refusal.faults[0].words, lines["image"])
    digest = hashlib.sha256(raw + (picture.digest.encode() if picture else b"")).hexdigest()
    return ArticleFile(
        path,
        slug,
        bool(values.get("slug")),
        values,
        text.html,
        picture,
        lines,
        digest,
        tuple(faults.found),
        tuple(in_order(notes)),
    )


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise RefusedError(_("“%(name)s” is not a file.") % {"name": path.name})
        if status.st_size > MAX_BYTES:
            limit = {"name": path.name, "limit": MAX_BYTES // 1_000_000}
            raise RefusedError(_("“%(name)s” is larger than %(limit)d MB.") % limit)
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise RefusedError(_("There is no file “%(name)s”.") % {"name": path.name}) from fault
    except (OSError, ValueError) as fault:
        raise RefusedError(_("“%(name)s” cannot be read: %(fault)s.") % {"name": path.name, "fault": fault}) from fault


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise RefusedError(_("This is not text in UTF-8."), raw.count(b"\n", 0, fault.start) + 1) from fault
    if (nul := text.find("\0")) >= 0:
        raise RefusedError(_("The file holds a NUL byte, as binary files do."), text.count("\n", 0, nul) + 1)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins."""
    lines = text.split("\n")
    if lines[0].rstrip() != MARKER:
        raise RefusedError(_("The file does not begin with front matter: its first line must be “---”."), 1)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == MARKER:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise RefusedError(_("The front matter does not end: a second line “---” is missing."), 1)


def _find_gaps_and_contradictions(front_matter: FrontMatter, faults: Faults) -> None:
    values, lines = front_matter.values, front_matter.lines
    faulty = lines.keys() - values.keys()
    for key in ("headline", "section"):
        if not values.get(key) and key not in faulty:
            faults.add(_("“%(key)s” is missing.") % {"key": key}, lines.get(key, 1))
    published: datetime | None = values.get("published")
    updated: datetime | None = values.get("updated")
    if published and not values.get("ai_use") and "ai_use" not in faulty:
        faults.add(str(UNSTATED_MAKING), lines["published"])
    if published and updated and updated < published:
        faults.add(_("“updated” is before “published”."), lines["updated"])


def _picture(image: dict[str, str], path: Path, root: Path) -> Picture:
    file = path.parent / image["file"]
    try:
        inside = file.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError) as fault:
        raise RefusedError(_("“%(name)s” cannot be read: %(fault)s.") % {"name": file.name, "fault": fault}) from fault
    if not inside:
        raise RefusedError(_("The picture lies outside of the imported folder."))
    words = {key: value for key, value in image.items() if key != "file"}
    return Picture(file, hashlib.sha256(_read(file)).hexdigest(), words)
