"""The site's name, look and contact: edited at the desk, and seen on the next request."""

import json
import re
from io import BytesIO

import brotli
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from articles.admin.history.edit_version import edit_version
from articles.models import ContentVersion
from comments.mail.letter import letter
from newsroom.pages.errors import error_page
from newsroom.start import style_sheet
from tests.staff import account, signed_in
from web.identity.contrast import contrast, least_contrast
from web.identity.current_site import look_of
from web.identity.look import DARK, LIGHT
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
    """As from the page that is open now: under its version, and with the links that are there."""
    return desk.post(PAGE, NO_LINKS | {"version": version()} | typed)


def version():
    return edit_version(SiteProfile.objects.get_or_create(pk=1)[0])


def links(*rows):
    fields = {"links-TOTAL_FORMS": str(len(rows)), "links-INITIAL_FORMS": "0"}
    for number, (place, label, address, *column) in enumerate(rows):
        names = {"place": place, "label": label, "address": address, "position": str(number), "column": "".join(column)}
        fields |= {f"links-{number}-{name}": value for name, value in names.items()}
    return fields


def picture(width, height, kind="PNG", name="logo.png", colour="#0b5568ff"):
    data = BytesIO()
    Image.new("RGBA", (width, height), colour).convert("RGB").save(data, kind)
    return SimpleUploadedFile(name, data.getvalue())


def errors_of(answer):
    return " ".join(re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', answer.text, re.DOTALL))


def test_until_someone_edits_it_the_settings_hold(client, desk, settings):
    settings.SITE_NAME = "The Tidal Times"
    assert "The Tidal Times</a>" in client.get("/").text
    edit(desk)
    assert "The Tidal Times</a>" in client.get("/").text
    assert "/look/" not in client.get("/").text


def test_the_name_is_the_same_wherever_the_site_says_it_from_the_next_request_on(client, desk, make_article):
    article = make_article()
    address = article.get_absolute_url()
    client.get(address)
    edit(
        desk,
        name="Harbour Post",
        tagline="From the quay.",
        publisher="Quay Ltd",
        publisher_address="1 Quay\nPort",
        contact="desk@quay.example",
    )
    for page in ("/", address, "/archive/", "/privacy/"):
        text = client.get(page).text
        assert "Harbour Post</title>" in text, page
        assert "From the quay." in text, page
        assert "Quay Ltd" in text, page
        assert "1 Quay<br>Port" in text, page
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
    [
        ("link_on_light", "#ffd84d", "1.2"),
        ("link_on_light", "#999999", "2.5"),
        ("link_on_dark", "#0b5568", "1.9"),
        ("brand", "#ffffff", "1.0"),
        ("brand", "#000000", "1.1"),
    ],
)
def test_a_colour_that_is_hard_to_read_is_shown_as_a_shade_that_is_not_and_the_desk_says_which(
    desk, field, colour, ratio
):
    edit(desk, **{field: colour})
    assert getattr(SiteProfile.objects.get(), field) == colour
    page = desk.get(PAGE).text
    assert f"a contrast of {ratio}:1" in page
    for colour, ground in shown(desk):
        assert least_contrast(colour, ground) >= 4.5, (colour, ground)


def shown(client):
    """Each colour of text in the sheet of the front page, with its grounds."""
    href = re.search(r'href="(/look/[^"]+)"', client.get("/").text)[1]
    sheet = client.get(href).text
    rules = sheet[sheet.rindex("@media screen{") :]
    light, dark = rules.split("@media screen and (prefers-color-scheme:dark)")
    for scheme, grounds in ((light, LIGHT), (dark, DARK)):
        for colour in re.findall(r"--(?:color-link|tint):(#[0-9a-f]{6})", scheme):
            yield colour, grounds


@pytest.mark.parametrize(
    "colour", ["#ffffff", "#000000", "#ffff00", "#0000ff", "#808080", "#7F7F7F", "#ff00ff", "#00ff00"]
)
def test_whatever_the_brand_and_the_sections_are_text_is_readable_on_light_and_on_dark(desk, client, section, colour):
    edit(desk, brand=colour, **{f"colour_of_section_{section.pk}": colour})
    found = list(shown(client))
    assert len(found) == 4
    for shade, grounds in found:
        assert least_contrast(shade, grounds) >= 4.5
    assert f'class="tint-{section.colour} tint-s{section.pk}"' in client.get("/").text


