"""How a picture was made is in each of its files, and what a file says of itself suggests and never decides."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from PIL import Image as Picture
from PIL.PngImagePlugin import PngInfo

from articles.admin.history.edit_version import edit_version
from articles.models import Image
from articles.pictures.provenance.content_credentials import ContentCredentials, content_credentials
from tests.articles.credentials import SIGNER, signed_picture
from tests.pictures import every_file, rendered
from tests.staff import account, signed_in
from web.signed_writes import signed

pytestmark = pytest.mark.django_db

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
CAPTURE, EDITED, CREATED = (
    Image.DigitalSourceType.CAPTURE,
    Image.DigitalSourceType.EDITED_WITH_AI,
    Image.DigitalSourceType.CREATED_BY_AI,
)
CONTENT_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
DC = "{http://purl.org/dc/elements/1.1/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
ADD = "/admin/articles/image/add/"

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Example Editor"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" exif:GPSLatitude="52,31.2N" aux:SerialNumber="SN12345"
 Iptc4xmpExt:DigitalSourceType="{kind}" xmpRights:WebStatement="https://example.org/licence">
<exif:GPSLongitude>13,24.3E</exif:GPSLongitude>
<dc:creator><rdf:Seq><rdf:li>Ada Winter</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ada Winter</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def drawn(kind="JPEG", xmp="", **options):
    out = BytesIO()
    if xmp and kind == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp)
    elif xmp:
        options["xmp"] = xmp.encode()
    Picture.linear_gradient("L").resize((600, 400)).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def with_credentials(*source_types, kind="JPEG", **rest):
    return signed_picture(drawn(kind), CONTENT_TYPES[kind], *source_types, **rest)


def image(content=None, **what_matters):
    rest = {
        "file": ContentFile(content or drawn(), "from the camera.JPG"),
        "alternative_text": "A bridge",
        "digital_source_type": CAPTURE,
    }
    return Image(**rest | what_matters)


def saved(content=None, **what_matters):
    picture = image(content, **what_matters)
    picture.full_clean()
    picture.save()
    return rendered(picture)


def stated_in(content):
    """What a program finds in a file: the text of each property of its XMP."""
    packet = Picture.open(BytesIO(content)).info["xmp"]
    description = ElementTree.fromstring(packet)[0][0]  # noqa: S314
    return {element.tag: "".join(element.itertext()) for element in description}


# What is written into the files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_how_a_picture_was_made_stands_in_each_of_its_files(kind):
    picture = saved(
        drawn(kind),
        digital_source_type=CREATED,
        ai_system="Example Painter",
        ai_system_version="2.0",
        ai_prompt="A bridge & its <keeper>\nin fog",
        ai_prompt_writer="Grace",
        caption="So it may look.",
        credit="Newsroom",
    )
    files = every_file(picture)
    assert len(files) == 7
    for content in files:
        assert stated_in(content) == {
            f"{EXT}DigitalSourceType": IPTC + "trainedAlgorithmicMedia",
            f"{EXT}AISystemUsed": "Example Painter",
            f"{EXT}AISystemVersionUsed": "2.0",
            f"{EXT}AIPromptInformation": "A bridge & its <keeper>\nin fog",
            f"{EXT}AIPromptWriterName": "Grace",
            f"{DC}description": "So it may look.",
            f"{PHOTOSHOP}Credit": "Newsroom / AI-generated picture",
            f"{CORE}AltTextAccessibility": "AI-generated picture: A bridge",
        }
        Picture.open(BytesIO(content)).load()


@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_nothing_private_of_the_camera_is_in_any_file_and_the_rights_are(kind):
    exif = Picture.Exif()
    exif[0x010F] = "Camera maker"
    exif[0xA431] = "SN12345"
    exif[0x8298] = "Ada Winter"
    exif.get_ifd(0x8825)[1] = "N"
    options = {"comment": b"SN12345"} if kind == "JPEG" else {}
    picture = saved(drawn(kind, XMP.format(kind=CAPTURE), exif=exif, **options))
    for content in every_file(picture):
        for private in (b"GPS", b"SN12345", b"Camera maker", b"52,31", b"Example Editor"):
            assert private not in content
        assert not Picture.open(BytesIO(content)).getexif()
        said = stated_in(content)
        assert said[f"{DC}creator"] == "Ada Winter"
        assert said[f"{DC}rights"] == "© Ada Winter"
        assert said[f"{RIGHTS}WebStatement"] == "https://example.org/licence"


def test_a_picture_that_ai_made_has_no_creator_in_its_files():
    for content in every_file(saved(drawn(xmp=XMP.format(kind=CREATED)), digital_source_type=CREATED)):
        assert f"{DC}creator" not in stated_in(content)


@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_a_change_of_words_reaches_every_file_and_costs_no_quality(kind, media, django_capture_on_commit_callbacks):
    picture = saved(drawn(kind))
    before, address = every_file(picture), picture.file.name
    with django_capture_on_commit_callbacks(execute=True):
        picture.digital_source_type, picture.caption = EDITED, "Seen from the north."
        picture.full_clean()
        picture.save()
    after = every_file(Image.objects.get())
    assert picture.file.name != address, "caches keep a picture for ever"
    for old, new in zip(before, after, strict=True):
        assert Picture.open(BytesIO(old)).tobytes() == Picture.open(BytesIO(new)).tobytes()
        assert stated_in(new)[f"{EXT}DigitalSourceType"] == EDITED
        assert stated_in(new)[f"{DC}description"] == "Seen from the north."
    assert len([path for path in media.rglob("*") if path.is_file()]) == 7


def test_words_that_xml_cannot_hold_do_not_break_a_file():
    picture = saved(caption="A\x00 bridge\x0b", alternative_text="Line\nbreak")
    for content in every_file(picture):
        assert stated_in(content)[f"{DC}description"] == "A bridge"


# What a file says of itself -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_content_credentials_suggest_how_a_picture_was_made(kind):
    picture = saved(with_credentials("trainedAlgorithmicMedia", kind=kind), digital_source_type=CREATED)
    assert picture.suggestion == (
        f"The picture’s file says that AI had a part in it (Content Credentials by {SIGNER}, Example Painter 2.0)."
        " Suggested: Created by generative AI."
    )


@pytest.mark.parametrize(
    ("terms", "suggested"),
    [
        (["digitalCapture"], CAPTURE),
        (["computationalCapture"], CAPTURE),
        (["digitalCapture", "compositeWithTrainedAlgorithmicMedia"], EDITED),
        (["compositeSynthetic"], EDITED),
        (["trainedAlgorithmicMedia", "humanEdits"], CREATED),
    ],
)
def test_of_several_steps_the_one_with_most_ai_is_suggested(terms, suggested):
    assert saved(with_credentials(*terms), digital_source_type=CREATED).stated_by_file == suggested


def test_what_ai_made_within_a_photograph_is_suggested_as_an_edit():
    part = with_credentials("trainedAlgorithmicMedia")
    assert saved(with_credentials("digitalCapture", parts=[part]), digital_source_type=EDITED).stated_by_file == EDITED


@pytest.mark.parametrize("kind", CONTENT_TYPES)
@pytest.mark.parametrize("address", [CREATED, CREATED.replace("http:", "https:")])
def test_metadata_suggest_it_as_well(kind, address):
    picture = saved(drawn(kind, XMP.format(kind=address)), digital_source_type=CREATED)
    assert picture.suggestion == (
        "The picture’s file says that AI had a part in it (its metadata (XMP), Example Editor)."
        " Suggested: Created by generative AI."
    )


def test_a_picture_that_says_nothing_of_itself_suggests_nothing():
    picture = saved()
    assert (picture.suggestion, picture.stated_by_file, picture.stated_in) == ("", "", {})


# What is broken or hostile --------------------------------------------------------------------------------------------


def changed(content, old, new):
    assert old in content
    return content.replace(old, new)


def test_credentials_of_another_picture_are_told_as_such():
    content = with_credentials("trainedAlgorithmicMedia")
    picture = saved(content[:-200] + content[-200:].replace(b"\x00", b"\x01"), digital_source_type=CREATED)
    assert "Content Credentials that are broken, or not of this picture" in picture.suggestion


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: changed(content, b"c2pa.claim", b"c2pa.clown"),
        lambda content: changed(content, b"jumb", b"jumb\xff"[:4][::-1]),
        lambda content: changed(content, b"cbor", b"\xff\xff\xff\xff"),
        lambda content: drawn(comment=b"c2pa" * 1000),
        lambda content: drawn() + content[: len(content) // 2],
    ],
)
def test_broken_credentials_never_refuse_a_picture(spoil):
    picture = saved(spoil(with_credentials("trainedAlgorithmicMedia")), digital_source_type=CREATED)
    assert len(every_file(picture)) == 7


@pytest.mark.parametrize("content", [b"c2pa", b"c2pa" * 1_000_000, b"\xff\xd8\xff\xeb\xff\xffJPc2pa"])
def test_what_cannot_be_read_says_nothing_and_is_not_intact(content):
    assert content_credentials(content, "image/jpeg") == ContentCredentials()


@pytest.mark.parametrize(
    "packet",
    [
        "<x:xmpmeta",
        "\x00" * 500,
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
        "<a>" * 20_000,
        "<?xml version='1.0' encoding='no-such-thing'?><x/>",
        XMP.format(kind="javascript:alert(1)"),
    ],
)
def test_hostile_metadata_never_refuse_a_picture_and_say_nothing(packet):
    assert saved(drawn("WEBP", packet)).suggestion == ""


@pytest.fixture
def asked():
    """The addresses that someone asks a server on this machine for, and the server's own."""
    paths = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield paths, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_credentials_that_lie_elsewhere_are_not_fetched(asked):
    paths, address = asked
    content = with_credentials("trainedAlgorithmicMedia", remote=f"{address}/manifest.c2pa")
    assert f"{address}/manifest.c2pa".encode() in content
    assert saved(content + b"c2pa").suggestion in (
        "",
        "This picture carries Content Credentials that are broken, or not of this picture, which do not say how it"
        " was made.",
    )
    assert paths == []


