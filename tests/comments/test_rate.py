"""COMMENTS_RATE: a network can send so many comments an hour, and nothing is lost past that."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from comments.models import Comment, NetworkKey, Report, network_of, wide_network_of
from comments.spam.form_token import form_token
from web.models import RateCount

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _from_the_start_of_an_hour(settings, time_machine):
    settings.COMMENTS_RATE = 4
    time_machine.move_to("2030-03-01 12:10:00Z", tick=False)


def test_past_the_limit_the_form_comes_back_filled_with_the_time_to_wait(make_article, post):
    article = make_article()
    for number in range(4):
        assert post(article, message=f"Text {number}").status_code == 303
    response = post(article, message="Kept words.")
    assert response.status_code == 429
    assert response["Retry-After"] == "3000"
    assert response["Cache-Control"] == "private, no-store"
    assert "Kept words." in response.text
    assert "send it again in 50 minutes" in response.text
    assert Comment.objects.count() == 4


def test_with_the_next_hour_the_counts_begin_anew(make_article, post, time_machine):
    article = make_article()
    for number in range(5):
        post(article, message=f"Text {number}")
    time_machine.move_to("2030-03-01 13:00:00Z")
    assert post(article, message="Later.").status_code == 303


def test_a_network_is_limited_whatever_addresses_it_names(make_article, post):
    article = make_article()
    for number in range(4):
        post(article, email=f"reader{number}@example.org")
    assert post(article, email="another@example.org").status_code == 429


def test_past_half_of_the_limit_a_comment_is_held(make_article, post, settings):
    settings.COMMENTS_MODERATION = "open"
    article = make_article()
    for number in range(4):
        post(article, message=f"Text {number}")
    assert [comment.held_by for comment in Comment.objects.order_by("pk")] == [[], [], ["rate"], ["rate"]]


def test_without_the_check_a_quarter_of_the_limit_holds(make_article, post, settings):
    settings.CAPTCHA_PROVIDER = "altcha"
    article = make_article()
    assert post(article, cannot_do_check="on").status_code == 303
    assert post(article, cannot_do_check="on", message="Kept words.").status_code == 429


def test_refused_forms_and_repeated_ones_do_not_count(make_article, post):
    article = make_article()
    token = form_token(article.pk)
    for _ in range(5):
        post(article, message="")
        assert post(article, token=token).status_code == 303


def test_zero_is_no_limit(make_article, post, settings):
    settings.COMMENTS_RATE = 0
    article = make_article()
    for number in range(6):
        assert post(article, message=f"Text {number}").status_code == 303
    assert not RateCount.objects.exists()


def test_an_unknown_network_is_not_one_network(make_article, client):
    article = make_article()
    for number in range(6):
        response = client.post(
            f"{article.get_absolute_url()}comments/",
            {"email": f"reader{number}@example.org", "name": "Ada", "message": "Text"},
            REMOTE_ADDR="",
        )
        assert response.status_code == 303


@pytest.mark.django_db(transaction=True)
def test_the_limit_is_exact_when_twenty_come_at_once(make_article):
    article = make_article()

    def send(number):
        try:
            fields = {"email": f"reader{number}@example.org", "name": "Ada", "message": f"Text {number}"}
            return Client().post(f"{article.get_absolute_url()}comments/", fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        assert sorted(pool.map(send, range(20))) == [303] * 4 + [429] * 16


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", ""),
        ("198.51.100.7:443", ""),
    ],
)
def test_a_network_is_what_one_household_has(address, network):
    assert network_of(address) == network


def test_counts_and_keys_of_days_that_are_over_are_destroyed(make_article, post, time_machine):
    post(make_article())
    call_command("forget_traces")
    assert (RateCount.objects.count(), NetworkKey.objects.count()) == (1, 1)
    time_machine.move_to("2030-03-02 00:00:01Z")
    call_command("forget_traces")
    assert (RateCount.objects.count(), NetworkKey.objects.count()) == (0, 0)


# IPv6: a household has more networks than anyone can count ----------------------------------------------------------


@pytest.fixture
def post_from(make_article, client):
    """Send the form from a network, each time in another name."""
    article = make_article()

    def send(network, **fields):
        number = Comment.objects.count()
        fine = {"email": f"reader{number}@example.org", "name": "Ada", "message": f"Text {number}"}
        return client.post(f"{article.get_absolute_url()}comments/", fine | fields, REMOTE_ADDR=network)

    return send


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::1", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_wide_network_is_what_one_customer_has_at_most(address, network):
    assert wide_network_of(address) == network


def test_each_network_of_a_household_has_its_rate_and_all_together_a_wider_one(post_from):
    assert [post_from(f"2001:db8:1:1::{number}").status_code for number in range(1, 6)] == [303] * 4 + [429]
    statuses = [post_from(f"2001:db8:1:{number:x}::1").status_code for number in range(2, 16)]
    assert statuses == [303] * 11 + [429] * 3  # 16 in all, and one that was refused
    assert post_from("2001:db8:2::1").status_code == 303
    assert post_from("198.51.100.7").status_code == 303


def test_networks_of_one_household_hide_no_comment_by_reporting_it(make_comment, client, settings):
    settings.REPORTS_HIDE_AFTER = 5
    settings.COMMENTS_RATE = 20
    comment = make_comment(status="published")
    for number in range(1, 10):
        fields = {"reason": "insult", "words": f"Number {number}"}
        response = client.post(f"/comments/{comment.pk}/report/", fields, REMOTE_ADDR=f"2001:db8:1:{number}::1")
        assert response.status_code == 303
    comment.refresh_from_db()
    assert (comment.status, Report.objects.networks()) == ("published", 1)
    for number in range(2, 6):
        client.post(f"/comments/{comment.pk}/report/", {"reason": "insult"}, REMOTE_ADDR=f"2001:db8:{number}::1")
    comment.refresh_from_db()
    assert comment.status == "pending"


def test_ratings_from_networks_of_one_household_count_as_one_network(post_from):
    for number in range(1, 4):
        post_from(f"2001:db8:1:{number}::1")
    assert len(set(Comment.objects.values_list("network_hash", flat=True))) == 1


def test_links_are_asked_for_from_one_household_so_often_and_no_more(client):
    def ask(number):
        fields = {"email": f"reader{number}@example.org"}
        return client.post("/comments/manage/", fields, REMOTE_ADDR=f"2001:db8:1:{number:x}::1").status_code

    assert [ask(number) for number in range(1, 83)] == [303] * 80 + [429] * 2


# Failed checks --------------------------------------------------------------------------------------------------------


def test_failed_checks_lock_out_nobody_behind_the_same_address(post_from, settings):
    settings.CAPTCHA_PROVIDER = "altcha"
    statuses = [post_from("198.51.100.7", altcha="wrong").status_code for _ in range(30)]
    assert statuses == [422] * 4 + [429] * 26
    assert post_from("198.51.100.7", cannot_do_check="on").status_code == 303
    settings.CAPTCHA_PROVIDER = "none"
    assert [post_from("198.51.100.7").status_code for _ in range(4)] == [303] * 3 + [429]


def test_a_check_that_fails_too_often_still_gives_the_text_back_with_its_sentence(post_from, settings):
    settings.CAPTCHA_PROVIDER = "altcha"
    for _ in range(6):
        response = post_from("198.51.100.7", altcha="wrong", message="Kept words.")
    assert response["Retry-After"] == "3000"
    assert "Kept words." in response.text
    assert "Please check re-captcha." in response.text
