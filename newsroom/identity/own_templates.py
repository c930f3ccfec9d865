"""What templates of the site's own, in ``SITE_TEMPLATES``, have to say where they take the place of ours."""

import re
from collections.abc import Iterator
from pathlib import Path

LABEL = "articles/_disclosure_label.html"
_SAYS_IT = re.compile(r"articles/_(?:disclosure|card)_label\.html|\blevel\.label\b")


def without_label(own: Path, ours: Path) -> Iterator[str]:
    """The names of templates in own that leave out the label of an article, though those in ours have it."""
    for path in sorted(own.rglob("*.html")):
        name = path.relative_to(own).as_posix()
        replaced = ours / name
        if replaced.is_file() and _has_label(replaced.read_text()) and not _has_label(path.read_text(), name):
            yield name


def _has_label(text: str, name: str = "") -> bool:
    """Also where the template extends the one of ours whose name it has."""
    return bool(_SAYS_IT.search(text)) or bool(name and f'{{% extends "{name}" %}}' in text)
