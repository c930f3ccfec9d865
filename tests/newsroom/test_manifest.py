"""What a phone needs to put the site on its home screen."""

import pytest
from django.conf import settings
from PIL import Image

from newsroom.pages.icons import draw


@pytest.fixture
def manifest(client, db):
    answer = client.get("/site.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    return answer.json()


@pytest.mark.django_db
def test_the_front_names_the_manifest_which_names_the_paper(client, manifest):
    assert '<link rel="manifest" href="/site.webmanifest">' in client.get("/").content.decode()
    assert manifest["name"] == settings.SITE_NAME
    assert manifest["start_url"] == manifest["scope"] == "/"


def test_the_icons_are_there_in_the_sizes_that_are_promised_and_small(manifest):
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        file = settings.BASE_DIR / icon["src"].lstrip("/")
        with Image.open(file) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
        assert file.stat().st_size < 10_000


def test_the_maskable_icon_fills_its_square_and_keeps_the_letter_inside_the_circle_that_stays():
    picture = draw(512, corner=0, scale=0.75).convert("RGBA")
    assert {picture.getpixel(corner)[3] for corner in ((0, 0), (511, 0), (0, 511), (511, 511))} == {255}
    ground = picture.getpixel((0, 0))
    far = [
        (x, y) for x in range(0, 512, 4) for y in range(0, 512, 4) if (x - 256) ** 2 + (y - 256) ** 2 > (0.4 * 512) ** 2
    ]
    assert {picture.getpixel(point) for point in far} == {ground}
