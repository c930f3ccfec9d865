"""The desk's first page: what needs whom, the week, the last days, and a menu in plain words."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, Correction, Page
from comments.models import Discussion, RatingQuarantine, Report
from newsroom.desk.desk_menu import GROUPS, PLACES
from newsroom.desk.front import reception
from newsroom.desk.front.day_picture import HEIGHT, bars, points
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2026-11-25T12:00:00+00:00")  # a Wednesday
DAY = timedelta(days=1)


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def front(who, query=""):
    user = who if isinstance(who, User) else account(who)
    return signed_in(user).get(f"/admin/{query}")


def words(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2])).split())


def cards(page):
    return {card.key: card for card in page.context["waiting"].cards}


# What needs whom ------------------------------------------------------------------------------------------------------


def test_an_editor_sees_what_was_submitted_what_goes_out_today_and_the_own_drafts(noon, make_article):
    editor, reporter = account("Editor"), account("Reporter")
    make_article(published_at=None, headline="Handed in", submitted_at=NOW - 2 * DAY, submitted_by=reporter)
    make_article(published_at=NOW + timedelta(hours=3), headline="At three")
    make_article(published_at=NOW + DAY, headline="Tomorrow")
    make_article(published_at=None, headline="Begun", created_by=editor)
    make_article(published_at=None, headline="Of another", created_by=reporter)
    Page.objects.filter(slug="about").update(body="<p>[[Who we are]]</p>")
    shown = cards(front(editor))
    assert [row.words for row in shown["submitted"].rows] == ["Handed in"]
    assert [row.words for row in shown["scheduled"].rows] == ["At three"]
    assert [row.words for row in shown["drafts"].rows] == ["Begun"]
    assert shown["pages"].count
    assert "by reporter" in words(front(editor))
    assert "15:00 At three" in words(front(editor))


def test_a_moderator_sees_waiting_comments_with_the_age_of_the_oldest_reports_objections_and_frozen_ratings(
    noon, make_article, make_comment
):
    article = make_article()
    make_comment(article, created_at=NOW - timedelta(hours=7))
    make_comment(article, created_at=NOW - timedelta(hours=1))
    published = make_comment(article, status="published")
    Report.objects.create(comment=published, reason="insult", created_at=NOW - timedelta(minutes=5))
    RatingQuarantine.objects.create(
        discussion=Discussion.objects.get(article=article),
        **dict.fromkeys(["began_at", "noticed_at"], NOW),
        **dict.fromkeys(["ratings", "networks", "new_addresses"], 3),
    )
    page = front("Moderator")
    shown = cards(page)
    assert {key: card.count for key, card in shown.items()} == {"comments": 2, "reports": 1, "frozen": 1}
    assert "2 comments waiting The oldest was sent 7 hours ago ." in words(page)
    assert "1 report by a reader The oldest was sent 5 minutes ago ." in words(page)
    assert "Nothing waits here: objections." in words(page)


def test_a_reporter_sees_the_own_work_and_no_work_of_others(noon, make_article, make_comment):
    reporter = account("Reporter")
    make_article(published_at=None, headline="Mine", created_by=reporter)
    make_article(published_at=None, headline="Handed in", created_by=reporter, submitted_at=NOW)
    make_article(published_at=NOW + timedelta(hours=1), headline="Mine today", created_by=reporter)
    make_article(published_at=NOW + timedelta(hours=1), headline="Of another")
    make_article(published_at=None, submitted_at=NOW, headline="Of another")
    make_comment(status="pending")
    page = front(reporter)
    assert {key: [row.words for row in card.rows] for key, card in cards(page).items()} == {
        "handed-in": ["Handed in"],
        "scheduled": ["Mine today"],
        "drafts": ["Mine"],
    }
    assert "Of another" not in page.text
    assert page.context["figures"] == []
    assert page.context["decisions"] is None


def test_failed_mails_are_told_to_administrators_alone():
    assert "failed mails" in words(front("Administrator"))
    for group in ("Editor", "Moderator", "Reporter"):
        assert "failed mails" not in words(front(group))


# The week -------------------------------------------------------------------------------------------------------------


def test_the_calendar_shows_the_week_by_day_in_the_sites_time_zone(settings, noon, make_article):
    settings.TIME_ZONE = "Asia/Tokyo"
    make_article(published_at=NOW - DAY, headline="Yesterday’s")
    make_article(published_at=datetime.fromisoformat("2026-11-27T16:30:00+00:00"), headline="Late on Friday")
    make_article(published_at=NOW + 7 * DAY, headline="Next week")
    page = front("Editor")
    week = page.context["week"]
    assert [day.date.isoformat() for day in week.days][::6] == ["2026-11-23", "2026-11-29"]
    entries = {f"{day.date:%a}": [(entry.kind, entry.headline) for entry in day.entries] for day in week.days}
    assert entries["Tue"] == [("published", "Yesterday’s")]
    assert entries["Sat"] == [("scheduled", "Late on Friday")]
    assert "Times are in Asia/Tokyo, UTC+9." in words(page)
    assert "01:30 Scheduled Late on Friday" in words(page)
    assert "Next week" not in words(page)
    assert "Next week" in words(front("Editor", "?week=2026-12-02"))


def test_a_day_with_many_articles_names_its_latest_and_counts_the_others(noon, make_article):
    for number in range(8):
        make_article(published_at=NOW - timedelta(minutes=number), headline=f"Number {number}")
    page = front("Editor")
    assert "and 2 earlier articles" in words(page)
    assert "Published Number 5" in words(page)
    assert "Published Number 6" not in words(page)


@pytest.mark.parametrize("week", ["", "2026-02-31", "soon", "0001-01-01", "9999-12-31", "2026-12-02T12:00", "\u0660"])
def test_whatever_week_an_address_names_the_page_is_shown(noon, week):
    page = front("Editor", f"?week={week}")
    assert page.status_code == 200
    assert len(page.context["week"].days) == 7


# The last days --------------------------------------------------------------------------------------------------------


def figures(page):
    return {figure.key: figure for figure in page.context["figures"]}


def test_the_figures_count_each_of_the_last_days(noon, make_article, make_comment):
    old = make_article(published_at=NOW - 40 * DAY)
    article = make_article(published_at=NOW - 2 * DAY, ai_use="generated")
    make_article(published_at=NOW + DAY)
    make_comment(article, status="published", stars=5, created_at=NOW - DAY)
    make_comment(article, status="published", stars=2, created_at=NOW - DAY)
    make_comment(article, status="spam", created_at=NOW)
    make_comment(old, status="published", stars=1, created_at=NOW - 35 * DAY)
    Correction.objects.create(article=old, text="It was the other moon.", made_at=NOW - 3 * DAY)
    shown = figures(front("Administrator"))
    assert {key: figure.total for key, figure in shown.items()} == {
        "published": "1",
        "comments": "3",
        "stars": "3.5",
        "corrections": "1",
    }
    assert [cells for day, cells in shown["comments"].rows[:2]] == [["0", "1"], ["2", "0"]]
    assert dict(shown["published"].rows)[(NOW - 2 * DAY).date()] == ["0", "0", "0", "1"]
    assert len(shown["published"].rows) == 30
    assert [bar.kind for bar in shown["published"].picture.bars] == ["ai_generated"]


def test_a_picture_has_a_title_a_description_and_the_same_figures_as_a_table(noon, make_article):
    make_article(published_at=NOW - DAY)
    page = front("Editor")
    picture = page.text.partition('<svg class="front-picture"')[2].partition("</svg>")[0]
    assert 'role="img"' in picture
    for part in ("title", "desc"):
        assert re.search(rf'<{part} id="picture-published-{part}">[^<]+<', picture)
    assert 'aria-labelledby="picture-published-title picture-published-desc"' in picture
    table = page.text.partition("As a table")[2].partition("</table>")[0]
    assert table.count('<th scope="row">') == 30
    assert "style=" not in page.text.partition("<main")[2]


def test_each_role_sees_the_figures_of_its_own_work():
    assert list(figures(front("Editor"))) == ["published", "comments", "stars", "corrections"]
    assert list(figures(front("Moderator"))) == ["comments", "stars"]
    assert list(figures(front("Reporter"))) == []


def test_bars_are_as_high_as_their_share_of_the_highest_day():
    picture = bars([[1, 1], [4, 0], [0, 0]], ["a", "b"])
    assert [(bar.kind, bar.height, bar.y) for bar in picture.bars] == [
        ("a", HEIGHT / 4, HEIGHT * 3 / 4),
        ("b", HEIGHT / 4, HEIGHT / 2),
        ("a", HEIGHT, 0),
    ]
    assert bars([[0], [0]], ["a"]).bars == []


def test_a_day_without_ratings_breaks_the_line():
    picture = points([1, 5, None, 3], lowest=1, highest=5)
    assert [len(line) for line in picture.lines] == [2, 1]
    assert len(picture.paths) == 1
    assert picture.points[0].y > picture.points[1].y


# How readers took it --------------------------------------------------------------------------------------------------


@pytest.fixture
def rate(make_comment):
    def give(article, *stars):
        for number in stars:
            make_comment(article, status="published", stars=number)
        return article

    return give


def names(received):
    return [each.headline for each in received]


def test_the_best_the_worst_and_the_most_discussed_of_the_last_days_are_named(settings, noon, make_article, rate):
    settings.RATING_MINIMUM = 2
    settings.RATING_QUARANTINE = False
    rate(make_article(published_at=NOW - DAY, headline="Good"), 5, 4)
    rate(make_article(published_at=NOW - DAY, headline="Better"), 5, 5, 5)
    rate(make_article(published_at=NOW - DAY, headline="Poor"), 1, 2)
    rate(make_article(published_at=NOW - DAY, headline="Rated once"), 1)
    rate(make_article(published_at=NOW - 50 * DAY, headline="Long ago"), 5, 5, 5, 5)
    hidden = rate(make_article(published_at=NOW - DAY, headline="Hidden"), 5, 5, 5, 5)
    Discussion.objects.filter(article=hidden).update(state="hidden")
    found = front("Editor").context["reception"]
    assert names(found.best) == ["Better", "Good"]
    assert names(found.worst) == ["Poor"]
    assert names(found.discussed) == ["Better", "Poor", "Good", "Rated once"]


def test_an_article_ages_that_readers_still_discuss_and_no_one_has_touched_for_long(noon, make_article, make_comment):
    long_ago = NOW - reception.UNTOUCHED_FOR - DAY
    ageing = make_article(published_at=long_ago, headline="Ageing")
    updated = make_article(published_at=long_ago, updated_at=NOW - DAY, headline="Updated")
    corrected = make_article(published_at=long_ago, headline="Corrected")
    Correction.objects.create(article=corrected, text="It was the other moon.")
    quiet = make_article(published_at=long_ago, headline="Quiet")
    for article in (ageing, ageing, updated, corrected):
        make_comment(article, status="published")
    make_comment(quiet, status="published", created_at=NOW - 60 * DAY)
    found = front("Editor").context["reception"].ageing
    assert [(each.headline, each.amount) for each in found] == [("Ageing", 2)]


def test_a_moderator_is_led_to_what_readers_see_and_an_editor_to_the_desk(settings, noon, make_article, rate):
    article = rate(make_article(published_at=NOW - DAY), 4)
    assert front("Moderator").context["reception"].discussed[0].address == article.get_absolute_url()
    assert "/admin/articles/article/" in front("Editor").context["reception"].discussed[0].address


def test_the_last_decisions_are_shown_with_who_made_them(make_comment):
    moderator = account("Moderator")
    make_comment(message="Too loud").reject(by=moderator, reason="insult")
    make_comment(message="By the house").publish()
    shown = front("Moderator").context["decisions"]
    assert [(each.verdict, each.who, each.words) for each in shown] == [("Rejected", moderator.username, "Too loud")]


# The menu -------------------------------------------------------------------------------------------------------------


def menu(page):
    return {group["key"]: [str(entry["words"]) for entry in group["models"]] for group in page.context["menu"]}


def test_each_role_finds_its_own_pages_in_the_menu_in_plain_words():
    assert menu(front("Reporter")) == {
        "writing": ["Articles", "Readers", "Topics", "Writers"],
        "pictures": ["All pictures"],
        "site": ["Sections"],
    }
    assert list(menu(front("Moderator"))) == ["comments"]
    assert {"people", "system"} & menu(front("Editor")).keys() == set()
    assert {"people", "system"} <= menu(front("Administrator")).keys()


@pytest.mark.parametrize("group", ["Reporter", "Editor", "Moderator", "Administrator"])
def test_the_front_speaks_of_no_machinery(group):
    page = words(front(group))
    for jargon in ("Axes", "Database", "Task Results", "Authentication and Authorization", "Bursts", "Intake"):
        assert jargon not in page


def test_every_list_of_the_desk_is_in_one_group_of_the_menu():
    front_of_all = signed_in(User.objects.create_superuser("root")).get("/admin/")
    shown = [entry["model"] for group in front_of_all.context["menu"] for entry in group["models"]]
    assert sorted(map(str, shown)) == sorted(str(model) for model in admin.site._registry)
    assert {group.key for group, _words in PLACES.values()} <= {group.key for group in GROUPS}


# What it costs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["Reporter", "Editor", "Moderator", "Administrator"])
def test_the_front_takes_as_many_queries_with_more_rows(
    group, make_article, make_comment, django_assert_max_num_queries
):
    user = account(group)
    desk = signed_in(user)

    def fill():
        for state in ({"submitted_at": timezone.now()}, {"created_by": user}):
            make_article(published_at=None, **state)
        make_article(published_at=timezone.now() + timedelta(seconds=30), created_by=user)
        article = make_article(published_at=timezone.now() - DAY)
        make_comment(article)
        comment = make_comment(article, status="published", stars=4)
        Report.objects.create(comment=comment, reason="insult", words=str(comment.pk))
        make_comment(article).reject(by=user, reason="insult")

    fill()
    desk.get("/admin/")
    with django_assert_max_num_queries(30) as queries:
        desk.get("/admin/")
    before = len(queries.captured_queries)
    for _more in range(4):
        fill()
    with django_assert_max_num_queries(before):
        desk.get("/admin/")
    assert Article.objects.count() == 20
