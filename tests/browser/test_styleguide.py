"""The styleguide: every partial in every state, for staff alone, and as accessible as the pages that use them."""

import pytest

from newsroom.styleguide import FORMS
from tests.staff import account

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


@pytest.mark.parametrize("form", FORMS)
def test_every_state_is_accessible_and_fits_light_and_dark(page, assert_accessible, form):
    page.goto(f"/styleguide/?form={form}")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
