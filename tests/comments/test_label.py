"""Whatever names an article's headline to a reader says how it was made, wherever it stands."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import html5lib
import pytest
from django.utils import timezone

from comments.own.signed_links import manage_url
from tests.staff import account

SAID = "The article: Content created by AI. Not checked by an editor before publication."
HEADLINE = "Why the sea comes back"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def article(db, make_article):
    return make_article(slug="tides", headline=HEADLINE, ai_use="generated")


@pytest.fixture
def comment(article, make_comment):
    sent_at = timezone.now() - timedelta(minutes=1)
    return make_comment(
        article, email="ada@example.org", status="published", created_at=sent_at, confirmed_at=sent_at, stars=4
    )


def lines_of(response):
    """The text of the page's content, by paragraph, heading and the like, in the order of a reader."""
    assert response.status_code in (200, 410)
    content = html5lib.parse(response.content, transport_encoding="utf-8", namespaceHTMLElements=False).find(".//main")
    texts = (
        " ".join("".join(each.itertext()).split()) for each in content.iter() if each.tag in ("p", "h1", "h2", "h3")
    )
    return [text for text in texts if text]


@pytest.mark.parametrize(
    "address",
    [
        "/articles/tides/comments/",
        "/articles/tides/comments/?stars=4",
        "/articles/tides/comments/new/",
        "/comments/{number}/replies/",
        "/comments/{number}/report/",
    ],
)
def test_pages_about_comments_say_it_before_the_headline(client, comment, address):
    lines = lines_of(client.get(address.format(number=comment.pk)))
    assert lines.index(SAID) < lines.index(HEADLINE)


def test_so_does_the_answer_to_a_report(client, comment):
    lines = lines_of(client.post(f"/comments/{comment.pk}/report/", {"reason": "insult"}, follow=True))
    assert lines.index(SAID) < lines.index(HEADLINE)


@pytest.mark.parametrize("below", ["", "edit/", "withdraw/", "erase/"])
def test_so_do_a_commenters_own_pages(client, comment, settings, below):
    lines = lines_of(client.get(manage_url(comment).removeprefix(settings.SITE_URL) + below))
    assert lines.index(SAID) < next(number for number, line in enumerate(lines) if HEADLINE in line)


def test_so_does_what_a_commenter_downloads(client, comment, settings):
    response = client.get(manage_url(comment).removeprefix(settings.SITE_URL) + "data.json")
    held = json.loads(b"".join(response) if response.streaming else response.content)
    assert held["comments"][0]["article"]["how_it_was_made"] == SAID.removeprefix("The article: ")


def test_so_does_the_page_of_a_withdrawn_article(client, article):
    article.withdrawn_at, article.withdrawal_reason = timezone.now(), "It was wrong."
    article.save()
    lines = lines_of(client.get("/articles/tides/"))
    assert lines.index(SAID) < lines.index(HEADLINE)


def test_the_best_rated_say_it(client, article, make_comment):
    for _ in range(10):
        make_comment(article, status="published", stars=5)
    lines = lines_of(client.get("/best-rated/"))
    (said,) = [line for line in lines if line.startswith("Content created by AI")]
    assert said.endswith("Not checked by an editor before publication.")
    assert lines.index(said) < lines.index(HEADLINE)


@pytest.mark.parametrize("address", ["/comments.atom", "/articles/tides/comments.atom", "/corrections/feed.atom"])
def test_feeds_about_an_article_say_it_in_each_entry(client, article, comment, address):
    article.corrections.create(text="It is twice a day.")
    (entry,) = ElementTree.fromstring(client.get(address).content).iter(f"{ATOM}entry")  # noqa: S314
    assert HEADLINE in entry.find(f"{ATOM}title").text
    first = html5lib.parseFragment(entry.find(f"{ATOM}summary").text, namespaceHTMLElements=False)[0]
    assert " ".join("".join(first.itertext()).split()) == SAID


def test_an_article_by_people_is_named_without_a_label(client, make_article):
    make_article(slug="by-people")
    assert "The article:" not in client.get("/articles/by-people/comments/").text


def test_passing_an_article_on_by_mail_passes_the_label_on(client, article):
    page = html5lib.parse(
        client.get("/articles/tides/").content, transport_encoding="utf-8", namespaceHTMLElements=False
    )
    (address,) = [link.get("href") for link in page.iter("a") if link.get("href").startswith("mailto:?")]
    assert "body=Content%20created%20by%20AI.%20Not%20checked" in address


# Mails ----------------------------------------------------------------------------------------------------------------


def assert_mail_says_it(mail):
    html = next(content for content, kind in mail.alternatives if kind == "text/html")
    page = html5lib.parse(html, namespaceHTMLElements=False)
    words = " ".join("".join(page.find(".//body").itertext()).split())
    assert SAID in mail.body
    assert words.index(SAID) < words.index(HEADLINE)


@pytest.mark.django_db(transaction=True)
def test_mails_that_name_an_article_say_it(client, article, comment, post, send_mail, make_comment, time_machine):
    moderator = account("Moderator")
    comment.mails_replies = True
    comment.save()
    post(article, email="grace@example.org")
    make_comment(article, email="eve@example.org", confirmed_at=timezone.now()).reject(by=moderator, reason="insult")
    make_comment(article, parent=comment, email="bob@example.org").publish(by=moderator)
    client.post("/comments/manage/", {"email": "ada@example.org"})
    client.post(
        f"/comments/{comment.pk}/report/",
        {
            "reason": "unlawful",
            "words": "It calls for violence.",
            "name": "Ada",
            "email": "al@example.org",
            "in_good_faith": "on",
        },
    )
    send_mail()
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    mails = send_mail()
    assert sorted(mail.to[0].partition("@")[0] for mail in mails) == ["ada", "ada", "al", "eve", "grace"]
    for mail in mails:
        assert_mail_says_it(mail)
