"""SPAM_CHECKS: what each check finds, that it can be switched off, and that nothing it finds is lost."""
# ruff: noqa: RUF001 (letters that look alike are what this is about)

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Finding
from comments.spam.all_checks import CHECKS, OUTSIDE
from comments.spam.form_token import form_token
from comments.spam.in_use import is_in_use
from tests.sentences import ROOT, sources, texts

pytestmark = pytest.mark.django_db

INSIDE = [name for name in CHECKS if name not in OUTSIDE]
QUERIES = 22  # of a comment that passes all checks and is published at once, with two that only the test causes
LONG = "The second paragraph has it right, but the third leaves out what the harbour master said on Tuesday."


def test_a_check_is_named_once_and_documented_in_its_order():
    named = {}
    for path in sources():
        for text in texts(path):
            if text in ("honeypot", "alphabets", "duplicates", "akismet"):  # the other names are words of other things
                named.setdefault(text, []).append(path.name)
    assert named == {name: ["finding.py"] for name in ("honeypot", "alphabets", "duplicates", "akismet")}
    guide = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8").partition("Cheapest first: ")[2]
    places = [guide.index(f"`{name}`") for name in CHECKS]
    assert places == sorted(places)


def test_all_checks_but_those_outside_are_in_use_unless_some_are_named(settings):
    settings.SPAM_CHECKS = None
    assert [name for name in CHECKS if is_in_use(name)] == INSIDE
    settings.SPAM_CHECKS = []
    assert [name for name in CHECKS if is_in_use(name)] == []


@pytest.fixture(autouse=True)
def _published_unless_suspicious(settings):
    settings.COMMENTS_MODERATION = "open"
    settings.SPAM_CHECKS = INSIDE


@pytest.fixture
def write(post, time_machine):
    """Send a comment as a reader with a browser does: the token comes when the writing starts, the comment later."""

    def send(article, taking=timedelta(minutes=1), **changes):
        opened_at = timezone.now()
        time_machine.move_to(opened_at, tick=False)
        token = form_token(article.pk)
        time_machine.move_to(opened_at + taking, tick=False)
        assert post(article, **{"token": token, **changes}).status_code == 303
        return Comment.objects.latest("pk")

    return send


def test_a_person_who_writes_is_published(make_article, write):
    comment = write(make_article())
    assert (comment.status, comment.held_because) == ("published", [])


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"token": None}, "form"),
        ({"token": ""}, "form"),
        ({"token": "forged"}, "form"),
        ({"token": "\x00\uffff" * 100}, "form"),
        ({"taking": timedelta(seconds=1)}, "form"),
        ({"taking": timedelta(days=1, minutes=1)}, "form"),
        ({"website": "https://spam.example"}, "honeypot"),
        ({"message": "http://a.b http://c.d www.e.f"}, "links"),
        ({"name": "www.casino.example"}, "links"),
    ],
)
def test_each_check_holds_what_it_finds_and_says_so_and_can_be_switched_off(
    make_article, write, settings, changes, check
):
    article = make_article()
    comment = write(article, **changes)
    assert comment.held_by == [check]
    assert comment.status != "published"
    settings.SPAM_CHECKS = [name for name in INSIDE if name != check]
    comment = write(article, **{"email": "bob@example.org"} | changes)
    assert (comment.status, comment.held_because) == ("published", [])


def test_a_token_is_good_for_its_own_article_only(make_article, write):
    token = form_token(make_article().pk)
    assert write(make_article(), token=token).held_by == ["form"]


def test_all_checks_that_fire_are_kept_with_what_they_found(make_article, write):
    comment = write(
        make_article(), token="", website="buy\x00 now", message=LONG + " www.a.ex www.b.ex http://c.ex:80/x"
    )
    assert comment.held_because == [
        Finding("form", "it was sent without a script, or by a program"),
        Finding("honeypot", "buy now", refuses=True),
        Finding("links", "www.a.ex, www.b.ex, http://c.ex:80"),
    ]


def test_what_is_found_is_kept_at_a_length_that_can_be_read(make_article, write):
    found = write(make_article(), website="x" * 5000).held_because[0].found
    assert (len(found), found[-1]) == (200, "…")


