"""Pictures within a text: where AI had a part in one, that is said on it, as on any other."""

import re
from posixpath import normpath

from django.db.models import Q
from django.template.loader import render_to_string

from articles.disclosure.levels import PictureLabel
from articles.pictures.image import MADE_WITH_AI, Image

# As the body's cleaner writes it: each value in double quotes, and none of those within.
_PICTURE = re.compile(r'<img(?: [a-z-]+="[^"]*")*>')
_ATTRIBUTE = {name: re.compile(rf' {name}="([^"]*)"') for name in ("src", "alt")}
# Of the file of an ``Image`` or of a rendition: a part of the digest, and what makes the name its own.
_NAME = re.compile(r"images/([0-9a-f]{2})/([0-9a-f]{14})-[0-9a-f]{8}[.-]")


Labels = dict[str, PictureLabel]  # by the beginning of the picture's digest


def labels_within(*bodies: str) -> Labels:
    """The labels owed in cleaned bodies. One query for them all, none where they hold no picture."""
    digests = {digest for body in bodies for picture in _PICTURE.findall(body) if (digest := _digest(picture))}
    if not digests:
        return {}
    same = Q()
    for digest in digests:
        same |= Q(digest__startswith=digest)
    labels: Labels = {}
    found = Image.objects.filter(same, digital_source_type__in=MADE_WITH_AI).only("digest", "digital_source_type")
    for image in sorted(found, key=lambda image: MADE_WITH_AI.index(image.digital_source_type)):
        if image.label:
            labels.setdefault(image.digest[:16], image.label)  # of two statements on one picture, that of more AI
    return labels


def with_labelled_pictures(body: str, labels: Labels) -> str:
    """The cleaned body with AI's part said on each picture, and first in its alternative text."""

    def labelled(match: re.Match[str]) -> str:
        picture = match[0]
        label = labels.get(_digest(picture))
        if label is None:
            return picture
        alternative = _ATTRIBUTE["alt"].search(picture)
        text = alternative[1] if alternative else ""
        bare = _ATTRIBUTE["alt"].sub("", picture)
        return render_to_string(
            "articles/_body_picture.html", {"attributes": bare[len("<img") : -1], "label": label, "text": text}
        ).strip()

    return _PICTURE.sub(labelled, body) if labels else body


def _digest(picture: str) -> str:
    source = _ATTRIBUTE["src"].search(picture)
    name = _NAME.search(normpath(source[1])) if source else None
    return name[1] + name[2] if name else ""
