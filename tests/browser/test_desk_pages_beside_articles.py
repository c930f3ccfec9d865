"""The pages of the desk about sections, pictures, tokens and all else beside articles: see test_desk_pages.py."""

from tests.browser.test_desk_pages import assert_accessible_room, sample  # noqa: F401  (fixtures)


def test_every_page_about_what_is_beside_articles_is_accessible_and_fits(assert_accessible_room):  # noqa: F811
    assert_accessible_room("articles")
