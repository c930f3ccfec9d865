"""The public ledger: what became of readers' comments, month by month, in numbers and nothing but numbers."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Decision, GoneComment, LedgerMonth, Objection
from comments.upkeep import ledger
from tests.staff import account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day_in_march(time_machine):
    time_machine.move_to("2030-03-15 12:00:00Z", tick=False)


@pytest.fixture
def moderator():
    return account("Moderator")


@pytest.fixture
def at(time_machine):
    """Go to a time of 2030, as in ``at("02-03 10:00")``; the moment."""

    def go(words):
        time_machine.move_to(f"2030-{words}:00Z", tick=False)
        return timezone.now()

    return go


def february():
    return ledger.months()[date(2030, 2, 1)]


def march():
    return ledger.months()[date(2030, 3, 1)]


def test_a_comment_counts_as_received_when_it_was_sent_and_as_decided_when_it_was(make_comment, moderator, at):
    comment = make_comment(created_at=at("02-27 12:00"))
    at("03-02 12:00")
    comment.publish(by=moderator)
    assert february() == {"received": 1}
    assert march() == {"published": 1, "median_wait": 3 * 24 * 3600}


def test_rejections_are_counted_by_their_reason(make_article, make_comment, moderator):
    article = make_article()
    for reason in ("insult", "insult", "off_topic"):
        make_comment(article).reject(moderator, reason)
    make_comment(article).mark_spam(moderator)
    assert march() == {
        "received": 4,
        "rejected": 3,
        "rejected.insult": 2,
        "rejected.off_topic": 1,
        "spam": 1,
        "median_wait": 0,
    }


def test_the_last_decision_of_a_month_counts_and_one_that_was_undone_does_not(make_comment, moderator, at):
    comment = make_comment(created_at=at("02-01 10:00"))
    comment.publish(moderator)
    at("02-01 11:00")
    comment.reject(moderator, "insult")
    undone = make_comment(created_at=at("02-02 10:00"))
    undone.publish(moderator)
    Comment.objects.filter(pk=undone.pk).hold(moderator)
    at("03-01 10:00")
    comment.publish(moderator)
    assert february() | {"median_wait": 0} == {
        "received": 2,
        "rejected": 1,
        "rejected.insult": 1,
        "median_wait": 0,
    }
    assert march()["published"] == 1


def test_a_decision_that_leaves_a_comment_as_it_stood_is_not_counted_again(make_comment, moderator, at):
    kept, rejected = make_comment(created_at=at("02-01 10:00")), make_comment(created_at=at("02-01 10:00"))
    kept.publish(moderator)
    rejected.reject(moderator, "insult")
    at("03-01 10:00")
    Decision.objects.create(comment=kept, verdict="published", words="Kept after reports", made_by=moderator)
    Objection.objects.create(comment=rejected).decide(account("Moderator"), upheld=False)
    assert (february()["published"], february()["rejected"]) == (1, 1)
    assert march() == {"objections": 1}


def test_the_wait_is_the_median_over_what_a_person_decided(make_article, make_comment, moderator, at):
    article = make_article()
    now = at("03-10 12:00")
    for hours in (1, 5, 100):
        make_comment(article, created_at=now - timedelta(hours=hours)).publish(moderator)
    make_comment(article, created_at=now).publish(words="policy: open")
    assert march()["median_wait"] == 5 * 3600


def test_what_the_house_put_back_into_the_queue_waits_from_then_on(make_comment, moderator, at):
    comment = make_comment(created_at=at("02-01 10:00"))
    comment.publish(words="policy: open")
    at("03-01 10:00")
    Comment.objects.filter(pk=comment.pk).hold(words="reports")
    at("03-01 12:00")
    comment.reject(moderator, "insult")
    assert march()["median_wait"] == 2 * 3600


def test_objections_count_when_they_were_made_and_as_upheld_when_that_was_decided(make_comment, moderator, at):
    at("02-10 10:00")
    objections = []
    for _ in range(3):
        comment = make_comment()
        comment.reject(moderator, "insult")
        objections.append(Objection.objects.create(comment=comment, words="It was no insult."))
    at("03-02 10:00")
    second = account("Moderator")
    objections[0].decide(second, upheld=True)
    objections[1].decide(second, upheld=False)
    assert february()["objections"] == 3
    assert "upheld" not in february()
    assert march() == {"upheld": 1, "published": 1}


def test_months_are_those_of_the_site(make_comment, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    make_comment(created_at=datetime(2030, 2, 28, 12, tzinfo=UTC))
    assert february_and_march() == (None, {"received": 1})


def february_and_march():
    months = ledger.months()
    return months.get(date(2030, 2, 1)), months.get(date(2030, 3, 1))


def test_staff_s_own_answers_are_no_readers_comments(make_comment):
    make_comment(is_staff_reply=True)
    assert ledger.months() == {}


def test_erasing_comments_changes_no_figure(make_comment, moderator, at):
    for when in ("01-10 10:00", "02-10 10:00", "03-10 10:00"):
        make_comment(created_at=at(when)).reject(moderator, "insult")
    before = ledger.months()
    assert ledger.keep() == 2
    Comment.objects.all().delete()
    after = ledger.months()
    for figures in (*before.values(), *after.values()):
        figures.pop("median_wait", None)
    assert after == before


def test_what_is_kept_is_kept_once_and_its_traces_go(make_comment, at):
    at("02-10 10:00")
    make_comment().delete()
    assert ledger.keep() == 0, "what was under way just now may still arrive"
    assert GoneComment.objects.count() == 1
    at("02-10 12:00")
    assert (ledger.keep(), ledger.keep()) == (1, 0)
    assert not GoneComment.objects.exists()
    make_comment()
    assert february() == {"received": 2}
    at("03-01 00:30")
    make_comment()
    assert ledger.keep() == 1
    assert (february(), march()) == ({"received": 2}, {"received": 1})
    assert LedgerMonth.objects.get().figures == {"received": 2}


def test_what_is_kept_of_the_running_month_changes_no_figure(make_article, make_comment, moderator, at):
    """Whenever it is kept: comments that are decided on again before and after that still count once."""

    def happen(day):
        article = make_article()
        first, second, third = (make_comment(article, created_at=at(f"{day} 09:0{number}")) for number in range(3))
        at(f"{day} 10:00")
        first.reject(moderator, "insult")
        second.publish(moderator)
        third.publish(words="policy: open")
        comments.extend([first, second, third])
        for number, comment in enumerate(comments):
            at(f"{day} {11 + number % 9}:00")
            again = Comment.objects.filter(pk=comment.pk)
            if number % 5 == 0:
                again.hold(moderator)
            elif number % 5 == 1:
                again.reject(moderator, "off_topic")
            elif number % 5 == 2:
                again.publish(moderator)
            elif number % 5 == 3:
                again.mark_spam(moderator)
            elif objection := Objection.objects.filter(comment=comment).first():
                objection.decide(second_moderator, upheld=True)
            elif again.get().status == "rejected":
                Objection.objects.create(comment=comment)

    comments, second_moderator = [], account("Moderator")
    days = ("01-30", "01-31", "02-01", "02-02", "02-15", "02-28", "03-01", "03-02")
    for day in days:
        happen(day)
        ledger.keep()
    at("03-03 12:00")
    kept = ledger.months()
    LedgerMonth.objects.all().delete()
    counted = ledger.months()
    assert kept == counted
    assert counted[date(2030, 2, 1)]["received"] == 12
    assert len(counted[date(2030, 2, 1)]) > 6


def test_a_month_without_anything_leaves_no_gap_in_what_is_kept(make_comment, at):
    make_comment(created_at=at("01-10 10:00"))
    make_comment(created_at=at("03-10 10:00"))
    at("05-10 10:00")
    assert ledger.keep() == 2
    make_comment(created_at=timezone.now())
    assert list(ledger.months()) == [date(2030, 5, 1), date(2030, 3, 1), date(2030, 1, 1)]


def test_the_page_shows_the_newest_month_first_with_the_words_of_the_house_rules(client, make_comment, moderator, at):
    make_comment(created_at=at("02-10 10:00")).reject(moderator, "private_data")
    at("03-15 12:00")
    page = client.get("/transparency/")
    assert page.status_code == 200
    text = page.text
    assert text.index('id="month-2030-03"') < text.index('id="month-2030-02"')
    assert "so far" in text
    assert "Personal details" in text
    assert "public" in page["Cache-Control"]
    assert not page.cookies


def test_the_page_shows_two_years_and_the_files_show_all(client):
    LedgerMonth.objects.bulk_create(
        LedgerMonth(
            month=date(year, month, 1),
            until=datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC),
            figures={"received": year},
        )
        for year in range(2020, 2030)
        for month in range(1, 13)
    )
    assert client.get("/transparency/").text.count('class="ledger-month"') == 24
    assert len(client.get("/transparency.json").json()["months"]) == 121
    assert client.get("/transparency.csv").text.count("\n") == 121


def test_no_name_address_or_text_of_anybody_is_told(client, make_comment, moderator):
    comment = make_comment(name="Grace Hopper", email="grace@example.org", message="Well put, I say.")
    comment.reject(moderator, "other", "Grace went too far.")
    for address in ("/transparency/", "/transparency.json", "/transparency.csv"):
        text = client.get(address).text
        for personal in ("Grace", "grace@", "Well put", "too far", moderator.username, comment.article.headline):
            assert personal not in text


def test_files_and_page_agree(client, make_comment, moderator):
    make_comment().reject(moderator, "insult")
    (month,) = client.get("/transparency.json").json()["months"]
    assert (month["month"], month["is_over"]) == ("2030-03", False)
    lines = list(csv.DictReader(io.StringIO(client.get("/transparency.csv").text)))
    for section in ("comments", "articles"):
        figures = {line["figure"]: int(line["value"]) for line in lines if line["section"] == section}
        assert figures == month[section] != {}
    assert {(line["month"], line["section"]) for line in lines} == {("2030-03", "comments"), ("2030-03", "articles")}


def test_any_number_of_comments_and_months_takes_the_same_queries(
    client, make_article, make_comment, moderator, at, django_assert_num_queries
):
    client.get("/transparency/")
    with django_assert_num_queries(11):
        client.get("/transparency/")
    article = make_article()
    for month in range(1, 4):
        for _ in range(3):
            make_comment(article, created_at=at(f"{month:02}-10 10:00")).reject(moderator, "insult")
    ledger.keep()
    with django_assert_num_queries(11):
        client.get("/transparency/")


def test_bars_say_by_month_how_articles_were_made_and_how_many_comments_came(client, make_article, make_comment):
    for ai_use in ("none", "generated", "generated"):
        make_article(ai_use=ai_use)
    make_comment(make_article(ai_use="generated"))
    page = client.get("/transparency/").text
    articles, comments = re.findall(r'<section class="month-bars".*?</section>', page, re.DOTALL)
    bars = re.findall(r'<rect class="bar--(\w+)" x="([\d.]+)" width="([\d.]+)"', articles)
    assert bars == [("human", "0.00", "25.00"), ("ai_generated", "25.00", "75.00")]
    assert "<td>4</td>" in articles
    assert re.findall(r'<rect class="bar--(\w+)"', comments) == ["received"]


def test_what_is_zero_is_folded(client, make_comment):
    make_comment()
    page = client.get("/transparency/").text
    zeros = "".join(re.findall(r"<details.*?</details>", page, re.DOTALL))
    assert zeros.count("<td>0</td>") == page.count("<td>0</td>") > 0
    assert "Received" not in zeros


def test_a_site_where_nothing_has_happened_yet_says_so_in_zeros(client):
    page = client.get("/transparency/").text
    assert "March 2030" in page
    assert page.count("<td>0</td>") == 6 + 7
    assert Decision.objects.count() == 0