def test_a_refused_comment_is_kept_and_can_be_restored(make_article, write):
    comment = write(make_article(), website="https://spam.example")
    assert (comment.status, comment.message) == ("spam", "Well put.")
    assert comment.decisions.get().made_by is None
    comment.publish()
    assert comment.status == "published"


def test_a_refused_comment_looks_to_its_writer_like_a_held_one(make_article, post, client, settings, time_machine):
    time_machine.move_to("2030-03-01 12:00Z", tick=False)
    settings.COMMENTS_MODERATION = "all"
    article = make_article()
    pages = []
    for changes in ({}, {"website": "https://spam.example"}):
        response = post(article, email=f"{len(pages)}@example.org", **changes)
        page = client.get(response["Location"]).text
        pages.append(re.sub(r"(?<=comment=)[\w-]+", "", page))
    assert [comment.status for comment in Comment.objects.order_by("pk")] == ["pending", "spam"]
    assert pages[0] == pages[1]
    assert "It will appear once a moderator has read it." in pages[0]


# The same text, and nearly the same -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (LONG, "the same text as comment"),
        (f"  {LONG.upper()}  !!!", "the same text as comment"),
        (LONG.replace("Tuesday", "Wednesday"), "nearly the same text as comment"),
        (f"{LONG} Yes.", "nearly the same text as comment"),
    ],
)
@pytest.mark.parametrize("on_another_article", [True, False])
def test_the_same_text_and_nearly_the_same_from_anybody_anywhere_is_held(
    make_article, write, message, says, on_another_article
):
    article = make_article()
    first = write(article, message=LONG)
    second = write(make_article() if on_another_article else article, message=message, email="bob@example.org")
    assert first.held_because == []
    assert second.held_because == [Finding("duplicates", f"{says} {first.pk}")]


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("Well said!", "Well said!"),
        (LONG, "A very different thought about the harbour: nobody asked those who fish there what they think of it."),
        (
            "海の水位は一日に二回上がったり下がったりしますが、理由は月の引力です。",
            "山の天気は変わりやすいので、登る前には必ず予報を確認してください。",
        ),
    ],
)
def test_short_texts_and_different_ones_are_no_duplicates(make_article, write, one, another):
    article = make_article()
    write(article, message=one)
    assert write(article, message=another, email="bob@example.org").held_because == []


def test_a_text_of_a_script_without_spaces_is_known_again(make_article, write):
    article = make_article()
    text = "海の水位は一日に二回上がったり下がったりしますが、理由は月の引力です。詳しくは記事を読んでください。"
    write(article, message=text)
    assert write(article, message=f"{text}!", email="bob@example.org").held_by == ["duplicates"]


def test_a_text_of_long_ago_may_be_said_again(make_article, make_comment, write):
    make_comment(message=LONG, created_at=timezone.now() - timedelta(days=31))
    assert write(make_article(), message=LONG).held_because == []


# History --------------------------------------------------------------------------------------------------------------


def test_an_address_of_which_more_was_refused_than_published_is_held(make_article, make_comment, write, settings):
    settings.COMMENTS_MODERATION = "all"
    make_comment(email="Ada+x@example.org", status="rejected")
    assert write(make_article()).held_because[0] == Finding("history", "1 was refused")


def test_where_comments_appear_at_once_nobody_can_try_out_which_address_was_refused(make_article, make_comment, write):
    make_comment(email="ada@example.org", status="rejected")
    assert write(make_article()).status == "published"


def test_more_published_than_refused_is_a_good_history(make_article, make_comment, write):
    make_comment(email="ada@example.org", status="rejected")
    make_comment(email="ada@example.org", status="published")
    assert write(make_article()).held_because == []


def test_nobody_spoils_the_history_of_an_address_that_is_not_theirs(make_article, make_comment, write):
    make_comment(email="ada@example.org", status="published", confirmed_at=timezone.now())
    for _ in range(3):
        make_comment(email="ada@example.org", status="spam")
    assert write(make_article()).held_because == []


# The form's token -----------------------------------------------------------------------------------------------------


def test_the_token_is_fetched_apart_so_that_the_page_stays_the_same_for_everybody(make_article, client):
    article = make_article()
    page = client.get(article.get_absolute_url())
    assert "public" in page["Cache-Control"]
    assert f'data-token="/comments/token/{article.pk}/"' in page.text
    assert page.content == client.get(article.get_absolute_url()).content
    answer = client.get(f"/comments/token/{article.pk}/")
    assert answer["Cache-Control"] == "no-store"
    assert list(answer.json()) == ["token"]


