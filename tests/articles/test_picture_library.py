"""The library at the desk: choosing, uploading, finding, and seeing where a picture is used."""

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.admin.history.edit_version import edit_version
from articles.models import Article, Image, Page
from articles.pictures.upload_check import MAX_BYTES, allowed
from articles.workflow.working_copy import start_copy
from tests.pictures import drawn, make_picture
from tests.staff import ADD, account, page_of, signed_in, typed

pytestmark = pytest.mark.django_db

LIBRARY = "/admin/articles/image/"
CHOOSER = f"{LIBRARY}chooser/"
PICTURES = f"{CHOOSER}pictures/"
UPLOAD = f"{CHOOSER}upload/"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reporter():
    return account("Reporter")


@pytest.fixture
def desk(reporter):
    return signed_in(reporter)


def handed_in(content=None, name="bridge at dawn.jpg", **changes):
    words = {"alternative_text": "A bridge", "digital_source_type": Image.DigitalSourceType.CAPTURE}
    return words | {"file": SimpleUploadedFile(name, content or drawn(7), "image/jpeg")} | changes


def found(desk, **query):
    return [each["alternative"] for each in desk.get(PICTURES, query).json()["pictures"]]


# The chooser ----------------------------------------------------------------------------------------------------------


def test_a_reporter_chooses_among_all_pictures_in_few_queries(desk, reporter, django_assert_max_num_queries):
    for number in range(30):
        make_picture(alternative_text=f"Picture {number}", uploaded_by=reporter if number == 3 else None)
    with django_assert_max_num_queries(7):
        first = desk.get(PICTURES).json()
    assert [each["alternative"] for each in first["pictures"]] == [f"Picture {number}" for number in range(29, 5, -1)]
    assert first["more"]
    rest = desk.get(PICTURES, {"before": first["pictures"][-1]["id"]}).json()
    assert (len(rest["pictures"]), rest["more"]) == (6, False)
    assert found(desk, mine="1") == ["Picture 3"]


def test_a_picture_is_found_by_its_words_and_by_the_name_of_its_file(desk):
    desk.post(UPLOAD, handed_in(alternative_text="A bridge", credit="Ada"))
    make_picture(alternative_text="A harbour")
    for words in ("bridge", "ada", "bridge dawn", "at dawn.jpg"):
        assert found(desk, q=words) == ["A bridge"]
    assert found(desk, q="nothing like it") == []
    for odd in ("%", "x" * 5000):
        assert found(desk, q=odd) == []
    assert desk.get(PICTURES, {"q": "\0"}).status_code == 400
    for odd in ("x", "9" * 30, "-1"):
        assert len(found(desk, before=odd)) in (0, 2)


def test_the_library_says_which_picture_has_a_number(desk):
    picture = make_picture(alternative_text="A bridge")
    assert found(desk, number=picture.pk) == ["A bridge"]
    for other in ("0", "x", "9" * 40, "-1"):
        assert found(desk, number=other) == []


def test_the_library_says_what_the_picture_at_an_address_shows(desk):
    picture = make_picture(alternative_text="A bridge")
    address = picture.file.url
    assert found(desk, address=address) == ["A bridge"]
    picture.caption = "Another name for its files"
    picture.save()
    assert found(desk, address=address) == ["A bridge"]
    for other in ("", "/media/images/00/00000000000000-00000000.jpg", "/media/other.jpg"):
        assert found(desk, address=other) == []


def test_an_upload_is_in_the_library_at_once_with_who_uploaded_it(desk, reporter):
    answer = desk.post(UPLOAD, handed_in(licence="CC BY 4.0", caption="At dawn"))
    assert answer.status_code == 201
    picture = Image.objects.get()
    assert answer.json()["picture"] == {
        "id": picture.pk,
        "address": picture.file.url,
        "thumbnail": picture.file.url,
        "width": 60,
        "height": 40,
        "alternative": "A bridge",
        "caption": "At dawn",
        "credit": "CC BY 4.0",
        "label": "",
        "file_name": "bridge at dawn.jpg",
        "page": f"{LIBRARY}{picture.pk}/change/",
    }
    assert (picture.uploaded_by, picture.focus_x, picture.focus_y) == (reporter, 0.5, 0.5)