# A person decides -----------------------------------------------------------------------------------------------------


def form(content=None, **what_matters):
    rest = {
        "alternative_text": "A bridge",
        "digital_source_type": CAPTURE,
        **dict.fromkeys(
            ("caption", "credit", "ai_system", "ai_system_version", "ai_prompt", "ai_prompt_writer", "not_ai_reason"),
            "",
        ),
    }
    file = {"file": SimpleUploadedFile("picture.jpg", content)} if content else {}
    return rest | file | what_matters


def refusals(answer):
    return answer.context["adminform"].form.errors


@pytest.mark.parametrize("stated", [CAPTURE, ""])
def test_the_desk_stops_and_asks_where_a_picture_says_that_ai_made_it(stated):
    content = with_credentials("trainedAlgorithmicMedia")
    answer = signed_in(account("Editor")).post(ADD, form(content, digital_source_type=stated))
    assert "Suggested: Created by generative AI." in str(refusals(answer)["digital_source_type"])
    assert "choose the file again" in str(refusals(answer)["file"])
    assert not Image.objects.exists()


def test_an_editor_says_why_it_is_not_so_and_a_reporter_cannot():
    content = with_credentials("trainedAlgorithmicMedia")
    why = {"not_ai_reason": "The camera writes this wrongly into every file."}
    answer = signed_in(account("Reporter")).post(ADD, form(content, **why))
    assert "Only an editor" in str(refusals(answer)["not_ai_reason"])
    answer = signed_in(account("Editor")).post(ADD, form(content, **why), follow=True)
    assert "The picture’s file says that AI had a part in it" in answer.text
    assert Image.objects.get().digital_source_type == CAPTURE


