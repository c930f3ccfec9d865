"""What the stars add up to: on the article's page, on cards, and in the list of the best rated."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from comments.models import Discussion

pytestmark = pytest.mark.django_db


@pytest.fixture
def rate(make_comment):
    def rate(article, *stars):
        for given in stars:
            make_comment(article, stars=given, status="published")
        return Discussion.objects.get(article=article)

    return rate


@pytest.fixture
def best_rated(client):
    return lambda query="": [article.slug for article in client.get(f"/best-rated/{query}").context["page"]]


def test_the_average_has_one_decimal_and_a_half_goes_up(make_article, rate):
    assert rate(make_article(), 4, 4, 4, 5).rating_average == Decimal("4.3")
    assert rate(make_article(), *[5] * 3, *[4] * 17).rating_average == Decimal("4.2")
    assert rate(make_article(), 1, 1, 2).rating_average == Decimal("1.3")
    assert Discussion(one_star_count=0).rating_average is None


def test_under_the_minimum_the_figures_stand_with_a_warning(make_article, rate, client, settings):
    settings.RATING_MINIMUM = 3
    article = make_article()
    rate(article, 4)
    page = client.get(article.get_absolute_url()).text
    assert "Too few ratings to go by yet" in page
    assert '<data class="rating-average" value="4.0">4</data> of 5 stars from' in page
    rate(article, 4, 5)
    assert "Too few ratings to go by yet" not in client.get(article.get_absolute_url()).text


def test_cards_show_stars_from_the_minimum_on(make_article, rate, client, settings):
    settings.RATING_MINIMUM = 3
    article = make_article()
    rate(article, 5, 4)
    assert "of 5 stars" not in client.get("/").text
    rate(article, 5)
    assert "4.7 of 5 stars from 3 ratings" in " ".join(client.get("/").text.replace("</span>", "").split())


def test_cards_show_no_stars_of_a_hidden_discussion(make_article, rate, client):
    article = make_article()
    rate(article, 5, 5, 5, 5)
    Discussion.objects.update(state="hidden")
    assert "of 5 stars" not in client.get("/").text


def test_many_good_ratings_go_before_a_few_excellent_ones(make_article, rate, best_rated):
    few, many, poor, alone = (make_article(slug=slug) for slug in ("few", "many", "poor", "alone"))
    rate(few, 5, 5, 5)
    rate(many, *[5] * 20, *[4] * 10)
    rate(poor, *[2] * 12)
    rate(alone, 5)
    make_article(slug="unrated")
    assert best_rated() == ["many", "few", "poor"]


def test_the_rank_is_the_bayesian_average_and_follows_each_rating(make_article, rate, make_comment):
    article = make_article()
    discussion = rate(article, 5, 5, 4)
    assert discussion.cautious_stars == pytest.approx((3 * 10 + 14) / 13)
    assert discussion.rating_count == 3
    make_comment(article, stars=1, status="published")
    discussion.refresh_from_db()
    assert discussion.cautious_stars == pytest.approx((3 * 10 + 15) / 14)
    assert Discussion.objects.get(article=make_article()).cautious_stars == 3


def test_only_what_readers_may_read_and_rate_is_among_the_best_rated(make_article, rate, best_rated):
    later = make_article(published_at=timezone.now() + timedelta(days=1))
    withdrawn = make_article(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    hidden = make_article()
    for article in (later, withdrawn, hidden):
        rate(article, 5, 5, 5)
    Discussion.objects.filter(article=hidden).update(state="hidden")
    assert best_rated() == []


def test_the_best_rated_come_in_numbered_pages_that_cost_the_same(
    make_article, rate, client, settings, django_assert_num_queries
):
    settings.RATING_MINIMUM = 1
    rate(make_article(), 5)
    with django_assert_num_queries(4):
        assert len(client.get("/best-rated/").context["page"]) == 1
    for _ in range(21):
        rate(make_article(), 5)
    with django_assert_num_queries(4):
        assert len(client.get("/best-rated/").context["page"]) == 20
    assert len(client.get("/best-rated/?page=2").context["page"]) == 2
    assert client.get("/best-rated/?page=3").status_code == 404


def test_the_list_of_the_best_rated_says_so_while_it_is_empty(client, db):
    page = client.get("/best-rated/")
    assert "No article has enough ratings yet." in page.text
    assert "public" in page["Cache-Control"]


def test_the_footer_leads_to_the_best_rated(make_article, client):
    make_article()
    assert client.get("/").text.count('href="/best-rated/"') == 1
    assert client.get("/archive/").text.count('href="/best-rated/"') == 1