@pytest.mark.parametrize(
    "content",
    [SVG, b"Dear colleagues", b"%PDF-1.7", b"", b"x" * (MAX_BYTES + 1)],
    ids=["svg", "text", "pdf", "0", "big"],
)
@pytest.mark.parametrize("name", ["bridge.jpg", "bridge.svg", "bridge.txt", "bridge"])
def test_a_refused_file_is_told_what_is_allowed_and_nothing_is_stored(desk, content, name):
    answer = desk.post(UPLOAD, handed_in() | {"file": SimpleUploadedFile(name, content, "image/jpeg")})
    assert answer.status_code == 422
    (sentence,) = answer.json()["errors"]["file"]
    assert sentence.endswith(allowed())
    for format_ in ("JPEG", "PNG", "WebP", "20 MB", "50 megapixels", "12000 pixels"):
        assert format_ in sentence
    assert not Image.objects.exists()


def test_an_upload_keeps_to_the_rules_of_the_form(desk):
    answer = desk.post(UPLOAD, handed_in(alternative_text="", digital_source_type="", not_ai_reason="Because"))
    assert answer.json()["errors"].keys() == {"alternative_text", "digital_source_type", "not_ai_reason"}  # not "file"
    assert desk.post(UPLOAD, {}).status_code == 422


def test_the_chooser_is_for_those_who_may_see_pictures(client):
    moderator, reader = signed_in(account("Moderator")), account("Reporter")
    reader.is_staff = False
    reader.save()
    for address in (CHOOSER, PICTURES):
        assert moderator.get(address).status_code == 403
        assert client.get(address).status_code == 302
        assert signed_in(reader).get(address).status_code == 302
    assert moderator.post(UPLOAD, handed_in()).status_code == 403
    assert not Image.objects.exists()


def test_the_chooser_changes_nothing_by_a_link(desk):
    assert desk.get(UPLOAD).status_code == 405
    assert desk.post(PICTURES).status_code == 405


def test_the_dialog_has_a_name_for_each_field(desk):
    dialog = html5lib.parse(desk.get(CHOOSER).text, namespaceHTMLElements=False)
    labelled = {label.get("for") for label in dialog.iter("label")}
    fields = [each for kind in ("input", "select", "textarea") for each in dialog.iter(kind)]
    assert {each.get("id") for each in fields if each.get("type") != "hidden"} <= labelled


# The field of a form --------------------------------------------------------------------------------------------------


def test_without_script_a_lead_picture_is_chosen_by_its_number(desk, section):
    picture = make_picture()
    assert f"No. {picture.pk}" in " ".join(desk.get(LIBRARY).text.split())
    lead = {"lead_image": picture.pk, "lead_alternative_text": "A rail", "section": section.pk}
    desk.post(ADD, typed(**lead))
    article = Article.objects.get()
    assert (article.lead_image, article.lead_alternative_text, article.lead_is_decorative) == (picture, "A rail", False)
    assert picture.thumbnail in desk.get(page_of(article)).text


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 40, "x", "-1", "1e3"])
def test_a_number_that_no_picture_has_is_refused_and_nothing_typed_is_lost(desk, section, number):
    page = desk.post(ADD, typed(section=section.pk, lead_image=number))
    assert page.status_code == 200
    assert "Please choose another." in page.text
    assert "Twice a day." in page.text
    assert not Article.objects.exists()


# The library's own pages ----------------------------------------------------------------------------------------------


def test_the_library_is_a_grid_that_is_searched_and_narrowed(desk, reporter):
    make_picture(alternative_text="A bridge", licence="CC BY 4.0", uploaded_by=reporter)
    make_picture(alternative_text="A harbour", licence="Ask Ada first")
    make_picture(alternative_text="A drawing", digital_source_type=Image.DigitalSourceType.CREATION)

    def shown(**query):
        page = html5lib.parse(desk.get(LIBRARY, query).text, namespaceHTMLElements=False)
        grid = page.find(".//ul[@class='library']")
        items = [] if grid is None else grid.iter("span")
        return sorted("".join(each.itertext()) for each in items if each.get("class") == "library__words")

    assert shown() == ["A bridge", "A drawing", "A harbour"]
    assert shown(q="harbour") == ["A harbour"]
    assert shown(own="1") == ["A bridge"]
    assert shown(licence="none") == ["A drawing"]
    assert shown(licence="other") == ["A harbour"]
    assert shown(licence="4") == ["A bridge"]
    assert shown(digital_source_type__exact=Image.DigitalSourceType.CREATION) == ["A drawing"]


