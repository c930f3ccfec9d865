from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image as Picture

FRONT_MATTER = {"headline": "A bridge opens", "section": "World", "published": "2024-03-01", "ai_use": "none"}


@pytest.fixture
def write(tmp_path):
    """Writes a file to import; keys that are None are left out. Returns its path."""

    def write(name="bridge.md", body="The bridge is open.", front="", **keys):
        lines = [f"{key}: {value}" for key, value in (FRONT_MATTER | keys).items() if value is not None]
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["---", *lines, *([front] if front else []), "---", "", body, ""]), encoding="utf-8")
        return path

    return write


@pytest.fixture
def draw(tmp_path):
    """Writes a picture file. Returns its path."""

    def draw(name="picture.jpg", size=(600, 400), colour="teal", **options):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Picture.new("RGB", size, colour).save(path, **options)
        return path

    return draw


class Import:
    """What one run of the command said, and whether its exit status is that of success."""

    def __init__(self, *paths: Path, **options):
        out, err = StringIO(), StringIO()
        try:
            call_command("import_articles", *map(str, paths), stdout=out, stderr=err, **options)
            self.succeeded = True
            self.error = ""
        except CommandError as error:
            self.succeeded = False
            self.error = str(error)
        self.summary = out.getvalue().strip()
        self.refusals = err.getvalue().strip()


@pytest.fixture
def run_import(db, settings, tmp_path):
    """Runs the command, with leave to make sections: where a test is about that, it says new_sections=False."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return lambda *paths, **options: Import(*paths, **{"new_sections": True} | options)