@pytest.mark.parametrize("colour", ["red", "#12345", "#gggggg", "url(x)", "#0b5568;}"])
def test_what_is_no_colour_is_refused(desk, colour):
    for field in ("link_on_light", "link_on_dark", "brand"):
        assert errors_of(edit(desk, **{field: colour}))


def test_the_frame_of_browsers_has_the_brand_in_a_shade_for_light_and_one_for_dark(desk, client):
    def of_browsers(page):
        found = re.findall(r'<meta name="theme-color" content="([^"]*)" media="\(prefers-color-scheme: (\w+)\)">', page)
        return {scheme: colour for colour, scheme in found}

    assert of_browsers(client.get("/").text) == {"light": "#fdfdfc", "dark": "#14171a"}
    edit(desk, name="Harbour", brand="#0b3040")
    shades = dict(zip(("light", "dark"), look_of(SiteProfile.objects.get()).line, strict=True))
    assert of_browsers(client.get("/").text) == shades
    assert shades["light"] == "#0b3040"
    assert shades["dark"] != shades["light"]


def test_the_look_is_at_the_end_of_the_one_sheet_and_caches_keep_it(client, desk):
    before = client.get("/").text.count('rel="stylesheet"')
    edit(desk, link_on_light="#7a1f5c", link_on_dark="#F2A9D4", brand="#ff0000", type_pair="newspaper")
    page = client.get("/").text
    assert page.count('rel="stylesheet"') == before  # no request more
    href = re.search(r'href="(/look/[^"]+)"', page)[1]
    sheet = client.get(href)
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert sheet.text.startswith(style_sheet.joined())
    assert "--color-link:#7a1f5c" in sheet.text
    assert "--color-link:#f2a9d4" in sheet.text
    assert "--color-brand:#ff0000" in sheet.text
    assert '"Times New Roman"' in sheet.text
    assert brotli.decompress(client.get(href, headers={"accept-encoding": "br"}).content) == sheet.content
    assert "<style" not in page
    edit(desk, brand="#00ff00")
    assert href not in client.get("/").text
    late = client.get(href)  # of a page that is older than the look
    assert "--color-brand:#00ff00" in late.text
    assert late["Cache-Control"] == "no-cache"


def test_a_colour_that_came_past_the_form_gets_into_no_sheet(client, desk):
    evil = "#000}body{x:y"
    SiteProfile.objects.update(section_colours={"1": evil, "x": "#000000", "2": "#123456"}, type_pair="evil")
    href = re.search(r'href="(/look/[^"]+)"', client.get("/").text)[1]
    assert "body{x" not in client.get(href).text


def test_contrast_is_what_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_menu_footer_and_social_links_are_shown_in_their_order(client, desk):
    rows = [
        ("menu", "Tides", "/topics/tides/"),
        ("footer", "Press", "https://press.example/"),
        ("footer", "Jobs", "/jobs/", "Work with us"),
        ("social", "Mastodon", "https://social.example/@quay"),
    ]
    edit(desk, **links(*rows))
    page = client.get("/").text
    assert re.search(r'<nav class="menu.*?href="/topics/tides/">Tides</a>', page, re.DOTALL)
    assert page.index(">Press<") < page.index(">Jobs<") < page.index(">Privacy<")
    assert '<a href="https://social.example/@quay" rel="me">Mastodon</a>' in page
    assert re.search(r"<h2>More</h2>.*>Press<.*<h2>Work with us</h2>.*>Jobs<", page, re.DOTALL)
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


def test_the_icon_is_also_what_programs_find_at_fixed_addresses(client, desk):
    before = {address: client.get(address).content for address in ("/favicon.ico", "/apple-touch-icon.png")}
    edit(desk, new_icon=picture(512, 512))
    sizes = {"/favicon.ico": {(16, 16), (32, 32), (48, 48)}, "/apple-touch-icon.png": {(180, 180)}}
    for address, expected in sizes.items():
        answer = client.get(address)
        assert answer.content != before[address]
        found = Image.open(BytesIO(answer.content))
        assert (found.info.get("sizes") or {found.size}) == expected
        assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    edit(desk, no_icon="on")
    assert {address: client.get(address).content for address in before} == before


def test_readers_with_dark_screens_get_the_logo_for_the_dark(client, desk):
    answer = edit(desk, new_logo_on_dark=picture(300, 100))
    assert "a logo for these as well" in errors_of(answer)
    edit(desk, name="Harbour Post", new_logo=picture(900, 300), new_logo_on_dark=picture(600, 100))
    page = client.get("/").text
    source = re.search(
        r'<source media="screen and \(prefers-color-scheme: dark\)" srcset="([^"]+)"\s+width="288" height="48">', page
    )
    assert client.get(source[1]).status_code == 200
    edit(desk, no_logo_on_dark="on")
    assert "<source" not in client.get("/").text.partition("</header>")[0]


