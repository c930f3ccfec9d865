"""Stars that cannot be, and stars that do not count: both are said where they are shown."""

import re

import pytest
from django.utils import timezone

from comments.models import Comment, Discussion

pytestmark = pytest.mark.django_db
WORDS = {"email": "ada@example.org", "name": "Ada", "message": "Well put."}


@pytest.fixture(autouse=True)
def _no_captcha(settings):
    settings.CAPTCHA_PROVIDER = "none"


def marked(page):
    """How many of the group and of the radios say that they are wrong, and whether each names the sentence."""
    group = re.search(r"<fieldset[^>]*role=\"radiogroup\"[^>]*>", page)[0]
    radios = re.findall(r"<input type=\"radio\" name=\"rating\" value=\"[1-5]\"[^>]*>", page)
    described = [each for each in [group, *radios] if "rating-error" in each]
    return (
        [each.count('aria-invalid="true"') for each in [group, *radios]],
        len(described),
        page.count('id="rating-error"'),
    )


@pytest.mark.parametrize(
    "rating", ["six", "0", "6", "-1", "4.5", "4 ", "4,5", ["4", "5"], ["", "4"], ["4", "4"]], ids=str
)
def test_an_impossible_rating_is_refused_with_words_and_marked_at_each_radio(client, make_article, rating):
    response = client.post(f"{make_article().get_absolute_url()}comments/", WORDS | {"rating": rating})
    assert response.status_code == 422
    assert marked(response.text) == ([1] * 6, 6, 1)
    assert 'href="#rating-1"' in response.text
    assert response.text.count("autofocus") == 1
    assert "Well put." in response.text
    assert not Comment.objects.exists()


def test_no_stars_are_no_fault(client, make_article):
    article = make_article()
    assert client.post(f"{article.get_absolute_url()}comments/", WORDS | {"rating": ""}).status_code == 303
    page = client.get(f"{article.get_absolute_url()}comments/new/").text
    assert marked(page) == ([0] * 6, 0, 0)


@pytest.mark.parametrize("rating", ["six", "0", ["4", "5"]], ids=str)
def test_other_stars_for_a_comment_are_refused_in_the_same_way(client, make_comment, link_to, rating):
    comment = make_comment(stars=3, confirmed_at=timezone.now(), status="published")
    response = client.post(link_to(comment, "stars/"), {"rating": rating})
    assert response.status_code == 422
    assert marked(response.text) == ([1] * 6, 6, 1)
    comment.refresh_from_db()
    assert comment.stars == 3


def test_a_rating_that_a_newer_one_replaced_is_marked_wherever_it_is_shown(client, make_article, make_comment):
    article = make_article()
    for _number in (1, 2):
        make_comment(article, name="Ada", email="ada@example.org", stars=2, status="published")
    assert Discussion.objects.get(article=article).star_counts[2] == 1
    for address in ("", "comments/", "comments/?stars=2"):
        page = client.get(article.get_absolute_url() + address).text
        assert page.count(">Well put") == 2
        assert page.count("not counted") == 1
    newest = Comment.objects.latest("pk")
    newest.refresh_from_db()
    newest.withdraw()
    assert "not counted" not in client.get(article.get_absolute_url()).text


def test_a_comment_without_stars_or_with_ones_that_count_is_not_marked(client, make_article, make_comment):
    article = make_article()
    make_comment(article, status="published")
    make_comment(article, stars=5, status="published")
    assert "not counted" not in client.get(article.get_absolute_url()).text
