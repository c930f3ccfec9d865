"""What becomes a link in a reader's words, and what the checks make of it."""
# ruff: noqa: RUF001 (characters that look alike are what this is about)

import html
import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.models import Comment, Rule
from comments.text.links import hosts_in, linked, links_in

pytestmark = pytest.mark.django_db


def test_addresses_of_pages_are_links_that_search_engines_do_not_follow():
    assert linked("See https://example.org/a.") == (
        'See <a href="https://example.org/a" rel="nofollow">https://example.org/a</a>.'
    )


def test_an_e_mail_address_in_a_comment_is_no_link():
    assert linked("Write to bob@example.org or mailto:bob@example.org!") == (
        "Write to bob@example.org or mailto:bob@example.org!"
    )


def test_markup_is_shown_as_it_was_typed():
    assert linked("<b>x</b> & <script>") == "&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;"


# What becomes a link, and where it ends -------------------------------------------------------------------------------


def shown_links(text):
    """Where the links lead that readers of text can click, with their words."""
    return re.findall(r'<a href="([^"]*)" rel="nofollow">([^<]*)</a>', str(linked(text)))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Read https://example.org/a… and more", "https://example.org/a"),
        ("Read https://example.org/a—it is short", "https://example.org/a"),
        ("“See https://example.org/a”", "https://example.org/a"),
        ("»https://example.org/a«", "https://example.org/a"),
        ("（https://example.org/a）", "https://example.org/a"),
        ("请看https://example.org/a。谢谢", "https://example.org/a"),
        ("请看https://example.org看这里", "https://example.org"),
        ("[the study](https://example.org/a) says", "https://example.org/a"),
        ("[it](https://example.org/a_(b)) says", "https://example.org/a_(b)"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("**https://example.org/a** and _that_", "https://example.org/a"),
        ("_https://example.org/a_", "https://example.org/a"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
        ("https://example.org/a?!", "https://example.org/a"),
        ("https://example.org/?q=1&w=2;", "https://example.org/?q=1&amp;w=2"),
        ("https://example.org/a–b", "https://example.org/a%E2%80%93b"),
        ("See example.org.", "https://example.org"),
        ("See (www.example.org:8080/a),", "https://www.example.org:8080/a"),
        ("https://münchen.example/straße", "https://xn--mnchen-3ya.example/stra%C3%9Fe"),
        ("http://192.0.2.1:80/x", "http://192.0.2.1:80/x"),
        ("xn--e1afmkfd.xn--p1ai", "https://xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_a_link_ends_where_its_address_ends(text, address):
    assert [href for href, _words in shown_links(text)] == [address]


def test_the_words_of_a_link_are_those_that_were_typed():
    assert shown_links("https://münchen.example/a_(b)…") == [
        ("https://xn--mnchen-3ya.example/a_(b)", "https://münchen.example/a_(b)")
    ]
    assert linked("[a](https://example.org/b)") == (
        '[a](<a href="https://example.org/b" rel="nofollow">https://example.org/b</a>)'
    )


@pytest.mark.parametrize(
    "text",
    [
        "Amazon.com, Booking.com and eBay.com",
        "bob@example.org",
        "done.so I left",
        "hxxp://example.org/a",
        "javascript://example.org/%0Aalert(1)",
        "https://bank.example@evil.example/",
        "https://ex%61mple.com/",
        "https://good.example\\@evil.example/",
    ],
)
def test_what_is_no_link_or_pretends_to_lead_elsewhere_is_text(text):
    assert shown_links(text) == []


SPELLINGS = [
    "spam.com",
    "www.spam.com",
    "WWW.SPAM.COM",
    "http://spam.com",
    "hxxp://spam.com",
    "ftp://spam.com",
    "https://spam.com:8443/x",
    "https://bank.example@spam.com/",
    "https://user:secret@spam.com",
    "(spam.com)",
    "spam.com/path…",
    "[text](spam.com)",
    "sub.spam.com",
    "https://[2001:db8::1]/",
    "http://198.51.100.7/",
    "http://3325256711/",
    "https://спам.рф/",
    "xn--80aaf2ajx.xn--p1ai",
    "https://sp%61m.com/",
    "https://ｓｐａｍ．com/",
    "https://spam。com/",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_readers_could_click_counts_for_the_check_of_links(make_article, post, spelling):
    post(make_article(), message=f"One {spelling} two {spelling} three {spelling} end")
    assert "links" in Comment.objects.get().held_by


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*SPELLINGS, "Amazon.com", "bob@spam.com", "…", "(", ")", "[", "](", "@", "\\", " ", "。", "看", "—", "x"]
        ),
        max_size=12,
    ).map("".join)
)
def test_no_link_on_the_page_is_missed_by_the_checks(text):
    clicked = shown_links(text)
    assert len(links_in(text)) >= len(clicked)
    hosts = {urlsplit(html.unescape(href)).hostname for href, _words in clicked}
    assert hosts <= {host.strip("[]") for host in hosts_in(text)}
    assert html.unescape(re.sub(r"<[^>]*>", "", str(linked(text)))) == text


