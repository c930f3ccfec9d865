"""A reader recommends a comment: one tap, no account, no cookie, one for each network and comment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from comments.models import Comment, NetworkKey, Recommendation
from comments.totals.totals_check import compare_all, repair_discussion
from comments.upkeep.comment_retention import RETENTIONS
from comments.writing.recommend import MOST_RECOMMENDATIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(make_comment):
    return make_comment(status="published")


def recommend(comment, network=1, **headers):
    return Client(REMOTE_ADDR=f"192.0.2.{network}").post(f"/comments/{comment.pk}/recommend/", headers=headers)


def count_of(comment):
    return Comment.objects.get(pk=comment.pk).recommendation_count


def test_it_leads_back_to_the_comment_sets_no_cookie_and_is_shown_on_the_next_request(client, comment):
    address = comment.article.get_absolute_url()
    assert ">Recommend<" in client.get(address).text
    answer = recommend(comment)
    assert (answer.status_code, answer["Location"]) == (303, comment.get_absolute_url())
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert "data-recommendations>1</span>" in client.get(address).text


def test_a_network_recommends_a_comment_once_and_others_count_too(comment, make_comment):
    other = make_comment(comment.article, status="published")
    for network in (1, 1, 2, 1):
        recommend(comment, network)
    recommend(other)
    assert (count_of(comment), count_of(other)) == (2, 1)


def test_all_addresses_of_one_customer_are_one_network(comment):
    for address in ("2001:db8:1:1::1", "2001:db8:1:2::9", "2001:db8:2::1"):
        Client(REMOTE_ADDR=address).post(f"/comments/{comment.pk}/recommend/")
    assert count_of(comment) == 2


@pytest.mark.django_db(transaction=True)
def test_many_taps_at_once_count_once_for_each_network(comment):
    NetworkKey.objects.today()

    def tap(network):
        try:
            return recommend(comment, network).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(tap, [1, 2, 1, 2, 1, 2, 3, 3])) == {303}
    assert count_of(comment) == Recommendation.objects.count() == 3


def test_nothing_is_stored_but_a_code_that_goes_with_the_day_and_the_number_stays(comment):
    recommend(comment)
    row = Recommendation.objects.get()
    assert len(row.network_hash) == 64
    assert "192.0.2" not in str(Recommendation.objects.values().get())
    (retention,) = [each for each in RETENTIONS if each.name == "recommendations"]
    assert retention.count(retention.before) == 0
    Recommendation.objects.update(made_at=timezone.now() - timedelta(days=1))
    assert retention.forget(retention.before) == 1
    assert Recommendation.objects.get().network_hash is None
    assert count_of(comment) == 1


@pytest.mark.parametrize("status", ["pending", "rejected", "spam", "withdrawn"])
def test_what_readers_do_not_see_cannot_be_recommended(make_comment, status):
    comment = make_comment(status=status)
    assert recommend(comment).status_code == 404
    with pytest.raises(IntegrityError, match="not published"):
        Recommendation.objects.create(comment=comment, network_hash="x")


def test_a_closed_discussion_takes_none_and_shows_those_that_it_has(client, comment):
    recommend(comment)
    discussion = comment.article.discussion
    discussion.state = "locked"
    discussion.save()
    assert recommend(comment, 2).status_code == 403
    page = client.get(comment.article.get_absolute_url()).text
    assert ">Recommend<" not in page
    assert "data-recommendations>1</span>" in page
    type(discussion).objects.update(state="hidden")
    assert recommend(comment, 3).status_code == 404


@pytest.mark.parametrize("address", ["/comments/0/recommend/", "/comments/99999999999999999999/recommend/"])
def test_a_comment_that_is_not_there_is_not_found(address, db):
    assert Client().post(address).status_code == 404


def test_another_site_recommends_nothing_and_a_link_does_not_either(client, comment):
    assert recommend(comment, origin="https://elsewhere.example").status_code == 403
    assert client.get(f"/comments/{comment.pk}/recommend/").status_code == 405
    assert count_of(comment) == 0


def test_a_network_that_recommends_too_much_is_told_when_to_go_on(make_comment, comment):
    for _tap in range(MOST_RECOMMENDATIONS):
        assert recommend(comment).status_code == 303
    other = make_comment(comment.article, status="published")
    refused = recommend(other)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert count_of(other) == 0
    assert recommend(other, 2).status_code == 303


def test_a_script_is_told_the_number(comment):
    recommend(comment)
    answer = recommend(comment, 2, accept="application/json")
    assert (answer.status_code, answer.json()) == (200, {"recommendations": 2})


def test_comments_are_ordered_by_recommendations_and_a_tombstone_has_none(client, make_article, make_comment):
    article = make_article()
    first, liked, gone = (make_comment(article, status="published", message=f"Say {n}.") for n in range(3))
    make_comment(article, status="published", parent=gone, message="A reply.")
    for network in (1, 2):
        recommend(liked, network)
    for network in (1, 2, 3):
        recommend(gone, network)
    page = client.get(f"{article.get_absolute_url()}comments/?order=recommended")
    assert [thread.comment.pk for thread in page.context["threads"]] == [gone.pk, liked.pk, first.pk]
    gone.reject()
    page = client.get(f"{article.get_absolute_url()}comments/?order=recommended")
    assert [thread.comment.pk for thread in page.context["threads"]] == [liked.pk, gone.pk, first.pk]


def test_programs_read_the_number(client, comment):
    recommend(comment)
    (row,) = client.get(f"/api/articles/{comment.article.slug}/comments").json()["items"]
    assert row["recommendations"] == 1


def test_the_number_follows_the_rows_and_a_damaged_one_is_found_and_put_right(comment):
    recommend(comment)
    recommend(comment, 2)
    Recommendation.objects.first().delete()
    assert count_of(comment) == 1
    assert not any(wrong for _count, wrong in compare_all())
    Comment.objects.filter(pk=comment.pk).update(recommendation_count=9)
    ((_count, (difference,)),) = compare_all()
    assert str(difference) == f"article {comment.article_id}: recommendation_count is wrong on 1"
    repair_discussion(comment.article_id)
    assert count_of(comment) == 1


def test_a_comment_that_is_deleted_takes_them_along(comment):
    recommend(comment)
    comment.delete()
    assert not Recommendation.objects.exists()
