"""A picture is served upright, in several widths, held to what can be served."""

import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django_tasks_db.models import DBTaskResult
from PIL import Image as Picture

from articles.models import Image
from articles.pictures import image_files
from articles.pictures.image_files import make_renditions
from articles.pictures.renditions import FORMATS, rendition_widths
from articles.pictures.upload_check import allowed
from tests.pictures import every_file, rendered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def drawn(kind="JPEG", size=(600, 400), mode="RGB", **options):
    out = BytesIO()
    Picture.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def image(content=None, **what_matters):
    rest = {
        "file": ContentFile(content or drawn(), "from the camera.JPG"),
        "alternative_text": "A bridge",
        "digital_source_type": Image.DigitalSourceType.CAPTURE,
    }
    return Image(**rest | what_matters)


def stored_files(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, [1]),
        (480, [480]),
        (600, [480, 600]),
        (1000, [480, 960, 1000]),
        (1440, [480, 960, 1440]),
        (4000, [480, 960, 1440]),
    ],
)
def test_a_picture_is_served_in_several_widths_and_never_wider_than_it_is(width, widths):
    assert rendition_widths(width) == widths


def test_the_page_gets_what_it_needs_to_keep_its_place_while_the_picture_loads():
    picture = image(drawn(size=(1000, 500)))
    picture.save()
    assert (picture.width, picture.height) == (1000, 500)
    assert (picture.sources, picture.srcset) == ([], "")
    assert picture.src == picture.thumbnail == picture.file.url
    rendered(picture)
    stem = picture.file.url.rpartition(".")[0]
    assert picture.srcset == f"{stem}-480.jpg 480w, {stem}-960.jpg 960w, {stem}-1000.jpg 1000w"
    assert picture.sources == [
        ("image/avif", f"{stem}-480.avif 480w, {stem}-960.avif 960w, {stem}-1000.avif 1000w"),
        ("image/webp", f"{stem}-480.webp 480w, {stem}-960.webp 960w, {stem}-1000.webp 1000w"),
    ]
    assert picture.src == f"{stem}-1000.jpg"
    assert picture.thumbnail == f"{stem}-480.jpg"
    files = [Picture.open(BytesIO(content)) for content in every_file(picture)]
    assert [file.format for file in files] == ["JPEG", *["AVIF"] * 3, *["WEBP"] * 3, *["JPEG"] * 3]
    assert [file.size for file in files] == [(1000, 500), *[(480, 240), (960, 480), (1000, 500)] * 3]


def test_a_saved_picture_leaves_its_smaller_files_to_the_worker():
    picture = image()
    picture.save()
    (waiting,) = DBTaskResult.objects.ready()
    assert waiting.priority < 0  # mails go first
    waiting.task.func(*waiting.task_result.args)
    picture.refresh_from_db()
    assert picture.is_complete


def test_words_that_change_while_the_worker_is_at_it_are_in_every_file(monkeypatch):
    picture = image()
    picture.save()
    encode = image_files.renditions

    def meanwhile(*args):
        monkeypatch.setattr(image_files, "renditions", encode)
        other = Image.objects.get()
        other.caption = "A new caption"
        other.save()
        return encode(*args)

    monkeypatch.setattr(image_files, "renditions", meanwhile)
    rendered(picture)
    assert picture.is_complete
    assert all(b"A new caption" in content for content in every_file(picture))


def test_a_row_that_was_read_before_the_worker_came_keeps_what_the_worker_made(media):
    image().save()
    stale = Image.objects.get()
    rendered(Image.objects.get())
    stale.caption = "A new caption"
    stale.save()
    stale.refresh_from_db()
    assert stale.is_complete
    assert all(b"A new caption" in content for content in every_file(stale))


def test_a_picture_of_an_earlier_release_gets_the_formats_that_it_lacks(media):
    picture = image()
    picture.save()
    rendered(picture)
    for path in [*media.rglob("*.avif"), *media.rglob("*-*-*.jpg")]:
        path.unlink()
    Image.objects.update(rendition_formats=[])
    picture.refresh_from_db()
    assert (picture.formats, picture.sources) == (["webp"], [])
    assert picture.src.endswith("-600.webp")
    before = {path: path.stat().st_mtime_ns for path in media.rglob("*.webp")}
    DBTaskResult.objects.all().delete()
    for _ in range(2):  # a second look adds no second task
        call_command("make_renditions", verbosity=0)
    assert DBTaskResult.objects.count() == 1
    assert rendered(picture).formats == [*FORMATS]
    assert len(every_file(picture)) == 7
    assert {path: path.stat().st_mtime_ns for path in media.rglob("*.webp")} == before


def test_an_attempt_that_was_interrupted_is_done_again(media):
    picture = image()
    picture.save()
    half = media / f"{picture.file.name.rpartition('.')[0]}-480.avif"
    half.write_bytes(b"half")
    rendered(picture)
    assert half.read_bytes() != b"half"
    assert len(stored_files(media)) == 7


def test_the_task_of_a_picture_that_is_gone_ends(django_capture_on_commit_callbacks):
    picture = image()
    picture.save()
    with django_capture_on_commit_callbacks(execute=True):
        Image.objects.all().delete()
    make_renditions.func(picture.pk)


