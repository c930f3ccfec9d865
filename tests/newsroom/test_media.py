"""Pictures are served from the local disk permanently, and nothing else is."""

import pytest

pytestmark = pytest.mark.django_db

PICTURE = "images/ab/cdef0123456789-01234567-480.webp"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / PICTURE).parent.mkdir(parents=True)
    for name in (PICTURE, "a.jpg", "b.png", "page.html", "secret.txt"):
        (settings.MEDIA_ROOT / name).write_bytes(name.encode())
    (tmp_path / "outside.jpg").write_bytes(b"outside")


@pytest.mark.parametrize(
    ("name", "content_type"), [(PICTURE, "image/webp"), ("a.jpg", "image/jpeg"), ("b.png", "image/png")]
)
def test_a_picture_comes_with_its_type_and_may_be_kept_for_ever(client, name, content_type):
    response = client.get(f"/media/{name}")
    assert b"".join(response.streaming_content) == name.encode()
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies
    assert client.head(f"/media/{name}").status_code == 200
    unchanged = client.get(f"/media/{name}", headers={"If-Modified-Since": response["Last-Modified"]})
    assert unchanged.status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/media/",
        "/media/images/",
        "/media/images/ab",
        "/media/page.html",
        "/media/secret.txt",
        "/media/missing.jpg",
        "/media/../outside.jpg",
        "/media/images/../../outside.jpg",
        "/media/%2e%2e/outside.jpg",
        "/media/..%2foutside.jpg",
        "/media//etc/passwd",
        "/media/a.jpg/",
        "/media/a.jpg%00.jpg",
        "/media/a%00.jpg",
        "/media/%ff.jpg",
        "/media/a.jpg%0a",
        f"/media/{'a' * 300}.jpg",
        f"/media/{'a/' * 3000}b.jpg",
    ],
)
def test_nothing_else_is_there(client, address):
    assert client.get(address).status_code == 404


def test_pictures_are_read_only(client):
    assert client.post("/media/a.jpg").status_code == 405
    assert client.delete("/media/a.jpg").status_code == 405
