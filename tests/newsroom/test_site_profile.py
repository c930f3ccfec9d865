"""The site's name, look and contact: edited at the desk, and seen on the next request."""

import json
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from articles.models import ContentVersion
from comments.mail.letter import letter
from newsroom.pages.errors import error_page
from tests.staff import account, signed_in
from web.identity.contrast import contrast
from web.models import SiteLink, SiteProfile

pytestmark = pytest.mark.django_db

PAGE = "/admin/web/siteprofile/1/change/"
NO_LINKS = {"links-TOTAL_FORMS": "0", "links-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk():
    desk = signed_in(account("Administrator"))
    assert desk.get("/admin/web/siteprofile/").url == PAGE
    return desk


def edit(desk, **typed):
    return desk.post(PAGE, NO_LINKS | typed)


def links(*rows):
    fields = {"links-TOTAL_FORMS": str(len(rows)), "links-INITIAL_FORMS": "0"}
    for number, (place, label, address) in enumerate(rows):
        names = {"place": place, "label": label, "address": address, "position": str(number)}
        fields |= {f"links-{number}-{name}": value for name, value in names.items()}
    return fields


def picture(width, height, kind="PNG", name="logo.png"):
    data = BytesIO()
    Image.new("RGBA", (width, height), "#0b5568ff").convert("RGB").save(data, kind)
    return SimpleUploadedFile(name, data.getvalue())


def errors_of(answer):
    return " ".join(re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', answer.text, re.DOTALL))


def test_until_someone_edits_it_the_settings_hold(client, desk, settings):
    settings.SITE_NAME = "The Tidal Times"
    assert "The Tidal Times</a>" in client.get("/").text
    edit(desk)
    assert "The Tidal Times</a>" in client.get("/").text
    assert "site-colours" not in client.get("/").text


def test_the_name_is_the_same_wherever_the_site_says_it_from_the_next_request_on(client, desk, make_article):
    article = make_article()
    address = article.get_absolute_url()
    client.get(address)
    edit(desk, name="Harbour Post", tagline="From the quay.", publisher="Quay Ltd", contact="desk@quay.example")
    for page in ("/", address, "/archive/", "/privacy/"):
        text = client.get(page).text
        assert "Harbour Post</title>" in text, page
        assert "From the quay." in text, page
        assert "Quay Ltd" in text, page
        assert "mailto:desk@quay.example" in text, page
    about = json.loads(re.search(r'ld\+json">(.*?)</script>', client.get(address).text, re.DOTALL)[1])
    publisher = json.dumps(about)
    assert '"name": "Quay Ltd"' in publisher
    assert "<title>Harbour Post</title>" in client.get("/feed.atom").text
    assert client.get("/site.webmanifest").json()["name"] == "Harbour Post"
    assert "Contact: mailto:desk@quay.example" in client.get("/.well-known/security.txt").text
    assert "Harbour Post" in desk.get("/admin/").text
    mail = letter("links", "a@example.org", "x", {"comments": []})
    assert "Harbour Post" in mail.body
    assert mail.from_email.startswith("Harbour Post")


def test_a_page_that_may_be_cached_pays_no_query_for_it(client, desk, make_article):
    address = make_article().get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    edit(desk, name="Harbour Post", **links(("menu", "Tides", "/topics/tides/"), ("footer", "Press", "/press/")))
    client.get(address)
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) == len(before)


@pytest.mark.django_db(transaction=True)
def test_each_change_moves_the_version_of_cached_pages():
    def version():
        return ContentVersion.objects.get().version

    SiteProfile.objects.create(name="A")
    seen = [version()]
    for change in (
        lambda: SiteProfile.objects.update(tagline="B"),
        lambda: SiteLink.objects.create(place="menu", label="C", address="/c/"),
        lambda: SiteLink.objects.update(label="D"),
        lambda: SiteLink.objects.all().delete(),
        lambda: SiteProfile.objects.all().delete(),
    ):
        change()
        seen.append(version())
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    ("field", "colour", "ratio"),
    [("link_on_light", "#ffd84d", "1.2"), ("link_on_light", "#999999", "2.5"), ("link_on_dark", "#0b5568", "1.9")],
)
def test_a_colour_of_links_that_is_hard_to_read_is_refused_with_its_contrast(desk, field, colour, ratio):
    said = errors_of(edit(desk, **{field: colour}))
    assert f"the contrast is {ratio}:1" in said
    assert "4.5:1" in said
    assert not getattr(SiteProfile.objects.get(), field)


@pytest.mark.parametrize("colour", ["red", "#12345", "#gggggg", "url(x)", "#0b5568;}"])
def test_what_is_no_colour_is_refused(desk, colour):
    for field in ("link_on_light", "link_on_dark", "brand"):
        assert errors_of(edit(desk, **{field: colour}))


def test_colours_come_as_a_sheet_of_their_own_that_caches_keep(client, desk):
    edit(desk, link_on_light="#7a1f5c", link_on_dark="#F2A9D4", brand="#ff0000")
    href = re.search(r'href="(/site-colours/[^"]+)"', client.get("/").text)[1]
    sheet = client.get(href)
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert "--color-link:#7a1f5c" in sheet.text
    assert "--color-link:#f2a9d4" in sheet.text
    assert "--color-brand:#ff0000" in sheet.text
    assert client.get("/site-colours/0-0-x.css").status_code == 404
    assert "<style" not in client.get("/").text


