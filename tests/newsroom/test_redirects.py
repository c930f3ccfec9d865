"""Addresses of a former site lead on, permanently; what readers request in vain is counted, and no reader with it."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from newsroom.models import Redirect, UnknownAddress
from newsroom.redirects import unknown_address
from newsroom.redirects.unknown_address import MOST, tally
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db


def lead(old, to):
    return Redirect.objects.lead(old, to)


def target_of(old):
    return Redirect.objects.get(old_path=old).target


@pytest.mark.parametrize(
    ("old", "requested"),
    [
        ("/2019/05/tea/", "/2019/05/tea/"),
        ("/2019/05/tea/", "/2019/05/tea"),
        ("/2019/05/tea", "/2019/05/tea/?utm_source=x&fbclid=y"),
        ("https://old.example/2019/05/tea/?utm_medium=rss", "/2019/05/tea/?page=2"),
        ("http://old.example/?p=123", "/?p=123"),
        ("/?p=123", "/?utm_source=x&p=123"),
        ("/index.php?b=2&a=1", "/index.php?a=1&b=2"),
        ("/söder/größe", "/s%C3%B6der/gr%C3%B6%C3%9Fe/"),
        ("/%d1%87%d0%b0%d0%b9/", "/%D1%87%D0%B0%D0%B9"),
        ("/a b/100%/", "/a%20b/100%25/"),
        ("/tea.html#top", "/tea.html"),
    ],
)
def test_a_former_address_leads_permanently_to_its_article(client, make_article, old, requested):
    lead(old, make_article(slug="tea"))
    for method in (client.get, client.head):
        response = method(requested)
        assert (response.status_code, response["Location"]) == (301, "/articles/tea/")
        assert "s-maxage=50" in response["Cache-Control"]
    assert client.post(requested).status_code in (404, 405)


def test_a_redirect_follows_an_article_that_gets_another_slug(client, make_article):
    article = make_article(slug="tea")
    lead("/old-tea/", "/articles/tea/")
    article.slug = "green-tea"
    article.save()
    assert client.get("/old-tea/")["Location"] == "/articles/green-tea/"


def test_a_draft_is_not_given_away_and_a_withdrawn_article_still_says_so(client, make_article):
    lead("/secret/", make_article(published_at=None))
    gone = make_article(slug="gone", withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    lead("/gone/", gone)
    assert client.get("/secret/").status_code == 404
    assert client.get("/gone/", follow=True).status_code == 410


def test_the_query_decides_first_and_the_path_alone_answers_any_other_query(client):
    lead("/index.php", "/about/")
    lead("/index.php?p=1", "/contact/")
    assert client.get("/index.php?p=1")["Location"] == "/contact/"
    assert client.get("/index.php?p=2")["Location"] == "/about/"


def test_what_is_here_now_goes_before_what_was(client, make_article):
    make_article(slug="here")
    Redirect.objects.create(old_path="/articles/here", target="/about/")
    assert client.get("/articles/here/").status_code == 200
    assert client.get("/articles/here")["Location"] == "/articles/here/"
    assert client.get("/?page=1").status_code == 200
    for own in ("/about/", "/search", "/articles/here/", "/admin/articles/", "/feed/", "/"):
        with pytest.raises(ValidationError):
            lead(own, "/contact/")


def test_chains_are_flattened_in_whatever_order_they_are_written(make_article):
    lead("/a", "/b/?x=1#part")
    lead("/b", "/c")
    lead("/c/", "/d/")
    assert [target_of(old) for old in ("/a", "/b", "/c")] == ["/d/"] * 3
    article = make_article()
    Redirect.objects.bulk_create(
        [Redirect(old_path="/y", target="/z"), Redirect(old_path="/z", target="", article=article)]
    )
    assert Redirect.objects.get(old_path="/y").article == article
    lead("/d", article)
    assert set(Redirect.objects.values_list("article", flat=True)) == {article.pk}


@pytest.mark.parametrize(
    "rows",
    [
        [("/a", "/a/")],
        [("/a", "/a?x=1")],
        [("/a?x=1", "/a/?x=1")],
        [("/a", "/b"), ("/b", "/a")],
        [("/a", "/b"), ("/b", "/c"), ("/c", "/a/#x")],
        [("/b", "/c"), ("/a", "/b"), ("/c", "/a")],
        [("/?p=1", "/?p=1")],
    ],
)
def test_a_circle_is_refused_by_our_words_and_by_the_database(rows):
    *before, (old, target) = rows
    for each in before:
        lead(*each)
    with pytest.raises(ValidationError):
        lead(old, target)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(old_path=old, target=target)


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_close_no_circle():
    barrier, closed = threading.Barrier(2), []

    def write(old, target):
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                Redirect.objects.create(old_path=old, target=target)
        except IntegrityError:
            closed.append(old)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in (("/a", "/b"), ("/b", "/a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(closed) == 1
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%5Cevil.example",
        "/%2Fevil.example",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: a=b",
        "/%0d%0aSet-Cookie:a",
        "about/",
        "",
        "http://[",
        "/" + "x" * 500,
    ],
)
def test_no_redirect_leaves_the_site(target):
    with pytest.raises(ValidationError):
        lead("/old", target)


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example/", "/a\nb"])
def test_the_database_too_lets_no_redirect_leave_the_site(target):
    with pytest.raises(IntegrityError):
        Redirect.objects.create(old_path="/old", target=target)


def test_a_whole_address_of_this_site_is_its_path(settings):
    assert lead("/old", f"{settings.SITE_URL}/search/?q=tea&order=newest#results").target == (
        "/search/?order=newest&q=tea#results"
    )


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("feed", ["/feed", "/rss", "/rss.xml", "/atom.xml", "/index.xml", "/feed.xml", "/feed/rss2"])
def test_feeds_of_other_makers_lead_to_ours(client, section, feed, slash):
    response = client.get(feed + slash)
    assert (response.status_code, response["Location"]) == (301, "/feed.atom")
    assert client.get("/comments/feed" + slash)["Location"] == "/comments.atom"


def test_a_redirect_costs_the_same_however_many_there_are(client, make_article, django_assert_num_queries):
    article = make_article()
    Redirect.objects.bulk_create(Redirect(old_path=f"/old/{n}", article=article) for n in range(50))
    client.get("/none/at/all")
    for address in ("/old/7", "/old/8?x=1"):
        with django_assert_num_queries(2):  # one of them for the name on the page of a missing address, made before
            assert client.get(address).status_code == 301


def test_what_readers_request_in_vain_is_counted_without_the_reader(client, section):
    for address in ("/2019/05/tea/?email=ada@example.org&utm_source=x", "/2019/05/tea", "/2019/05/tea/?page=2"):
        assert client.get(address).status_code == 404
    client.get("/?p=12&token=secret")
    tally.write()
    assert list(UnknownAddress.objects.values_list("address", "times")) == [("/2019/05/tea", 3), ("/?p=12", 1)]
    lead("/2019/05/tea", "/about/")
    assert [each.address for each in UnknownAddress.objects.unanswered()] == ["/?p=12"]


def test_counts_are_written_after_a_request_when_it_is_time(client, section, monkeypatch):
    client.get("/one")
    assert not UnknownAddress.objects.exists()
    monkeypatch.setattr(unknown_address, "WRITTEN_AFTER", 0)
    client.get("/about/")
    assert [row.address for row in UnknownAddress.objects.all()] == ["/one"]


@pytest.mark.parametrize(
    "address",
    [
        "/wp-login.php",
        "/blog/wp-login.php",
        "/xmlrpc.php",
        "/.env",
        "/.git/config",
        "/backup.sql",
        "/admin/nothing/",
        "/comments/manage/abc:def/",
        "/preview/abc/",
        "/unsubscribe/ada@example.org",
        "/reset/" + "a" * 80,
        "/" + "x/" * 200,
    ],
)
def test_what_programs_try_and_what_may_be_personal_is_not_counted(client, section, address):
    assert client.get(address).status_code in (302, 404)
    tally.write()
    assert not UnknownAddress.objects.exists()


def test_the_number_of_unknown_addresses_is_bounded_and_the_most_requested_stay(monkeypatch):
    monkeypatch.setattr(unknown_address, "MOST", 3)
    UnknownAddress.objects.count_all({f"/{n}": n for n in range(1, 8)})
    assert [row.address for row in UnknownAddress.objects.all()] == ["/7", "/6", "/5"]
    assert MOST > 3


@pytest.fixture
def desk():
    return signed_in(account("Editor"))


LIST = "/admin/newsroom/redirect/"


def test_an_editor_adds_changes_and_deletes_a_redirect_at_the_desk(desk, client, make_article):
    make_article(slug="tea")
    fields = {"old_path": "https://old.example/2019/tea/?utm_source=x", "leads_to": "/articles/tea/"}
    assert desk.post(f"{LIST}add/", fields).status_code == 302
    assert client.get("/2019/tea")["Location"] == "/articles/tea/"
    row = Redirect.objects.get()
    assert 'value="/articles/tea/"' in desk.get(f"{LIST}{row.pk}/change/").text
    assert "/articles/tea/" in desk.get(f"{LIST}?q=2019").text
    for wrong in ("//evil.example", "/2019/tea/", ""):
        page = desk.post(f"{LIST}{row.pk}/change/", {"old_path": "/2019/tea", "leads_to": wrong})
        assert (page.status_code, "errorlist" in page.text) == (200, True)
    desk.post(f"{LIST}{row.pk}/change/", {"old_path": "/2019/tea", "leads_to": "/about/"})
    assert client.get("/2019/tea")["Location"] == "/about/"
    desk.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert client.get("/2019/tea").status_code == 404


def test_a_file_shows_what_it_would_do_and_then_does_it(desk, client, make_article):
    make_article(slug="tea")
    lead("/changed", "/about/")
    lead("/same", "/about/")
    text = "old,new\r\n/a,/b\r\n/b,/articles/tea/\r\n\r\n/changed,/contact/\r\n/same,/about/\r\n"
    preview = desk.post(f"{LIST}file/", {"file": SimpleUploadedFile("r.csv", b"\xef\xbb\xbf" + text.encode())})
    assert preview.status_code == 200
    assert [str(row.what) for row in preview.context["rows"]] == ["new", "new", "changed", "as it is"]
    assert Redirect.objects.count() == 2
    desk.post(f"{LIST}file/", {"text": preview.context["form"].initial["text"], "_confirmed": "1"})
    assert {old: client.get(old)["Location"] for old in ("/a", "/b", "/changed", "/same")} == {
        "/a": "/articles/tea/",
        "/b": "/articles/tea/",
        "/changed": "/contact/",
        "/same": "/about/",
    }
    out = b"".join(desk.get(f"{LIST}redirects.csv").streaming_content).decode()
    assert out.splitlines() == [
        "old,new",
        "/a,/articles/tea/",
        "/b,/articles/tea/",
        "/changed,/contact/",
        "/same,/about/",
    ]
    Redirect.objects.all().delete()
    desk.post(f"{LIST}file/", {"text": out, "_confirmed": "1"})
    assert Redirect.objects.count() == 4


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("/a,/about/\n/b,//evil.example\nold\n/a,/contact/\n/search/,/about/\n", [2, 3, 4, 5]),
        ("/a,/b\n/b,/c\n/c,/a\n", [3]),
        ("/a;/b;/c", [1]),
        ('"/a,/b', [1]),
        ("old,new\n", [1]),
        ("\n".join(f"/{n},/about/" for n in range(51)), [51]),
    ],
)
@pytest.mark.parametrize("confirmed", [{}, {"_confirmed": "1"}], ids=["preview", "confirmed"])
def test_a_file_with_a_fault_changes_nothing_and_says_which_line(desk, monkeypatch, text, lines, confirmed):
    monkeypatch.setattr("newsroom.redirects.redirect_csv.MOST_LINES", 50)
    page = desk.post(f"{LIST}file/", {"text": text} | confirmed)
    assert page.status_code == 422
    assert [fault.line for fault in page.context["faults"]] == lines
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00a", b"", b"\0\0"])
def test_a_file_that_is_no_text_is_refused_in_words(desk, content):
    page = desk.post(f"{LIST}file/", {"file": SimpleUploadedFile("r.csv", content)})
    assert (page.status_code, "errorlist" in page.text) == (422, True)


def test_an_unknown_address_can_be_redirected_from_the_report(desk, client):
    UnknownAddress.objects.count_all({"/2019/söder": 3})
    page = desk.get("/admin/newsroom/unknownaddress/")
    add = f"{LIST}add/?old_path=%2F2019%2Fs%C3%B6der"
    assert add in page.text
    assert 'value="/2019/söder"' in desk.get(add).text
    desk.post(add, {"old_path": "/2019/söder", "leads_to": "/about/"})
    assert add not in desk.get("/admin/newsroom/unknownaddress/").text
