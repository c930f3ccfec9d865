"""The site in the language with the longest words, and in one that is read from right to left."""

import pytest

from articles.models import Correction, Source

WIDTHS = (320, 768, 1280)  # CSS pixels
ADDRESSES = (
    "/",
    "/articles/tides/",
    "/articles/tides/comments/new/",
    "/search/?q=sea",
    "/ai-policy/",
    "/transparency/",
    "/x/",
)


@pytest.fixture
def site(db, settings, make_article, make_comment):
    def build(language):
        settings.LANGUAGE_CODE = language
        article = make_article(
            slug="tides",
            headline="Why the sea comes back",
            standfirst="The Moon pulls.",
            ai_use="generated",
            language="en",
        )
        Source.objects.create(article=article, title="Tide tables", address="https://example.org/")
        Correction.objects.create(article=article, text="The range was given in feet.")
        for stars in (5, 4, 2):
            make_comment(article, stars=stars, message="Well put.").publish()
        for _number in range(9):
            make_article(ai_use="assisted", language="en")

    return build


@pytest.mark.parametrize("language", ["de", "uk", "ar"])
def test_every_page_is_accessible_and_fits_in_long_words_and_from_right_to_left(
    site, page, assert_accessible, language
):
    site(language)
    for address in ADDRESSES:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_a_page_in_arabic_stands_from_right_to_left_and_an_article_in_english_within_it_does_not(site, new_page):
    site("ar")
    page = new_page(width=1280)
    page.goto("/articles/tides/")
    name, headline = page.locator(".masthead__name").bounding_box(), page.locator("h1")
    assert name["x"] + name["width"] > 1280 / 2
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert headline.evaluate("heading => getComputedStyle(heading).direction") == "ltr"
    assert page.locator(".age").first.inner_text().startswith("قبل")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("de", "Bitte geben Sie Ihren Namen ein."), ("uk", "Будь ласка, введіть своє ім’я."), ("ar", "يرجى إدخال اسمك.")],
)
def test_the_form_speaks_the_language(site, page, language, sentence):
    site(language)
    page.goto("/articles/tides/")
    page.locator("input[name=name]").focus()
    page.locator("input[name=name]").blur()
    page.get_by_text(sentence).first.wait_for()
