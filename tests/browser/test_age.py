"""The script that refreshes ages follows the same rule as the server."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import translation

from tests.ages import AGES
from web.times.age import age

pytestmark = pytest.mark.django_db(transaction=True)

AGES_BY_SCRIPT = """
async (rows) => {
  const { ageInWords } = await import("/static/js/reader.js");
  return rows.map(([timeZone, moment, now]) =>
    ageInWords(Date.parse(moment), Date.parse(now), { timeZone, language: "en", justNow: "just now" }));
}
"""


def test_the_browser_agrees_with_the_server_on_the_whole_table(new_page):
    page = new_page()
    page.goto("/")
    by_script = page.evaluate(AGES_BY_SCRIPT, [[zone, moment, now] for zone, moment, now, _words in AGES])
    differing = [(row, words) for row, words in zip(AGES, by_script, strict=True) if row[3] != words]
    assert differing == []


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_browser_says_an_age_as_the_server_does_in_every_language(new_page, language):
    now = datetime(2024, 8, 1, 12, tzinfo=UTC)
    counts = (1, 2, 3, 5, 11, 21, 22, 59)
    units = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1), timedelta(days=31))
    moments = [now - sign * count * unit for sign in (1, -1) for unit in units for count in counts]
    moments += [now.replace(year=now.year - sign * count) for sign in (1, -1) for count in (1, 2, 3, 5, 11, 21, 100)]
    page = new_page()
    page.goto("/")
    by_script = page.evaluate(
        AGES_BY_SCRIPT.replace('language: "en"', f'language: "{language}"'),
        [["UTC", moment.isoformat(), now.isoformat()] for moment in moments],
    )
    with translation.override(language):
        by_server = [age(moment, now) for moment in moments]
    assert [each for each in zip(by_server, by_script, strict=True) if each[0] != each[1]] == []


def test_a_page_that_was_held_gets_its_ages_refreshed(new_page):
    page = new_page()
    page.goto("/")
    page.evaluate("""
      document.documentElement.dataset.timeZone = "Europe/Berlin";
      document.body.innerHTML = `<time datetime="2024-10-27T02:50:00+02:00" data-age data-just-now="just now">
        October 27, 2024 <span class="age">just now</span></time>`;
    """)
    now = datetime.fromisoformat("2024-10-27T02:10:00+01:00").timestamp() * 1000
    page.evaluate(
        "async (now) => (await import('/static/js/reader.js')).refreshAges(document, now)",
        now,
    )
    assert page.locator("time .age").inner_text() == "20 minutes ago"
