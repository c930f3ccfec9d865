"""RATING_QUARANTINE: a burst of ratings freezes what is shown, keeps the ratings, and asks staff."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Discussion, RatingMove, RatingQuarantine
from comments.models.discussion import DiscussedArticle
from comments.moderation.undo import undo
from comments.own.personal_data import erase
from comments.totals.totals_check import compare
from comments.writing.moderation_policy import apply_policy
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

SENTENCE = "Many ratings arrived within minutes. Until we have looked at them, only earlier ratings count here."
BURSTS = "/admin/comments/ratingquarantine/"


@pytest.fixture(autouse=True)
def _published_at_once(settings):
    settings.COMMENTS_MODERATION = "open"


@pytest.fixture
def article(make_article, make_comment):
    """Rated by four readers yesterday: two stars on average."""
    article = make_article()
    for number in range(4):
        make_comment(
            article,
            email=f"early{number}@example.org",
            stars=2,
            status="published",
            created_at=timezone.now() - timedelta(days=1),
        )
    return article


@pytest.fixture
def rate(make_comment):
    """Ratings of five stars, each of another address, as they are sent and published one after the other."""

    def send(article, count, *, networks=100, prefix="new", **rest):
        for number in range(count):
            comment = make_comment(
                article,
                email=f"{prefix}{number}@example.org",
                stars=5,
                message=f"Five! {prefix} {number}",
                network_hash=f"network {number % networks}",
                **rest,
            )
            apply_policy(comment)

    return send


@pytest.fixture
def frozen(article, rate):
    rate(article, 10)
    return RatingQuarantine.objects.get()


def shown(article):
    discussion = Discussion.objects.get(article=article)
    return str(discussion.rating_average), discussion.shown_rating_count


def known(make_comment, count):
    for number in range(count):
        make_comment(email=f"new{number}@example.org", created_at=timezone.now() - timedelta(days=9))


def test_a_burst_of_new_addresses_freezes_the_average_with_a_sentence_and_keeps_the_ratings(
    article, rate, client, frozen
):
    page = client.get(article.get_absolute_url()).text
    assert SENTENCE in page
    assert '<data class="rating-average" value="2.0">' in page
    assert '<data class="rating-count" value="4">' in page
    assert Discussion.objects.get(article=article).rating_count == 14
    assert Comment.objects.published().count() == 14
    assert (frozen.ratings, frozen.networks, frozen.new_addresses) == (10, 10, 10)
    rate(article, 3, prefix="later")
    assert shown(article) == ("2.0", 4)
    assert RatingQuarantine.objects.count() == 1


def test_a_burst_from_few_networks_is_one_whoever_rates(article, rate, make_comment):
    known(make_comment, 10)
    rate(article, 10, networks=5)
    assert shown(article) == ("2.0", 4)


@pytest.mark.parametrize("why", ["few", "known", "slow", "switched off", "small share", "no stars"])
def test_what_is_no_burst_counts_at_once(article, rate, make_comment, settings, time_machine, why):
    count = 10
    rest = {}
    if why == "few":
        count = 9
    elif why == "known":
        known(make_comment, 10)
    elif why == "switched off":
        settings.RATING_QUARANTINE = False
    elif why == "small share":
        for number in range(110):
            rest = {"stars": 5, "status": "published", "created_at": timezone.now() - timedelta(days=1)}
            make_comment(article, email=f"before{number}@example.org", **rest)
        rest = {}
    if why == "slow":
        for number in range(10):
            rate(article, 1, prefix=f"slow{number}-", created_at=timezone.now() + timedelta(minutes=3 * number))
    elif why == "no stars":
        for number in range(10):
            apply_policy(make_comment(article, email=f"silent{number}@example.org"))
    else:
        rate(article, count, **rest)
    assert not RatingQuarantine.objects.exists()
    assert Discussion.objects.get(article=article).frozen_star_counts is None


def test_an_article_that_nobody_had_rated_says_the_same_and_shows_no_average(make_article, rate, client):
    article = make_article()
    rate(article, 10)
    page = client.get(article.get_absolute_url()).text
    assert SENTENCE in page
    assert "rating-average" not in page


def test_a_frozen_article_stays_out_of_the_best_rated_and_its_card_shows_what_was(article, frozen, settings):
    settings.RATING_MINIMUM = 3
    assert not DiscussedArticle.objects.best_rated(timezone.now(), ratings=1).exists()
    assert str(Article.objects.for_cards().get(pk=article.pk).discussion.card_stars) == "2.0"


def test_a_moderator_lets_the_ratings_count_and_they_are_no_burst_again(article, rate, frozen):
    frozen.count(by=account("Moderator"))
    assert shown(article) == ("4.1", 14)
    rate(article, 1, prefix="later", created_at=timezone.now() + timedelta(seconds=1))
    assert shown(article) == ("4.2", 15)
    assert not RatingQuarantine.objects.open().exists()


def test_ratings_that_are_set_aside_do_not_count_and_nothing_else_is_lost(article, frozen, client):
    frozen.set_aside(by=account("Moderator"))
    assert shown(article) == ("2.0", 4)
    assert Discussion.objects.get(article=article).comment_count == 14
    assert compare([article.pk]) == []
    page = client.get(article.get_absolute_url()).text
    assert SENTENCE not in page
    assert "Five! new 9" in page
    assert page.count("not counted") == 10


def test_each_decision_can_be_taken_back(article, frozen):
    moderator = account("Moderator")
    frozen.set_aside(by=moderator)
    frozen.count(by=moderator)
    assert shown(article) == ("4.1", 14)
    frozen.set_aside(by=moderator)
    assert shown(article) == ("2.0", 4)
    assert compare([article.pk]) == []
    assert (frozen.outcome, frozen.decided_by) == ("set_aside", moderator)


def test_an_address_whose_newest_rating_is_set_aside_keeps_its_earlier_one(article, make_comment, rate):
    make_comment(
        article, email="new0@example.org", stars=1, status="published", created_at=timezone.now() - timedelta(days=2)
    )
    rate(article, 11)
    RatingQuarantine.objects.get().set_aside()
    assert Discussion.objects.get(article=article).true_star_counts == {1: 1, 2: 4, 3: 0, 4: 0, 5: 0}
    call_command("check_totals")


def test_the_desk_asks_moderators_and_they_decide_there(article, frozen):
    desk = signed_in(account("Moderator"))
    assert "frozen rating" in desk.get("/admin/").text
    assert article.headline in desk.get(BURSTS).text
    address = f"{BURSTS}{frozen.pk}/change/"
    page = desk.get(address).text
    assert "Let the ratings count" in page
    assert "Set the ratings aside" in page
    desk.post(address, {"_outcome": "set_aside"})
    frozen.refresh_from_db()
    assert frozen.outcome == "set_aside"
    assert "burst of ratings" not in desk.get("/admin/").text
    desk.post(address, {"_outcome": "counted"})
    frozen.refresh_from_db()
    assert frozen.outcome == "counted"


@pytest.mark.parametrize("outcome", ["", "nonsense"])
def test_an_outcome_that_is_none_changes_nothing(frozen, outcome):
    desk = signed_in(account("Moderator"))
    assert desk.post(f"{BURSTS}{frozen.pk}/change/", {"_outcome": outcome}).status_code == 403
    frozen.refresh_from_db()
    assert frozen.is_open


def test_bursts_are_for_moderators(frozen):
    reporter = signed_in(account("Reporter"))
    assert reporter.get(BURSTS).status_code == 403
    assert reporter.post(f"{BURSTS}{frozen.pk}/change/", {"_outcome": "counted"}).status_code == 403


# Every way that moves a total -----------------------------------------------------------------------------------------


@pytest.fixture
def raters(article, make_comment):
    """Ten whose two stars have counted for days."""
    long_ago = timezone.now() - timedelta(days=3)
    return [
        make_comment(
            article, email=f"old{number}@example.org", stars=2, status="published", created_at=long_ago,
            network_hash=f"network {number}",
        )
        for number in range(10)
    ]  # fmt: skip


def test_stars_changed_in_a_burst_on_the_commenters_pages_freeze_the_average(article, raters, client, link_to):
    for comment in raters[:9]:
        assert client.post(link_to(comment, "stars/"), {"rating": "5"}).status_code == 303
    assert shown(article) == ("3.9", 14)
    client.post(link_to(raters[9], "stars/"), {"rating": "5"})
    assert shown(article) == ("2.0", 14)
    burst = RatingQuarantine.objects.get()
    assert (burst.ratings, burst.changed, burst.new_addresses) == (10, 10, 0)
    assert SENTENCE in client.get(article.get_absolute_url()).text
    burst.count()
    assert shown(article) == ("4.1", 14)
    burst.set_aside()
    assert shown(article) == ("2.0", 4)
    assert compare([article.pk]) == []


def test_stars_taken_back_in_a_burst_freeze_the_average(article, raters, client, link_to):
    for comment in raters:
        client.post(link_to(comment, "stars/"), {"rating": ""})
    assert Discussion.objects.get(article=article).rating_count == 4
    assert shown(article) == ("2.0", 14)


def test_comments_withdrawn_in_a_burst_freeze_the_average(article, raters, client, link_to):
    for comment in raters:
        client.post(link_to(comment, "withdraw/"))
    assert shown(article) == ("2.0", 14)


def test_comments_withdrawn_and_sent_again_with_other_stars_freeze_the_average(article, raters, client, link_to, post):
    for comment in raters:
        comment.withdraw()
        post(article, email=comment.email, message=comment.message, rating="5")
    assert Discussion.objects.get(article=article).true_star_counts[5] == 10
    assert shown(article) == ("2.0", 14)


def test_ratings_that_a_moderator_publishes_together_are_a_burst_where_they_were_sent_in_one(
    article, make_comment, settings
):
    settings.COMMENTS_MODERATION = "all"
    yesterday = timezone.now() - timedelta(hours=20)
    for number in range(10):
        sent_at = yesterday + timedelta(seconds=number)
        make_comment(article, email=f"new{number}@example.org", stars=5, created_at=sent_at)
    Comment.objects.pending().publish(by=account("Moderator"))
    assert shown(article) == ("2.0", 4)


def test_ratings_that_a_moderator_publishes_one_by_one_are_one_too(article, make_comment):
    yesterday = timezone.now() - timedelta(hours=20)
    for number in range(10):
        make_comment(article, email=f"new{number}@example.org", stars=5, created_at=yesterday).publish()
    assert shown(article) == ("2.0", 4)


def test_a_moderator_who_publishes_what_came_in_over_a_day_sets_off_nothing(article, make_comment):
    for number in range(20):
        sent_at = timezone.now() - timedelta(hours=number)
        make_comment(article, email=f"new{number}@example.org", stars=5, created_at=sent_at)
    Comment.objects.pending().publish(by=account("Moderator"))
    assert shown(article) == ("4.5", 24)
    assert not RatingQuarantine.objects.exists()


def test_ratings_that_come_back_after_a_rejection_are_watched(article, make_comment):
    moderator = account("Moderator")
    comments = [
        make_comment(article, email=f"new{number}@example.org", stars=5, status="rejected") for number in range(20)
    ]
    for comment in comments[:10]:
        comment.publish(by=moderator)
    assert shown(article) == ("2.0", 4)


def test_ratings_that_come_back_by_undoing_are_watched(article, make_comment):
    moderator = account("Moderator")
    comments = [make_comment(article, email=f"new{number}@example.org", stars=5) for number in range(10)]
    for comment in comments[:9]:
        comment.publish(by=moderator)
    comments[9].publish(by=moderator)
    RatingQuarantine.objects.all().delete()
    Discussion.objects.filter(article=article).update(frozen_star_counts=None)
    comments[9].reject(by=moderator, reason="insult")
    undo(moderator, [comments[9].pk])
    assert shown(article) == ("2.0", 4)


def test_ratings_confirmed_in_a_burst_by_the_link_in_the_mail_freeze_the_average(
    article, make_comment, client, link_to, settings
):
    settings.COMMENTS_MODERATION = "confirmed"
    for number in range(10):
        sent_at = timezone.now() - timedelta(hours=number + 1)
        comment = make_comment(article, email=f"new{number}@example.org", stars=5, created_at=sent_at)
        client.post(link_to(comment))
    assert Discussion.objects.get(article=article).rating_count == 14
    assert shown(article) == ("2.0", 4)


def test_one_reader_who_changes_the_stars_often_is_no_burst(article, raters, client, link_to):
    for number in range(15):
        client.post(link_to(raters[0], "stars/"), {"rating": str(number % 5 + 1)})
    assert not RatingQuarantine.objects.exists()
    assert RatingMove.objects.filter(comment=raters[0], before__isnull=False).count() == 15


def test_whoever_writes_stars_moves_are_noted_and_forgotten_after_a_month(article, raters, time_machine):
    Comment.objects.filter(pk=raters[0].pk).update(stars=4)
    move = RatingMove.objects.order_by("-pk").first()
    assert (move.before, move.after, move.comment) == (2, 4, raters[0])
    assert timezone.now() - move.moved_at < timedelta(minutes=5)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    call_command("forget_traces")
    assert not RatingMove.objects.exists()


@pytest.mark.parametrize("what", ["comment", "address"])
@pytest.mark.parametrize("is_answered", [False, True])
def test_comments_erased_in_a_burst_freeze_the_average(
    article, raters, make_comment, client, link_to, what, is_answered
):
    for comment in raters:
        if is_answered:
            make_comment(article, parent=comment, status="published", email="bob@example.org")
        assert client.post(link_to(comment, "erase/"), {"what": what}).status_code == 200
    assert Discussion.objects.get(article=article).rating_count == 4
    assert shown(article) == ("2.0", 14)
    assert RatingQuarantine.objects.get().changed == 10
    assert compare([article.pk]) == []


def test_some_comments_that_are_erased_are_no_burst(article, raters):
    erase(Comment.objects.filter(pk__in=[comment.pk for comment in raters[:9]]))
    assert shown(article) == ("2.0", 5)
    assert not RatingQuarantine.objects.exists()


def test_an_erased_comment_leaves_a_move_without_a_name_for_a_month(article, raters, time_machine):
    erase(Comment.objects.filter(pk=raters[0].pk))
    last = RatingMove.objects.order_by("-pk").first()
    assert (last.before, last.after, last.comment_id) == (2, None, raters[0].pk)
    assert {field.name for field in RatingMove._meta.fields} == {
        "id", "article", "comment", "before", "after", "moved_at",
    }  # fmt: skip
    assert compare([article.pk]) == []
    time_machine.move_to(timezone.now() + timedelta(days=31))
    call_command("forget_traces")
    assert not RatingMove.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_hundred_ratings_from_one_address_at_once_leave_one(make_article, live_server):
    article = make_article()
    path = f"{article.get_absolute_url()}comments/"

    def send(number):
        connection = HTTPConnection(urlsplit(live_server.url).netloc, timeout=60)
        fields = {"email": "ada@example.org", "name": "Ada", "message": f"Text {number}", "rating": number % 5 + 1}
        connection.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
        status = connection.getresponse().status
        connection.close()
        return status

    with ThreadPoolExecutor(max_workers=10) as pool:
        assert set(pool.map(send, range(100))) == {303}
    discussion = Discussion.objects.get(article=article)
    assert (discussion.comment_count, discussion.rating_count) == (100, 1)
    newest = Comment.objects.newest_first().first()
    assert discussion.true_star_counts[newest.stars] == 1
    assert compare([article.pk]) == []
