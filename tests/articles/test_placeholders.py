"""What only staff can fill in is never shown to readers, and no half sentence is left of it."""

import re

import pytest
from django.core.management import call_command
from django.utils import translation

from articles.models import Page
from articles.reading.default_pages import create_missing_pages
from articles.text.placeholders import has_placeholder, without_placeholders
from tests.staff import account, signed_in

PAGES = ["about", "ai-policy", "corrections", "house-rules", "privacy", "contact"]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>One.</p><p>[[Fill in]]</p><p>Two.</p>", "<p>One.</p><p>Two.</p>"),
        ("<p>Call us: [[number]]. We answer daily.</p><p>Two.</p>", "<p>Two.</p>"),
        ("<h2>Who</h2><p>[[Fill in]]</p><h2>How</h2><p>So.</p>", "<h2>How</h2><p>So.</p>"),
        ("<p>So.</p><h2>Who</h2><p>[[Fill in]]</p>", "<p>So.</p>"),
        ("<h2>Who</h2><p>Jane.</p><p>[[Fill in]]</p>", "<h2>Who</h2><p>Jane.</p>"),
        ("<h2>Who</h2><h3>Name</h3><p>[[x]]</p><h3>Post</h3><p>Here.</p>", "<h2>Who</h2><h3>Post</h3><p>Here.</p>"),
        ("<h2>Who</h2><h3>Name</h3><p>[[Fill in]]</p><h2>How</h2><p>So.</p>", "<h2>How</h2><p>So.</p>"),
        ("<h2>By [[whom]]</h2><p>Gone.</p><h3>Too</h3><p>Gone.</p><h2>How</h2><p>So.</p>", "<h2>How</h2><p>So.</p>"),
        ("<p>By:</p><ul><li><p>Mail</p></li><li><p>[[phone]]</p></li></ul>", "<p>By:</p><ul><li><p>Mail</p></li></ul>"),
        ("<p>So.</p><p>Ways:</p><ul><li>[[a]]</li><li>b [[c]]</li></ul>", "<p>So.</p>"),
        ("<p>Write to:</p>\n<p>[[Fill in]]</p><p>Two.</p>", "<p>Two.</p>"),
        ("<ul><li>One [[x]]<ul><li>in</li></ul></li><li>Two</li></ul>", "<ul><li>Two</li></ul>"),
        ("<table><tbody><tr><th>Post</th><td>[[x]]</td></tr><tr><td>b</td></tr></tbody></table>",
         "<table><tbody><tr><td>b</td></tr></tbody></table>"),
        ("<blockquote><p>[[x]]</p></blockquote><p>Two.</p>", "<p>Two.</p>"),
        ('<figure><img src="/media/a.webp"><figcaption>[[x]]</figcaption></figure><p>Two.</p>', "<p>Two.</p>"),
        ("<dl><dt>Post</dt><dd>[[x]]</dd><dt>Mail</dt><dd>a@b.c</dd></dl>", "<dl><dt>Mail</dt><dd>a@b.c</dd></dl>"),
        ("<p>One.</p><p>[[For the staff:</p><p>more</p><p>to say]]</p><p>Two.</p>", "<p>One.</p><p>Two.</p>"),
        ("<p>[[never closed</p><p>Two.</p>", "<p>Two.</p>"),
        ("<p>a <strong>[[b</strong>]]</p><p>Two.</p>", "<p>Two.</p>"),
        ("<p>a <em>[</em>[b]]</p><p>Two.</p>", "<p>Two.</p>"),
        ("[[bare]]<p>Two.</p>", "<p>Two.</p>"),
        ("<p>[[all]]</p>", ""),
        ("<p>A &amp; B [1] ]] x[0][1]<br>c</p>", "<p>A &amp; B [1] ]] x[0][1]<br>c</p>"),
    ],
)  # fmt: skip
def test_what_holds_a_placeholder_goes_as_a_whole(body, shown):
    assert without_placeholders(body) == shown
    assert not has_placeholder(shown)
    assert has_placeholder(body) is (body != shown)


@pytest.mark.parametrize("language", ["ar", "de", "en", "es", "fr", "uk"])
def test_a_fresh_site_shows_readers_no_placeholder_in_any_language(client, db, settings, language):
    Page.objects.all().delete()
    settings.LANGUAGE_CODE = language
    create_missing_pages("default")
    assert {page.slug for page in Page.objects.to_be_filled_in()} == {"about", "ai-policy", "privacy", "contact"}
    with translation.override(language):
        for slug in PAGES:
            page = client.get(f"/{slug}/")
            assert page.status_code == 200
            assert "[[" not in page.text
            assert "]]" not in page.text


def test_a_page_of_which_nothing_is_filled_in_says_so(client, db):
    assert "We have not written this page yet." in client.get("/contact/").text
    Page.objects.filter(slug="contact").update(body="<p>Write to us at [email].</p>")
    assert "Write to us at [email]." in client.get("/contact/").text


def test_the_first_page_of_the_desk_names_the_pages_to_fill_in(db):
    editor = signed_in(account("Editor"))
    page = editor.get("/admin/").text
    assert "pages to fill in" in page
    for unfilled in Page.objects.to_be_filled_in():
        assert f"/admin/articles/page/{unfilled.pk}/change/" in page
    Page.objects.update(body="<p>Written.</p>")
    assert not re.search(r"/admin/articles/page/\d+/change/", editor.get("/admin/").text)
    assert "to fill in" not in signed_in(account("Reporter")).get("/admin/").text


def test_no_mail_and_no_feed_takes_words_from_a_page_to_fill_in(client, make_article, db):
    make_article()
    for address in (
        "/feed.atom",
        "/feed.json",
        "/comments.atom",
        "/sitemap-lists.xml",
        "/.well-known/security.txt",
        "/",
    ):
        assert "[[" not in client.get(address).text


def test_the_check_before_deployment_names_them_too(db, capsys):
    call_command("check", deploy=True, tags=["security"])
    assert "/contact/ still has a placeholder" in capsys.readouterr().err
