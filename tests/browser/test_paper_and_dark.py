"""What the sheet owes to paper, to the dark, and to a narrow column."""

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(make_article, make_comment):
    article = make_article(ai_use="generated", published_at=timezone.now() - timezone.timedelta(days=400))
    for stars in (5, 4, 5):
        make_comment(article, stars=stars, status="published", is_staff_reply=False)
    return article


def style(page, selector, name, pseudo=None):
    return page.locator(selector).first.evaluate(
        "(each, [name, pseudo]) => getComputedStyle(each, pseudo).getPropertyValue(name)", [name, pseudo]
    )


def test_stars_are_printed(page, article):
    page.goto(article.get_absolute_url())
    page.emulate_media(media="print")
    for selector in (".rating-summary .stars__picture", ".comment .stars__picture"):
        assert style(page, selector, "print-color-adjust") == "exact"
        assert style(page, selector, "print-color-adjust", "::before") == "exact"
        assert page.locator(selector).first.is_visible()


def test_no_words_are_printed_in_the_colour_of_paper(page, article):
    page.goto(article.get_absolute_url())
    page.evaluate(
        "document.querySelector('.comment__head').insertAdjacentHTML('beforeend', '<p class=\"comment__badge\">x</p>')"
    )
    page.emulate_media(media="print")
    assert style(page, ".comment__badge", "color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize(("dark", "begins"), [(False, "45%"), (True, "0%")])
def test_the_label_on_a_card_does_not_look_struck_through_in_the_dark(new_page, article, dark, begins):
    page = new_page(dark=dark)
    page.goto("/")
    assert f"rgba(0, 0, 0, 0) {begins}" in style(page, ".card .label strong", "background-image")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_an_age_on_a_line_of_its_own_has_no_dot_before_it(page, article, direction):
    page.goto(article.get_absolute_url())
    found = page.locator(".comment__date time").first.evaluate(
        """(time, direction) => {
            document.documentElement.dir = direction;
            const age = time.querySelector(".age");
            const box = () => [time.getBoundingClientRect(), age.getBoundingClientRect()];
            const [wide, beside] = box();
            time.style.inlineSize = `${beside.width + 1}px`;
            const [narrow, below] = box();
            const dot = parseFloat(getComputedStyle(age, "::before").inlineSize);
            const inside = direction === "ltr" ? below.left - narrow.left : narrow.right - below.right;
            return { sameLine: beside.top < wide.top + 4, wrapped: below.top > narrow.top + 4, inside, dot };
        }""",
        direction,
    )
    assert found["sameLine"]
    assert found["wrapped"]
    assert found["inside"] == pytest.approx(-found["dot"], abs=0.5)  # the dot is outside, and cut off