def test_the_desk_says_when_a_logo_cannot_be_seen_in_the_dark(desk):
    answer = desk.post(
        PAGE, NO_LINKS | {"version": version(), "new_logo": picture(300, 100, colour="#101418ff")}, follow=True
    )
    assert "hard to see in the dark" in answer.text
    answer = desk.post(
        PAGE, NO_LINKS | {"version": version(), "new_logo_on_dark": picture(300, 100, colour="#f0f0f0ff")}, follow=True
    )
    assert "hard to see in the dark" not in answer.text


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
    assert "times wider" in errors_of(edit(desk, new_logo=picture(1300, 100)))


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


def test_a_mail_is_in_the_colours_and_the_type_of_the_site_and_loads_nothing(desk):
    edit(desk, brand="#ffd84d", type_pair="newspaper", new_logo=picture(300, 100))
    (html, _kind) = letter("links", "a@example.org", "x", {"comments": []}).alternatives[0]
    light, dark = (shades for shades in zip(look().links, look().line, strict=True))
    assert f"a {{ color: {light[0]}; }}" in html.partition("@media")[0]
    assert f"solid {light[1]}" in html.partition("@media")[0]
    assert f"a {{ color: {dark[0]}; }}" in html.partition("@media")[2]
    assert '"Times New Roman"' in html
    assert "<img" not in html


def look():
    return look_of(SiteProfile.objects.get())


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


def test_a_save_after_someone_elses_is_refused_with_both_texts(desk):
    opened = version()
    edit(desk, name="The First", **links(("footer", "Press", "/press/")))
    answer = desk.post(PAGE, NO_LINKS | {"version": opened, "name": "The Second"})
    assert "Nothing was saved" in answer.text
    assert "The First" in answer.text
    assert SiteProfile.objects.get().name == "The First"


def test_the_history_has_the_look_with_its_links_and_puts_any_version_back(client, desk, section):
    rows = (("footer", "Press", "/press/", "Work"), ("social", "Mastodon", "https://social.example/@quay"))
    edit(desk, name="The First", brand="#ff0000", **{f"colour_of_section_{section.pk}": "#00ff00"}, **links(*rows))
    kept = list(SiteLink.objects.values_list("place", "column", "label", "address"))
    first = SiteProfile.history.first()
    old = SiteLink.objects.get(place="footer")
    gone = {"links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "1", "links-0-id": str(old.pk), "links-0-DELETE": "on"}
    gone |= {"links-0-place": "footer", "links-0-label": "Press", "links-0-address": "/press/", "links-0-position": "0"}
    edit(desk, name="The Second", **gone)
    assert SiteLink.objects.count() == 1
    history = desk.get("/admin/web/siteprofile/1/history/").text
    assert "<del>First</del>" in history
    assert section.name in history
    restore = f"/admin/web/siteprofile/1/history/{first.pk}/restore/"
    assert desk.get(restore).status_code == 200
    desk.post(restore, {"edit_version": version()})
    assert list(SiteLink.objects.values_list("place", "column", "label", "address")) == kept
    assert SiteProfile.objects.get().section_colours == {str(section.pk): "#00ff00"}
    assert "The First</a>" in client.get("/").text


def test_the_preview_shows_what_is_typed_and_saves_nothing(client, desk):
    preview = f"{PAGE.removesuffix('change/')}preview/"
    typed = {
        "name": "Only Tried",
        "brand": "#ff0000",
        "version": version(),
        **links(("menu", "Tides", "/topics/tides/")),
    }
    page = desk.post(preview, typed)
    assert "Only Tried</a>" in page.text
    assert ">Tides</a>" in page.text
    assert "no-store" in page["Cache-Control"]
    href = re.search(r'href="(/look/[^"]+)"', page.text)[1]
    assert "--color-brand:#ff0000" in desk.get(href).text
    assert "Only Tried" not in client.get("/").text
    assert "Only Tried" not in desk.get("/admin/").text
    assert not SiteLink.objects.exists()
    refused = desk.post(preview, NO_LINKS | {"brand": "red"})
    assert "Write a colour as #" in refused.text
    assert signed_in(account("Editor")).post(preview, typed).status_code == 403
    assert desk.get(preview).url == PAGE