def test_the_focal_point_is_typed_in_per_cent_and_stored_as_fractions(desk, reporter):
    picture = make_picture(uploaded_by=reporter)
    words = {"alternative_text": "A bridge", "digital_source_type": picture.digital_source_type}
    address = f"{LIBRARY}{picture.pk}/change/"
    words["version"] = edit_version(picture)
    assert desk.post(address, words | {"focus_left": "25", "focus_top": "100"}).status_code == 302
    picture.refresh_from_db()
    assert (picture.focus_x, picture.focus_y) == (0.25, 1.0)
    words["version"] = edit_version(picture)
    assert desk.post(address, words | {"focus_left": "101", "focus_top": "-1"}).status_code == 200
    assert desk.post(address, words | {"focus_left": "", "focus_top": ""}).status_code == 302
    picture.refresh_from_db()
    assert (picture.focus_x, picture.focus_y) == (0.5, 0.5)


def test_after_a_refusal_the_words_are_there_and_no_thumbnail_is_broken(desk, reporter):
    picture = make_picture(uploaded_by=reporter)
    svg = SimpleUploadedFile("logo.svg", SVG, "image/svg+xml")
    for address in (f"{LIBRARY}add/", f"{LIBRARY}{picture.pk}/change/"):
        svg.seek(0)
        page = desk.post(address, handed_in(caption="Typed already") | {"file": svg})
        assert page.status_code == 200
        assert "Typed already" in page.text
        assert allowed() in page.text
        assert "logo.svg" not in page.text
        sources = [each.get("src") for each in html5lib.parse(page.text, namespaceHTMLElements=False).iter("img")]
        assert all(source in (picture.src, picture.thumbnail) or "/static/" in source for source in sources)


def test_the_page_of_a_picture_says_where_it_is_used(desk, reporter, make_article, django_assert_max_num_queries):
    picture = make_picture(uploaded_by=reporter)
    body = f'<p>See:</p><figure><img src="{picture.src}" alt=""></figure>'
    make_article(headline="My draft", published_at=None, created_by=reporter, lead_image=picture, body=body)
    make_article(headline="In public", body=body)
    make_article(headline="Not yours", published_at=None, lead_image=picture)
    reporter.person.picture = picture
    reporter.person.save()
    page = " ".join(desk.get(f"{LIBRARY}{picture.pk}/change/").text.split())
    for words in ("My draft", "Draft: lead picture, in the text", "In public", "Published: in the text"):
        assert words in page
    assert str(reporter.person) in page
    assert "1 unpublished article by a colleague" in page
    assert "Not yours" not in page
    editors = signed_in(account("Editor"))
    Page.objects.update(body=body)
    for _ in range(30):
        make_article(headline="Again", lead_image=picture, published_at=timezone.now())
    with django_assert_max_num_queries(16):
        page = editors.get(f"{LIBRARY}{picture.pk}/change/").text
    assert "…and more." in page


def test_a_picture_that_nobody_uses_says_so(desk, reporter):
    assert "Nowhere yet." in desk.get(f"{LIBRARY}{make_picture(uploaded_by=reporter).pk}/change/").text


def test_a_working_copy_counts_among_the_places_where_a_picture_is_used(make_article):
    picture = make_picture()
    copy = start_copy(make_article(headline="The tide"), by=None)
    Article.objects.filter(pk=copy.pk).update(lead_image=picture, headline="The tides")
    page = signed_in(account("Editor")).get(f"{LIBRARY}{picture.pk}/change/").text
    assert "The tides" in page
    assert "Working copy: lead picture" in page
    assert f'href="{page_of(copy)}"' in page
