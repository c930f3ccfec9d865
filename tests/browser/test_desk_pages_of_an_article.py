"""The pages of the desk about one article, and their list: see test_desk_pages.py."""

from tests.browser.test_desk_pages import assert_accessible_room, sample  # noqa: F401  (fixtures)


def test_every_page_about_an_article_is_accessible_and_fits(assert_accessible_room):  # noqa: F811
    assert_accessible_room("articles_article")
