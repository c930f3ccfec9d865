"""The intake's description, rendered in a browser under the site's policy, and tried there."""

import json

import pytest
from django.conf import settings

from articles.models import Article
from tests.articles.intake import Machine, draft
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff_page(new_page, live_server):
    page = new_page()
    session = signed_in(account("Editor")).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return page


def test_staff_read_the_description_and_try_it_without_any_other_host(section, staff_page):
    machine = Machine()
    staff_page.goto("/api/docs")
    staff_page.get_by_text("Hand in a draft", exact=True).click()
    staff_page.get_by_role("button", name="Authorize").first.click()
    staff_page.locator("#auth-bearer-value").fill(machine.words)
    staff_page.get_by_role("button", name="Apply credentials").click()
    staff_page.get_by_role("button", name="Close").click()
    staff_page.get_by_role("button", name="Try it out").click()
    staff_page.locator("textarea.body-param__text").fill(json.dumps(draft(headline="Tried by hand")))
    staff_page.get_by_role("button", name="Execute").click()
    staff_page.locator(".live-responses-table .response-col_status", has_text="201").first.wait_for()
    assert Article.objects.get(headline="Tried by hand").created_by == machine.responsible
