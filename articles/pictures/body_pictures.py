"""Pictures within a text: each in the size that a browser needs, with its alternative text and AI's part in it."""

import re
from dataclasses import dataclass
from html import escape, unescape
from posixpath import normpath

from django.db.models import Q
from django.template.loader import render_to_string

from articles.disclosure.levels import PictureLabel
from articles.pictures.image import MADE_WITH_AI, Image
from articles.text.body import DECORATIVE

WIDTH = "(min-width: 50rem) 44rem, 100vw"
# As the body's cleaner writes it: each value in double quotes, and none of those within.
_PICTURE = re.compile(r'<img(?: [a-z-]+="[^"]*")*>')
_FIGURE = re.compile(
    rf"<figure>\s*(?P<picture>{_PICTURE.pattern})\s*(?:<figcaption>(?P<caption>.*?)</figcaption>\s*)?</figure>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
# Of the file of an ``Image`` or of a rendition: a part of the digest, and what makes the name its own.
_NAME = re.compile(r"images/([0-9a-f]{2})/([0-9a-f]{14})(-[0-9a-f]{8})[.-]")
_ON_PAGES = (
    *("digest", "digital_source_type", "file", "width", "height", "rendition_widths", "rendition_formats"),
    *("alternative_text", "credit", "licence", "focus_x", "focus_y"),
)

BodyPictures = dict[str, Image]  # by a name's beginning, and by that of the digest alone


@dataclass(frozen=True)
class BodyPicture:
    """A picture as the text has it. alternative: the text for this use, empty for the library's.

    digest: the beginning of its file's. name: what begins the names of the file and its renditions, without the folder.
    """

    alternative: str
    is_decorative: bool
    digest: str
    name: str


def pictures_named_in(body: str) -> list[BodyPicture]:
    """The pictures in a cleaned body, in its order."""
    return [_read(picture) for picture in _PICTURE.findall(body)]


def pictures_within(*bodies: str) -> BodyPictures:
    """The library's rows for the pictures in cleaned bodies. One query for all, none where they hold no picture."""
    digests = {picture.digest for body in bodies for picture in pictures_named_in(body) if picture.digest}
    if not digests:
        return {}
    same = Q()
    for digest in digests:
        same |= Q(digest__startswith=digest)
    found: BodyPictures = {}
    for image in sorted(Image.objects.filter(same).only(*_ON_PAGES), key=_by_ai):
        found.setdefault(image.digest[:16], image)  # of two statements on one picture, that of more AI
        if name := _NAME.search(str(image.file.name)):
            found[name[1] + name[2] + name[3]] = image
    return found


def row_of(picture: BodyPicture, pictures: BodyPictures) -> Image | None:
    """The library's row for picture; a file that has a new name since is found by what it shows."""
    return pictures.get(picture.name) or pictures.get(picture.digest)


def label_of(picture: BodyPicture, pictures: BodyPictures) -> PictureLabel | None:
    """What is said on it. The same picture may be in the library twice: the statement of more AI counts."""
    image = pictures.get(picture.digest)
    return image.label if image else None


def with_pictures(body: str, pictures: BodyPictures) -> str:
    """The cleaned body with each picture of the library as pages show it. Others stay as they are."""

    def shown(match: re.Match[str]) -> str:
        picture = _read(match[0])
        image = row_of(picture, pictures)
        if image is None:
            return match[0].replace(f' {DECORATIVE}=""', "")
        label = label_of(picture, pictures)
        text = "" if picture.is_decorative else picture.alternative or image.alternative_text
        context = {"image": image, "label": label, "text": label.in_front_of(text) if label else text, "sizes": WIDTH}
        return render_to_string("articles/_image.html", context).strip()

    return _PICTURE.sub(shown, _with_credits(body, pictures)) if "<img" in body else body


def _with_credits(body: str, pictures: BodyPictures) -> str:
    """The cleaned body with credit and licence of a figure's picture apart from its caption, also if typed there."""

    def credited(figure: re.Match[str]) -> str:
        image = row_of(_read(figure["picture"]), pictures)
        if image is None or not (image.credit or image.licence):
            return figure[0]
        credit = render_to_string("articles/_picture_credit.html", {"image": image}).strip()
        caption = (figure["caption"] or "").strip()
        for typed in filter(None, (image.credit_and_licence, image.credit)):
            if caption.endswith(escape(typed)):
                caption = caption.removesuffix(escape(typed)).rstrip()
                break
        words = f'{caption}<span class="picture__credit">{credit}</span>'
        return f"<figure>{figure['picture']}<figcaption>{words}</figcaption></figure>"

    return _FIGURE.sub(credited, body)


def picture_at(address: str) -> Image | None:
    """The library's row for a file by its address, also by a former one."""
    picture = _named(address)
    same = Image.objects.filter(digest__startswith=picture.digest) if picture.digest else Image.objects.none()
    rows = list(same[:20])
    exact = [row for row in rows if picture.name and picture.name in _named(str(row.file.name)).name]
    return next(iter([*exact, *rows]), None)


def _by_ai(image: Image) -> int:
    kind = image.digital_source_type
    return MADE_WITH_AI.index(kind) if kind in MADE_WITH_AI else len(MADE_WITH_AI)


def _read(picture: str) -> BodyPicture:
    said = {name: unescape(value) for name, value in _ATTRIBUTE.findall(picture)}
    alternative = " ".join(said.get("alt", "").split())
    return _named(said.get("src", ""), alternative, is_decorative=DECORATIVE in said and not alternative)


def _named(source: str, alternative: str = "", *, is_decorative: bool = False) -> BodyPicture:
    name = _NAME.search(normpath(source)) if source else None
    digest = name[1] + name[2] if name else ""
    return BodyPicture(alternative, is_decorative, digest, digest + name[3] if name else "")
