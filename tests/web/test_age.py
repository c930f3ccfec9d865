"""An age is one unit, rounded down, and right across month ends, leap years, time zones and daylight saving."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone

from tests.ages import AGES
from web.times.age import age


@pytest.mark.parametrize(("zone", "moment", "now", "words"), AGES)
def test_an_age_is_as_the_table_says(settings, zone, moment, now, words):
    settings.TIME_ZONE = zone
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        assert age(datetime.fromisoformat(moment)) == words


def test_the_zone_of_the_moment_itself_makes_no_difference(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    now = datetime.fromisoformat("2024-10-27T02:10:00+01:00")
    moment = datetime.fromisoformat("2024-10-27T02:50:00+02:00")
    in_site_zone = timezone.localtime(moment), timezone.localtime(now)
    in_utc = moment.astimezone(UTC), now.astimezone(UTC)
    assert age(*in_site_zone) == age(*in_utc) == "20 minutes ago"


def render(moment):
    return Template("{% load age %}{% age moment %}").render(Context({"moment": moment}))


@time_machine.travel("2024-08-15T09:00:00Z", tick=False)
def test_the_page_gets_date_and_age_in_one_time_element(settings):
    settings.TIME_ZONE = "America/New_York"
    assert render(datetime(2023, 12, 31, 5, 0, 0, 123456, tzinfo=UTC)) == (
        '<time datetime="2023-12-31T00:00:00-05:00" data-age data-just-now="just now">December 31, 2023 '
        '<span class="age">7 months ago</span></time>'
    )


def test_a_draft_has_no_date_to_show():
    assert render(None) == ""