def test_fetching_a_token_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/comments/token/1/").status_code == 200


def test_without_a_script_the_form_on_its_own_page_brings_the_token(make_article, client, time_machine):
    article = make_article()
    time_machine.move_to("2030-03-01 12:00Z", tick=False)
    page = client.get(f"{article.get_absolute_url()}comments/new/")
    assert page["Cache-Control"] == "private, no-store"
    token = page.text.split('name="token" value="')[1].split('"')[0]
    time_machine.move_to("2030-03-01 12:01Z", tick=False)
    fields = {"email": "ada@example.org", "name": "Ada", "message": "Well put.", "token": token, "website": ""}
    client.post(f"{article.get_absolute_url()}comments/", fields)
    assert Comment.objects.get().status == "published"


def test_the_article_page_leads_readers_without_a_script_to_that_page(make_article, client):
    article = make_article()
    assert f'<a href="{article.get_absolute_url()}comments/new/">' in client.get(article.get_absolute_url()).text


def test_a_refused_form_keeps_its_token_or_gets_one(make_article, post):
    article = make_article()
    token = form_token(article.pk)
    assert f'name="token" value="{token}"' in post(article, message="", token=token).text
    assert f'name="token" value="{article.pk}-' in post(article, message="").text


@pytest.mark.parametrize(("state", "status"), [("locked", 200), ("hidden", 200)])
def test_the_page_of_the_form_says_when_a_discussion_is_closed(make_article, client, state, status):
    article = make_article()
    type(article.discussion).objects.filter(article=article).update(state=state, state_reason="It is late.")
    page = client.get(f"{article.get_absolute_url()}comments/new/")
    assert page.status_code == status
    assert "It is late." in page.text
    assert "<form" not in page.text


@pytest.mark.parametrize("what", [{"published_at": None}, {"withdrawn_at": timezone.now(), "withdrawal_reason": "No."}])
def test_what_takes_no_comments_has_no_page_of_a_form(make_article, client, what):
    assert client.get(f"{make_article(**what).get_absolute_url()}comments/new/").status_code == 404


# Cost -----------------------------------------------------------------------------------------------------------------


def test_a_comment_takes_as_many_queries_with_many_others_as_with_one(
    make_article, make_comment, write, django_assert_num_queries
):
    article = make_article()
    write(article, message=f"{LONG} Once.")
    with django_assert_num_queries(QUERIES):
        write(article, message="Another thought, of some length so that it is compared.")
    for number in range(20):
        make_comment(article, email="ada@example.org", message=f"{LONG} {number}", status="published")
    with django_assert_num_queries(QUERIES):
        write(article, message="And yet another, long enough for all of the checks as well.")


# Alphabets ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        "c\u0430sino",
        "p\u0430ypal",
        "\u0421asino",
        "кaзино",
        "vi\u03b1gra",
        "cas\u0456\u0336no",
        "\u0421АSINO",
        "b\u0585nus",
        "\ua4daasino",
        "\u15c5sino",
    ],
)
def test_a_word_that_mixes_alphabets_inside_is_held_and_named(make_article, post, settings, word):
    settings.SPAM_CHECKS = ["alphabets"]
    settings.COMMENTS_MODERATION = "open"
    post(make_article(), message=f"Come to the {word} today")
    comment = Comment.objects.get()
    assert (comment.status, comment.held_by) == ("pending", ["alphabets"])
    assert comment.held_because[0].found


@pytest.mark.parametrize(
    "text",
    [
        "5 µm, 3 μg, 10 kΩ and ΔT",
        "3D-принтер и IT-компания, SMSка",
        "β-carotene and TNF-α",
        "東京タワーとTVとスマホのアプリ",
        "김민수Kim 씨",
        "Иван (Ivan) и Ελένη",
        "Nguyễn Thị Ánh",
        "naïve café, Łódź, Ærø",
        "x² + y³ = ½",
    ],
)
def test_honest_mixes_of_alphabets_are_not_held(make_article, post, settings, text):
    settings.SPAM_CHECKS = ["alphabets"]
    settings.COMMENTS_MODERATION = "open"
    post(make_article(), message=text)
    assert Comment.objects.get().held_by == []
