"""Five radio buttons under five stars: by mouse, by touch, by keyboard, and in the colours that a reader forces."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)

FILL = "(star) => getComputedStyle(star, '::before').backgroundColor"
NAMES = [f"{number} of 5 stars" for number in range(1, 6)]


@pytest.fixture
def article(make_article):
    return make_article()


def star(page, number):
    return page.locator(".star-choice__star").nth(number - 1)


def filled(page):
    """How many stars are rendered in the colour of the first one that is."""
    fills = [star.evaluate(FILL) for star in page.locator(".star-choice__star").all()]
    return fills.count(fills[0]) if fills[0] != fills[4] else 0


def test_the_stars_are_five_radio_buttons_with_names(page, article):
    page.goto(article.get_absolute_url())
    group = page.get_by_role("radiogroup", name="Rate this article:")
    radios = group.get_by_role("radio").all()
    assert len(radios) == 5
    for radio, name in zip(radios, NAMES, strict=True):
        expect(radio).to_have_accessible_name(name)
        expect(radio).not_to_be_checked()


def test_the_mouse_previews_chooses_and_clears(page, article):
    page.goto(article.get_absolute_url())
    star(page, 4).hover()
    assert filled(page) == 4
    expect(page.get_by_text("4 of 5 stars", exact=True)).to_have_css("clip-path", "none")
    star(page, 4).click()
    page.mouse.move(0, 0)
    assert filled(page) == 4
    expect(page.get_by_role("radio", name="4 of 5 stars")).to_be_checked()

    star(page, 2).hover()
    assert filled(page) == 2
    page.mouse.move(0, 0)
    assert filled(page) == 4

    page.get_by_role("button", name="Clear the stars").click()
    page.mouse.move(0, 0)
    assert page.locator("[name=rating]:checked").count() == 0
    assert filled(page) == 0
    expect(page.get_by_role("button", name="Clear the stars")).to_be_hidden()


def test_a_finger_chooses_a_star_and_has_room_to(new_page, article):
    page = new_page(width=390, has_touch=True, is_mobile=True)
    page.goto(article.get_absolute_url())
    star(page, 3).tap()
    expect(page.get_by_role("radio", name="3 of 5 stars")).to_be_checked()
    assert filled(page) == 3
    for number in range(1, 6):
        box = star(page, number).bounding_box()
        assert box["width"] >= 44
        assert box["height"] >= 44


def test_the_arrows_choose_and_the_focus_is_seen(page, article):
    page.goto(article.get_absolute_url())
    page.get_by_role("radio", name="1 of 5 stars").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="1 of 5 stars")).to_be_checked()
    for name in NAMES[1:]:
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("radio", name=name)).to_be_checked()
    expect(star(page, 5)).to_have_css("outline-style", "solid")
    expect(page.get_by_role("button", name="Clear the stars")).to_be_visible()  # the form's script is there
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Clear the stars")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.locator("[name=rating]:checked").count() == 0
    expect(page.get_by_role("radio", name="1 of 5 stars")).to_be_focused()


def test_forced_colours_still_tell_chosen_stars_from_others(new_page, article):
    page = new_page(forced_colors="active")
    page.goto(article.get_absolute_url())
    star(page, 3).click()
    page.mouse.move(0, 0)
    shapes = [
        star.evaluate("(star) => getComputedStyle(star, '::before').maskImage")
        for star in page.locator(".star-choice__star").all()
    ]
    assert shapes[0] == shapes[1] == shapes[2]
    assert shapes[3] == shapes[4] != shapes[2]
    for drawn in page.locator(".star-choice__star").all():
        assert drawn.evaluate(FILL) != page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_stars_that_were_cleared_are_not_sent(page, article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page, stars=5)
    page.get_by_role("button", name="Clear the stars").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Send comment").click()
    assert Comment.objects.get().stars is None


@pytest.mark.parametrize(
    ("given", "words", "halves"),
    [([4], "4 of 5 stars", 8), ([5, 4], "4.5 of 5 stars", 9), ([1, 2, 2], "1.7 of 5 stars", 3)],
)
def test_an_average_is_drawn_to_the_half_and_said_in_words(page, article, make_comment, given, words, halves):
    for stars in given:
        make_comment(article, stars=stars).publish()
    page.goto(article.get_absolute_url())
    summary = page.locator(".rating-summary__average")
    ratings = "1 rating" if len(given) == 1 else f"{len(given)} ratings"
    expect(summary).to_have_text(f"{words} from {ratings}")
    picture = summary.locator(".stars__picture")
    drawn = picture.evaluate(
        "(picture) => parseFloat(getComputedStyle(picture, '::before').width) / picture.clientWidth"
    )
    assert drawn == pytest.approx(halves / 10, abs=0.01)
    expect(summary.locator("data.rating-average")).to_have_attribute("value", f"{float(words.split()[0]):.1f}")
    expect(summary.locator("data.rating-count")).to_have_attribute("value", str(len(given)))


def test_the_spread_is_told_in_text(page, article, make_comment):
    for stars in (5, 5, 3):
        make_comment(article, stars=stars).publish()
    page.goto(article.get_absolute_url())
    expect(page.locator(".spread__row")).to_have_text(
        ["5 stars 2 ratings", "4 stars 0", "3 stars 1 rating", "2 stars 0", "1 star 0"], use_inner_text=False
    )


def test_where_nobody_has_rated_there_is_no_empty_picture(page, article, make_comment):
    make_comment(article).publish()
    page.goto(article.get_absolute_url())
    expect(page.locator(".rating-summary")).to_have_count(0)
    expect(page.locator(".stars__picture")).to_have_count(0)
