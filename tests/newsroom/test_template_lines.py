"""Templates, style sheets and scripts are written to be read."""

from pathlib import Path

import pytest
from django.conf import settings

PROJECT = Path(settings.BASE_DIR)
LONGEST = 120  # columns
FILES = sorted(
    path
    for folder in ("templates", "static")
    for path in (PROJECT / folder).rglob("*")
    if path.suffix in {".html", ".txt", ".xml", ".svg", ".css", ".js"}
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_line_fits_a_screen(path):
    lines = enumerate(path.read_text().splitlines(), start=1)
    assert [number for number, line in lines if len(line) > LONGEST] == []
