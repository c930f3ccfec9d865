"""A reader without a mouse goes through the form from top to bottom, and always sees where the focus is."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)

OUTLINE = """
() => {
  const place = document.activeElement.closest(".star-choice__star") ?? document.activeElement;
  return getComputedStyle(place).outlineStyle;
}
"""
NAME = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"


def test_a_comment_is_written_and_sent_by_keyboard_alone(page, make_article):
    page.goto(make_article().get_absolute_url())
    page.get_by_role("heading", name="Leave a Comment").evaluate(
        "(heading) => { heading.tabIndex = -1; heading.focus(); }"
    )
    keys = page.keyboard
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    expect(page.get_by_role("radio", name="3 of 5 stars")).to_be_checked()
    expect(page.get_by_role("button", name="Clear the stars")).to_be_visible()  # the form's script is there
    keys.press("Tab")  # to "Clear the stars"
    keys.press("Tab")
    keys.type("ada@example.org")
    keys.press("Tab")
    keys.press("Tab")  # the name is left out
    keys.type("Well put.")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    keys.type("Ada")
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_focused()
    comment = Comment.objects.get()
    assert (comment.stars, comment.email, comment.name, comment.message) == (3, "ada@example.org", "Ada", "Well put.")


def test_the_focus_is_seen_at_every_stop_of_the_discussion(page, make_article, make_comment):
    article = make_article()
    make_comment(article, stars=4, message="See https://example.org/.").publish()
    page.goto(article.get_absolute_url())
    page.locator(".rating-summary h2").evaluate("(heading) => { heading.tabIndex = -1; heading.focus(); }")
    stops = ["1 rating", "1 of 5 stars", "E-mail", "Name", "Message", "Send comment"]
    for _press in range(20):  # more than there are stops
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE) != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate(NAME) == stops[0]:
            del stops[0]
        if not stops:
            return
    pytest.fail(f"The focus did not come to {stops}.")