@pytest.mark.parametrize(("x", "y"), [(-0.1, 0.5), (0.5, 1.1), (2, 0)])
def test_the_focal_point_is_in_the_picture(x, y):
    with pytest.raises(ValidationError):
        image(focus_x=x, focus_y=y).full_clean()
    with pytest.raises(IntegrityError, match="image_focus_is_within"), transaction.atomic():
        image(focus_x=x, focus_y=y).save()


def test_two_pictures_never_share_a_file(media):
    first, second = image(), image()
    for each in (first, second):
        each.save()
        rendered(each)
    assert first.digest == second.digest
    assert first.file.name != second.file.name
    assert not any(" " in name for name in stored_files(media))
    first.delete()
    assert every_file(second)


def test_a_picture_taken_on_its_side_is_served_upright():
    exif = Picture.Exif()
    exif[0x0112] = 6
    picture = image(drawn(size=(600, 400), exif=exif))
    picture.save()
    rendered(picture)
    assert (picture.width, picture.height) == (400, 600)
    assert {Picture.open(BytesIO(content)).size for content in every_file(picture)} == {(400, 600)}


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "1"), ("WEBP", "RGBA")],
)
def test_pictures_of_every_usual_kind_can_be_used(kind, mode):
    picture = image(drawn(kind, mode=mode))
    picture.full_clean()
    picture.save()
    assert len(every_file(rendered(picture))) == 7


def bomb():
    """A PNG of a few hundred bytes whose header claims 30,000 by 30,000 pixels."""
    content = bytearray(drawn("PNG", mode="1", size=(8, 8)))
    content[16:24] = (30_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


def animated(kind):
    out = BytesIO()
    frames = [Picture.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"\x00" * 1000, "not_a_picture"),
        (b"<!doctype html><script>alert(1)</script>", "not_a_picture"),
        (drawn("GIF"), "not_a_picture"),
        (drawn("TIFF"), "not_a_picture"),
        (drawn()[:300], "broken"),
        (drawn("PNG", size=(300, 300))[:200], "broken"),
        (drawn("WEBP")[:40], "broken"),
        (animated("PNG"), "animated"),
        (animated("WEBP"), "animated"),
        (bomb(), "too_many_pixels"),
        (drawn("PNG", mode="1", size=(12_001, 10)), "too_many_pixels"),
        (drawn("PNG", mode="1", size=(7200, 7200)), "too_many_pixels"),
        (drawn("PNG", mode="I;16"), "too_deep"),
        (b"x" * 20_000_001, "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_cannot_be_served_is_refused_with_a_sentence_and_leaves_nothing(content, code, media):
    for attempt in (Image.full_clean, Image.save):
        with pytest.raises(ValidationError) as refusal:
            attempt(image(content))
        (error,) = refusal.value.error_dict["file"]
        assert error.code == code
        assert str(error.message).endswith(f". {allowed()}")
    assert stored_files(media) == []
    assert not Image.objects.exists()


def test_a_picture_needs_words_for_those_who_cannot_see_it_and_the_way_it_was_made():
    with pytest.raises(ValidationError) as refusal:
        image(alternative_text="", digital_source_type="").full_clean()
    assert sorted(refusal.value.error_dict) == ["alternative_text", "digital_source_type"]


@pytest.mark.parametrize(
    ("field", "constraint"),
    [
        ("alternative_text", "image_has_alternative_text"),
        ("digital_source_type", "image_states_how_it_was_made"),
    ],
)
def test_the_database_holds_a_picture_to_that_as_well(field, constraint):
    image().save()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Image.objects.update(**{field: ""})
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE articles_image SET {field} = ''")


@pytest.mark.parametrize("term", ["compositeSynthetic", "trainedAlgorithmicmedia", "trainedAlgorithmicMedia ", ""])
def test_the_database_takes_no_way_of_making_that_nobody_could_label(term):
    made = "http://cv.iptc.org/newscodes/digitalsourcetype/" + term
    with pytest.raises(IntegrityError, match="image_states_how_it_was_made"), transaction.atomic():
        image(digital_source_type=made).save()


def test_files_go_with_their_row_once_the_transaction_is_through(media, django_capture_on_commit_callbacks):
    image().save()
    rendered(Image.objects.get())
    assert len(stored_files(media)) == 7
    with django_capture_on_commit_callbacks(execute=True):
        Image.objects.all().delete()
        assert len(stored_files(media)) == 7
    assert stored_files(media) == []


def test_another_file_takes_the_place_of_the_first(media, django_capture_on_commit_callbacks):
    picture = image()
    picture.save()
    before = rendered(picture).file.name
    with django_capture_on_commit_callbacks(execute=True):
        picture.file = ContentFile(drawn(size=(300, 300)), "new.png")
        picture.full_clean()
        picture.save()
    assert picture.file.name != before
    assert (picture.width, picture.rendition_widths) == (300, [])
    assert rendered(picture).rendition_widths == [300]
    assert len(stored_files(media)) == 4


def test_saving_what_was_there_leaves_the_files_alone(media):
    image().save()
    rendered(Image.objects.get())
    before = stored_files(media)
    picture = Image.objects.get()
    picture.full_clean()
    picture.save()
    assert stored_files(media) == before
