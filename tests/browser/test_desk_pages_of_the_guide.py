"""The guide for staff: see test_desk_pages.py."""

from tests.browser.test_desk_pages import assert_accessible_room, sample  # noqa: F401  (fixtures)


def test_every_page_of_the_guide_is_accessible_and_fits(assert_accessible_room):  # noqa: F811
    assert_accessible_room("guide")