def test_contrast_is_what_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_menu_footer_and_social_links_are_shown_in_their_order(client, desk):
    rows = [
        ("menu", "Tides", "/topics/tides/"),
        ("footer", "Press", "https://press.example/"),
        ("footer", "Jobs", "/jobs/"),
        ("social", "Mastodon", "https://social.example/@quay"),
    ]
    edit(desk, **links(*rows))
    page = client.get("/").text
    assert re.search(r'<nav class="menu.*?href="/topics/tides/">Tides</a>', page, re.DOTALL)
    assert page.index(">Press<") < page.index(">Jobs<") < page.index(">Privacy<")
    assert '<a href="https://social.example/@quay" rel="me">Mastodon</a>' in page
    assert ">Archive<" not in page  # one's own footer takes the place of the usual links


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example/", "data:text/html,x", "x", "/a b", "\\\\x"]
)
def test_a_link_leads_to_a_page_of_this_site_or_to_an_address_of_the_web(desk, address):
    answer = edit(desk, **links(("menu", "X", address)))
    assert "Begin with https://" in answer.text
    assert not SiteLink.objects.exists()


def test_the_database_refuses_a_script_as_a_link_and_a_second_row():
    SiteProfile.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteLink.objects.create(place="menu", label="X", address="javascript:x")
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteProfile.objects.create(id=2)


def test_a_logo_and_an_icon_are_made_in_the_sizes_that_pages_use(client, desk):
    edit(desk, name="Harbour Post", new_logo=picture(900, 300), new_icon=picture(512, 512))
    page = client.get("/").text
    logo = re.search(r'<img class="masthead__logo"\s+src="([^"]+)" alt="Harbour Post" width="144"\s+height="48"', page)
    assert logo
    assert client.get(logo[1]).status_code == 200
    icon = re.search(r'rel="icon" type="image/png" href="([^"]+)"', page)[1]
    assert client.get(icon).status_code == 200
    for entry in client.get("/site.webmanifest").json()["icons"]:
        assert client.get(entry["src"]).status_code == 200
    assert "<svg" not in re.search(r'rel="icon"[^>]*>', page)[0]
    edit(desk, name="Harbour Post", no_logo="on", no_icon="on")
    page = client.get("/").text
    assert "masthead__logo" not in page
    assert "image/svg+xml" in page


@pytest.mark.parametrize(
    ("field", "upload", "words"),
    [
        ("new_logo", SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "JPEG, PNG or WebP"),
        ("new_logo", SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\nbroken"), "JPEG, PNG or WebP"),
        ("new_icon", SimpleUploadedFile("x.svg", b"<svg/>"), "JPEG, PNG or WebP"),
    ],
)
def test_an_upload_that_is_no_picture_is_refused_as_in_the_library(desk, field, upload, words):
    upload.seek(0)
    assert words in errors_of(edit(desk, name="Kept", **{field: upload}))
    assert not SiteProfile.objects.get().logo


def test_an_icon_is_square_and_a_logo_no_ribbon(desk):
    assert "square" in errors_of(edit(desk, new_icon=picture(300, 200)))
    assert "square" in errors_of(edit(desk, new_icon=picture(64, 64)))
    assert "times wider" in errors_of(edit(desk, new_logo=picture(900, 100)))


def test_administrators_alone_edit_it(desk):
    editor = signed_in(account("Editor"))
    assert editor.get(PAGE).status_code == 403
    assert editor.post(PAGE, NO_LINKS | {"name": "Mine"}).status_code == 403
    assert editor.get("/admin/web/siteprofile/").status_code == 403
    assert not SiteProfile.objects.filter(name="Mine").exists()


def renamed_elsewhere(name):
    """Another web process saves the name: this one has what it read last, and no signal tells it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE web_siteprofile SET name = %s", [name])


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/no-such-page/",
        "/manifest.webmanifest",
        "/feed.atom",
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        "/admin/no-such-page/",
        "/admin/articles/article/0/publish/",
        "/admin/password_change/",
        "/admin/search/",
    ],
)
def test_a_name_that_another_process_saved_is_on_the_next_page_of_whatever_kind(address, desk):
    edit(desk, name="The Old Name")
    assert "The Old Name" in desk.get(address).content.decode()
    renamed_elsewhere("The New Name")
    page = desk.get(address).content.decode()
    assert "The New Name" in page
    assert "The Old Name" not in page


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/", "/admin/invitation/x/"])
def test_it_is_on_the_pages_before_the_sign_in_too(address, desk, client):
    edit(desk, name="The Old Name")
    client.get(address)
    renamed_elsewhere("The New Name")
    page = client.get(address).text
    assert "The New Name" in page
    assert "The Old Name" not in page


def test_it_is_in_the_next_mail(desk, settings):
    edit(desk, name="The Old Name")
    letter("links", "a@example.org", "x", {"comments": []})
    renamed_elsewhere("The New Name")
    mail = letter("links", "a@example.org", "x", {"comments": []})
    assert "The New Name" in mail.body
    assert "The New Name" in mail.from_email


def test_the_page_for_a_database_that_refuses_every_query_is_shown_under_the_last_known_name(desk, rf):
    edit(desk, name="The Old Name")
    desk.get("/")
    for status in (404, 500, 503):
        with transaction.atomic():
            with pytest.raises(DataError):
                connection.cursor().execute("SELECT 1 / 0")
            page = error_page(rf.get("/"), status)  # PostgreSQL answers nothing more in this transaction
            transaction.set_rollback(True)
        assert page.status_code == status
        assert "The Old Name" in page.content.decode()