@pytest.mark.parametrize("spelling", ["Amazon.com", "done.so", "bob@example.org", "e.g. this", "3.14", "node.js"])
def test_what_is_text_for_readers_is_no_link_for_the_check(make_article, post, spelling):
    post(make_article(), message=f"One {spelling} two {spelling} three {spelling} end")
    assert "links" not in Comment.objects.get().held_by


@pytest.mark.parametrize(
    "name", ["spam.com", "Spam.COM", "Buy at www.spam.com", "ada@spam.com", "Ada (spam。com)", "xn--80aaf2ajx.xn--p1ai"]
)
def test_a_domain_in_a_name_holds_the_comment(make_article, post, name):
    post(make_article(), name=name)
    assert "links" in Comment.objects.get().held_by


@pytest.mark.parametrize("name", ["J.R.R. Tolkien", "Dr.Who", "Ana M. Silva", "St.Ives"])
def test_a_name_with_dots_is_no_domain(make_article, post, name):
    post(make_article(), name=name)
    assert "links" not in Comment.objects.get().held_by


@pytest.mark.parametrize(
    "text",
    [
        "spam.com",
        "Spam.com",
        "a.b.SPAM.com/x",
        "www.spam.com",
        "hxxp://spam.com",
        "https://ok.example@spam.com",
        "https://spam.com:8080",
        "ada@spam.com",
        "spam。com",
        "ｓｐａｍ．ｃｏｍ",
        "sp\u00adam.com",
        "https://sp%61m.com/",
        "请看spam.com看这里",
        "see https://ok.example/,https://spam.com/",
        "[x](spam.com)",
    ],
)
def test_a_rule_about_a_domain_finds_it_in_every_spelling(make_comment, text):
    rule = Rule(kind="domain", pattern="spam.com")
    assert rule.catches(make_comment(message=text))
    assert rule.catches(make_comment(name=text))


@pytest.mark.parametrize("text", ["notspam.com", "spam.com.example", "spam.community", "https://ok.example/spam.co"])
def test_a_rule_about_a_domain_finds_no_other(make_comment, text):
    assert not Rule(kind="domain", pattern="spam.com").catches(make_comment(message=text))


def test_links_count_in_edits_as_in_what_was_sent(make_article, post, client, link_to, settings):
    settings.COMMENTS_MODERATION = "open"
    post(make_article())
    comment = Comment.objects.get()
    client.post(link_to(comment, "edit/"), {"message": "spam.com www.spam.com spam.org"})
    comment.refresh_from_db()
    assert (comment.status, comment.held_by) == ("pending", ["links"])


def test_the_feed_has_the_links_of_the_page(make_article, make_comment, client):
    article = make_article()
    make_comment(article, status="published", message="“https://example.org/a” Amazon.com")
    feed = client.get(f"{article.get_absolute_url()}comments.atom").text
    assert html.escape('“<a href="https://example.org/a" rel="nofollow">https://example.org/a</a>” Amazon.com') in (
        feed.replace("&quot;", '"').replace('"', "&quot;")
    )
