"""The style sheets of readers and desk: many files to read, one file on the wire."""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from newsroom.start import static_files, style_sheet

BLOCKS = Path(settings.BASE_DIR) / "static" / "css"
SHEETS = pytest.mark.parametrize("sheet", [style_sheet.NAME, style_sheet.DESK])


def _imports(sheet):
    blocks = style_sheet.folder(sheet)
    return re.findall(r'@import "(.+?)"', (blocks / Path(sheet).name).read_text())


@SHEETS
def test_each_block_is_in_the_sheet_once(sheet):
    blocks = [path.name for path in style_sheet.folder(sheet).iterdir()]
    own = [name for name in _imports(sheet) if "/" not in name]
    assert sorted([*own, Path(sheet).name]) == sorted(blocks)


@SHEETS
def test_the_sheet_has_every_rule_of_its_blocks_in_their_order(sheet):
    joined = style_sheet.joined(sheet)
    assert "@import" not in joined
    assert joined.count("{") == joined.count("}")
    place = 0
    for name in _imports(sheet):
        place = joined.index(_first_rule(style_sheet.folder(sheet) / name), place) + 1


def test_the_readers_sheet_begins_with_the_order_of_its_layers():
    assert style_sheet.joined().startswith("@layer reset, base, layout, components, utilities;\n")


def _first_rule(path):
    without_comments = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return without_comments.lstrip().splitlines()[0]


def test_the_sheet_keeps_its_drawings_and_quoted_words():
    sheet = style_sheet.joined()
    assert sheet.count("""url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">""") == 2
    assert 'content: " (" attr(href) ")"' in sheet
    assert "/*" not in sheet


def test_static_files_hold_one_sheet_and_not_its_blocks():
    names = [name for finder in finders.get_finders() for name, _storage in finder.list(None)]
    assert names.count("site.css") == names.count("desk/desk.css") == 1
    assert not [name for name in names if name.startswith(("css/", "desk/css/"))]


@SHEETS
def test_a_server_that_collects_nothing_finds_the_sheet(sheet):
    assert Path(finders.find(sheet)).read_text() == style_sheet.joined(sheet)


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    return settings.STATIC_ROOT


def test_collectstatic_gives_the_sheet_a_name_with_a_digest(collected):
    call_command("collectstatic", interactive=False, verbosity=0)
    assert re.fullmatch(r"/static/site\.[0-9a-f]{12}\.css", staticfiles_storage.url("site.css"))
    (sheet,) = collected.glob("site.*.css")
    assert sheet.read_text() == style_sheet.joined()
    assert sheet.with_name(f"{sheet.name}.gz").exists()


def test_a_changed_block_is_collected_at_the_next_start(collected, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    blocks = tmp_path / "checkout" / "static" / "css"
    shutil.copytree(BLOCKS, blocks)
    shutil.copytree(style_sheet.folder(style_sheet.DESK), tmp_path / "checkout" / "static" / "desk" / "css")
    shutil.copytree(style_sheet.folder(style_sheet.LISTS), tmp_path / "checkout" / "static" / "front" / "css")
    settings.BASE_DIR = tmp_path / "checkout"
    assert static_files.collect_if_changed()
    assert not static_files.collect_if_changed()
    (blocks / "card.css").write_text((blocks / "card.css").read_text() + ".card--new { color: red; }\n")
    assert static_files.collect_if_changed()
    assert any(".card--new" in sheet.read_text() for sheet in collected.glob("site.*.css"))