def test_a_suggestion_is_shown_and_the_statement_of_a_person_stays():
    reporter = signed_in(account("Reporter"))
    reporter.post(ADD, form(with_credentials("compositeWithTrainedAlgorithmicMedia"), digital_source_type=CREATED))
    picture = Image.objects.get()
    assert picture.digital_source_type == CREATED
    assert "Suggested: Edited with generative AI." in reporter.get(f"/admin/articles/image/{picture.pk}/change/").text


def test_the_database_asks_for_a_reason_as_well():
    content = with_credentials("trainedAlgorithmicMedia")
    with pytest.raises(IntegrityError, match="image_against_its_file_gives_a_reason"), transaction.atomic():
        image(content).save()
    picture = saved(content, digital_source_type=CREATED)
    for change in ({"digital_source_type": CAPTURE}, {"digital_source_type": CAPTURE, "not_ai_reason": "So it is."}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Image.objects.filter(pk=picture.pk).update(**change)


def test_less_ai_than_was_stated_of_a_picture_needs_an_account_and_a_reason():
    picture = saved(digital_source_type=CREATED)
    for less in (EDITED, CAPTURE):
        picture.digital_source_type = less
        with pytest.raises(ValidationError) as refusal:
            picture.full_clean()
        assert "not_ai_reason" in refusal.value.error_dict
        refused = pytest.raises(IntegrityError, match="image_less_ai_needs_a_reason")
        with refused, transaction.atomic():
            picture.save()
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE articles_image SET digital_source_type = %s", [less])
    page, picture = f"/admin/articles/image/{picture.pk}/change/", Image.objects.get()
    editor = account("Editor")
    assert "not_ai_reason" in refusals(signed_in(editor).post(page, form(version=edit_version(picture))))
    assert Image.objects.get().digital_source_type == CREATED
    reason = {"not_ai_reason": "The wrong line was chosen.", "version": edit_version(picture)}
    signed_in(editor).post(page, form(**reason))
    assert Image.objects.get().digital_source_type == CAPTURE
    Image.objects.update(digital_source_type=EDITED)
    with signed(editor):
        Image.objects.update(digital_source_type=CAPTURE)


def test_an_import_cannot_go_against_what_a_picture_says(write, run_import, tmp_path):
    (tmp_path / "bridge.jpg").write_bytes(with_credentials("trainedAlgorithmicMedia"))
    words = "image: {file: bridge.jpg, alt: A bridge, digital_source_type: %s}"
    run = run_import(write(front=words % "digitalCapture"))
    assert "The picture’s file says that AI had a part in it" in run.refusals
    assert run_import(write(front=words % "trainedAlgorithmicMedia")).succeeded
    run = run_import(write(front=words % "compositeWithTrainedAlgorithmicMedia"))
    assert "Say why less AI took part than was stated before." in run.refusals
    assert Image.objects.get().digital_source_type == CREATED
