"""The check against machines: solved in a real browser, fetched late, and never the only way to say something."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.conftest import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

VENDOR = "https://www.google.com/recaptcha/api.js"
# What the page uses of the vendor's script: it renders into the place that it is given, and writes the answer there.
VENDOR_SCRIPT = """
window.grecaptcha = {
  ready: (start) => start(),
  render(place, options) {
    const answer = Object.assign(document.createElement("textarea"), { name: "g-recaptcha-response", hidden: true });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "I'm not a robot" });
    button.addEventListener("click", () => {
      answer.value = `token for ${options.sitekey}`;
      options.callback(answer.value);
    });
    place.append(button, answer);
  },
};
"""


@pytest.fixture
def article(make_article):
    return make_article()


@pytest.fixture
def use_provider(settings):
    """Sets the provider as the environment would."""

    def use(provider):
        settings.CAPTCHA_PROVIDER = provider

    return use


@pytest.fixture
def altcha(use_provider):
    use_provider("altcha")


@pytest.fixture
def recaptcha(use_provider, settings):
    use_provider("recaptcha")
    settings.RECAPTCHA_PUBLIC_KEY = "public-key"
    settings.RECAPTCHA_PRIVATE_KEY = "private-key"


def send(page):
    page.get_by_role("button", name="Send comment").click()


@pytest.mark.usefixtures("altcha")
def test_altcha_is_solved_in_the_browser_with_no_other_host_asked(page, article, fill_in, watch):
    page.goto(article.get_absolute_url())
    fill_in(page)
    expect(page.locator("#captcha-error")).to_have_text("Looks good!")
    send(page)
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    assert "check_skipped" not in Comment.objects.get().held_by
    assert watch.foreign_requests == []


@pytest.mark.usefixtures("altcha")
def test_the_check_is_not_fetched_before_somebody_starts_to_write(page, article, watch):
    page.goto(article.get_absolute_url())
    page.mouse.wheel(0, 5000)
    expect(page.get_by_text("We check your browser when you start typing.")).to_be_visible()
    assert not [url for url in watch.requests if "captcha" in url or "altcha" in url or "challenge" in url]
    with page.expect_request(re.compile("altcha")):
        page.get_by_label("Message", exact=True).focus()
    expect(page.locator("#captcha-error")).to_have_text("Looks good!")


@pytest.mark.usefixtures("altcha")
def test_sending_before_the_check_is_done_waits_for_it(page, article, fill_in):
    page.goto(article.get_absolute_url())
    held = []
    page.route("**/comments/challenge/", lambda route: held.append(route))
    fill_in(page)
    send(page)
    expect(page.get_by_role("button", name="Sending…")).to_be_visible()
    wait_until(page, lambda: held, "the request for the challenge")
    held[0].continue_()
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    assert Comment.objects.count() == 1


@pytest.mark.usefixtures("altcha")
@pytest.mark.parametrize("lost", ["**/js/captcha.js", "**/altcha/altcha.min.js", "**/comments/challenge/"])
def test_a_check_that_does_not_come_offers_the_way_round_it(page, article, fill_in, lost):
    page.route(lost, lambda route: route.abort())
    page.goto(article.get_absolute_url())
    fill_in(page)
    expect(page.locator("#captcha-error")).to_contain_text("The check could not be loaded.")
    send(page)
    expect(page.get_by_role("group", name="Your comment has not been sent")).to_be_visible()
    page.get_by_label("Skip this check (a moderator reads your comment first)").check()
    expect(page.locator("#captcha-error")).to_have_text("Looks good!")
    send(page)
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    assert Comment.objects.get().message == "Well put."


@pytest.mark.usefixtures("altcha")
def test_a_form_with_the_check_is_accessible(page, article, fill_in, assert_accessible_and_fits):
    page.goto(article.get_absolute_url())
    fill_in(page, message=None)
    expect(page.locator("#captcha-error")).to_have_text("Looks good!")
    assert_accessible_and_fits(page, (320,))
    send(page)
    expect(page.locator("#message-error")).to_have_text("Please enter a message.")
    assert_accessible_and_fits(page, (320,))


@pytest.mark.usefixtures("recaptcha")
def test_recaptcha_is_fetched_drawn_and_asked_for(page, article, fill_in, watch):
    page.route(f"{VENDOR}**", lambda route: route.fulfill(body=VENDOR_SCRIPT, content_type="text/javascript"))
    page.goto(article.get_absolute_url())
    assert watch.foreign_requests == []
    with page.expect_request(re.compile(re.escape(f"{VENDOR}?render=explicit"))):
        fill_in(page)
    robot = page.get_by_role("button", name="I'm not a robot")
    expect(robot).to_be_visible()
    send(page)
    expect(page.locator("#captcha-error")).to_have_text("Please check re-captcha.")
    expect(page.locator("#captcha")).to_be_focused()
    robot.click()
    expect(page.locator("#captcha-error")).to_have_text("Looks good!")
    assert page.locator("[name=g-recaptcha-response]").input_value() == "token for public-key"
    assert {url.split("?")[0] for url in watch.foreign_requests} == {VENDOR}
    watch.requests.clear()


@pytest.mark.usefixtures("recaptcha")
def test_a_blocked_recaptcha_offers_the_way_round_it(page, article, fill_in, watch):
    page.route(f"{VENDOR}**", lambda route: route.abort())
    page.goto(article.get_absolute_url())
    fill_in(page)
    expect(page.locator("#captcha-error")).to_contain_text("The check could not be loaded.")
    page.get_by_label("Skip this check (a moderator reads your comment first)").check()
    send(page)
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    assert Comment.objects.count() == 1
    watch.requests.clear()
