"""The styleguide: every partial in every state, for staff alone, and as accessible as the pages that use them."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from PIL import Image as Picture

from articles.models import Image
from newsroom.styleguide.mails import MAILS
from newsroom.styleguide.moments import MOMENTS
from newsroom.styleguide.views import FORMS
from tests.browser.conftest import ACCESSIBILITY_RULES, COLOUR_RULES
from tests.staff import account
from web.templatetags.fragment import clear_fragments

TEMPLATES = Path(site_settings.BASE_DIR) / "templates"
# What no one sees on a page: the head's words for machines, and what goes into feeds.
NOT_DRAWN = {"articles/_article_meta.html", "articles/_meta.html", "articles/_syndicated.html"}
NOT_DRAWN |= {"site/_logo.html"}  # a site's own picture
WHOLE_PAGES = ("errors/", "comments/mail/", "comments/manage/", "newsletter/mail/")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(new_page, client, live_server):
    client.force_login(account("Reporter"))
    page = new_page()
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()]
    )
    return page


def test_a_reader_is_led_to_the_sign_in(client):
    answer = client.get("/styleguide/")
    assert answer.status_code == 302
    assert answer["Location"] == "/admin/login/?next=/styleguide/"


def test_nobody_keeps_it_and_no_search_engine_lists_it(client):
    client.force_login(account("Reporter"))
    answer = client.get("/styleguide/")
    assert answer["Cache-Control"] == "private, no-store"
    assert b'<meta name="robots" content="noindex">' in answer.content
    assert client.get("/styleguide/?form=unknown").status_code == 404


def test_no_partial_is_forgotten(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    clear_fragments()  # a part that another test drew would not be seen to be rendered
    drawn = BytesIO()
    Picture.radial_gradient("L").resize((1200, 800)).save(drawn, "JPEG")
    settings.CAPTCHA_PROVIDER = "altcha"
    Image.objects.create(
        file=ContentFile(drawn.getvalue(), "tide.jpg"),
        alternative_text="A tide.",
        digital_source_type=Image.DigitalSourceType.CREATION,
    )
    client.force_login(account("Reporter"))
    addresses = [
        *(f"/styleguide/?form={form}" for form in FORMS),
        *(f"/styleguide/moments/{name}/" for name in MOMENTS),
        *(f"/styleguide/mails/{name}.{form}" for name in MAILS for form in ("html", "txt")),
    ]
    shown = set()
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer["Cache-Control"] == "private, no-store"
        shown |= {template.name for template in answer.templates}
    there = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    moments = {name for name in there if name.startswith(WHOLE_PAGES)}
    partials = {name for name in there if "/_" in name and not name.startswith(("admin/", "accounts/"))}
    assert (partials | moments) - shown == NOT_DRAWN


def test_only_staff_see_moments_and_mails(client):
    for address in ("/styleguide/moments/error-404/", "/styleguide/mails/receipt.html"):
        assert client.get(address).status_code == 302
    client.force_login(account("Reporter"))
    for address in ("/styleguide/moments/unknown/", "/styleguide/mails/unknown.html", "/styleguide/mails/receipt.pdf"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", MOMENTS)
def test_every_moment_is_accessible_and_fits_a_phone(page, assert_accessible, name):
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"/styleguide/moments/{name}/")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_is_accessible_and_fits_a_phone_light_and_dark(page, assert_accessible, name):
    rules = [rule for rule in ACCESSIBILITY_RULES if rule != "best-practice"]  # landmarks are the mail program's own
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"/styleguide/mails/{name}.html")
    assert_accessible(page, rules)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, COLOUR_RULES)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("form", FORMS)
def test_every_state_is_accessible_and_fits_light_and_dark(page, assert_accessible_and_fits, form):
    page.goto(f"/styleguide/?form={form}")
    assert_accessible_and_fits(page, (320, 1280))
