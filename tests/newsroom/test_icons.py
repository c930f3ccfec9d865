"""What browsers ask for at the site's root, whatever a page says."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from newsroom.pages import icons

FILES = [
    ("/favicon.ico", ("image/x-icon", "image/vnd.microsoft.icon"), "ICO", {(16, 16), (32, 32), (48, 48)}),
    ("/apple-touch-icon.png", ("image/png",), "PNG", {(180, 180)}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "types", "kind", "sizes"), FILES)
def test_the_sites_icons_answer_at_their_fixed_addresses(address, types, kind, sizes):
    for answer in (Client().get(address), Client().head(address)):
        assert answer.status_code == 200
        assert answer["Content-Type"] in types
        assert "public" in answer["Cache-Control"]
        assert answer["ETag"]  # the address stays when the icon changes, so a cache asks whether it did
        assert not answer.cookies
    picture = Image.open(BytesIO(Client().get(address).content))
    assert picture.format == kind
    assert (picture.info.get("sizes") or {picture.size}) == sizes


def test_the_committed_icons_are_those_that_the_program_draws(tmp_path, monkeypatch):
    monkeypatch.setattr(icons, "ICONS", tmp_path / "icons")
    monkeypatch.setattr(icons, "AT_THE_ROOT", tmp_path / "root")
    icons.main()
    for folder, kept in (
        ("icons", Path(settings.BASE_DIR) / "static" / "icons"),
        ("root", Path(settings.BASE_DIR) / "static" / "site-root"),
    ):
        drawn = {path.name for path in (tmp_path / folder).iterdir()}
        assert drawn == {path.name for path in Path(kept).iterdir()}
        for name in drawn:
            mine, theirs = (Image.open(place / name).convert("RGBA") for place in (tmp_path / folder, Path(kept)))
            assert (mine.size, mine.tobytes()) == (theirs.size, theirs.tobytes())
