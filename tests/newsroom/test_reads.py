"""Reads are counted as pages are delivered: by article, hour and referring site, and nothing about who reads."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import CountedHere, ReadCount, ReferringHost
from articles.reads import added_reads, read_count
from articles.reads.added_reads import HOSTS_OF_AN_ARTICLE, add_reads, hour_of
from newsroom.reads import reads_tally
from newsroom.reads.reading_client import is_robot, referring_host
from tests.newsroom.cached_world import LONG_AGO
from tests.newsroom.checkout import until
from tests.newsroom.hosted import hosted
from tests.newsroom.workers import Workers

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROBOTS = [
    "",
    "curl/8.5.0",
    "python-requests/2.32.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; YandexRenderResourcesBot/1.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0 Safari/537.36",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Perplexity-User/1.0)",
    "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html)",
]
PEOPLE = [
    BROWSER,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 [FBAN/FBIOS;FBAV/440.0;FBSV/17.0]",
    "Opera/9.80 (Android; Opera Mini/76.0/191.300; U; en) Presto/2.12.423 Version/12.16",
]


@pytest.fixture
def site(transactional_db):
    with hosted() as application:
        yield application


def read(site, path, status=200, user_agent=BROWSER, **headers):
    assert site.request(path, user_agent=user_agent, **headers).status == status


def counted(site):
    """Reads by the key of their article."""
    site.run(site.site.reads.write())
    totals = {}
    for row in ReadCount.objects.all():
        totals[row.article_id] = totals.get(row.article_id, 0) + row.reads
    return totals


def test_an_article_that_is_delivered_is_a_read_whether_rendered_cached_or_known_to_the_reader(site, make_article):
    article = make_article(published_at=LONG_AGO)
    path = article.get_absolute_url()
    read(site, path)
    read(site, path)
    tag = site.request(path, user_agent="curl").headers["etag"]
    read(site, path, 304, if_none_match=tag)
    read(site, f"{path}?fbclid=1&utm_source=friend")
    assert counted(site) == {article.pk: 4}
    assert ReadCount.objects.get().hour == timezone.now().replace(minute=0, second=0, microsecond=0)


def test_what_no_one_reads_is_not_counted(site, make_article):
    article = make_article(published_at=LONG_AGO)
    path = article.get_absolute_url()
    draft = make_article(published_at=None)
    withdrawn = make_article(published_at=LONG_AGO, withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    site.request(path, method="HEAD", user_agent=BROWSER)
    for robot in ROBOTS:
        read(site, path, user_agent=robot)
    site.request(path)  # without a name
    for header in ("sec_purpose", "purpose", "x_moz"):
        read(site, path, **{header: "prefetch"})
    read(site, path, sec_purpose="prefetch;prerender")
    for destination in ("image", "iframe", "empty"):
        read(site, path, sec_fetch_dest=destination)
    read(site, draft.get_absolute_url(), 404)
    read(site, withdrawn.get_absolute_url(), 410)
    read(site, f"{path}?comment=secret", 302)
    for other in ("/", f"{path}comments/", f"{path}comments.atom", f"{path[:-1]}.json", "/feed.atom"):
        read(site, other)
    assert counted(site) == {}
    read(site, path, sec_fetch_dest="document")
    assert counted(site) == {article.pk: 1}


@pytest.mark.parametrize("user_agent", PEOPLE)
def test_browsers_of_people_are_no_robots(user_agent):
    assert not is_robot(user_agent)


def test_reads_hang_on_the_article_also_under_another_address(site, make_article):
    article = make_article(published_at=LONG_AGO)
    read(site, article.get_absolute_url())
    former = article.get_absolute_url()
    article.slug = "elsewhere"
    article.save()
    read(site, former, 301)
    read(site, "/articles/elsewhere/")
    assert counted(site) == {article.pk: 2}


@pytest.mark.parametrize(
    ("referer", "host"),
    [
        ("https://News.Example.org/some/page?who=jane", "news.example.org"),
        ("http://news.example.org:8080/", "news.example.org"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://jane@news.example.org/", "news.example.org"),
        ("https://203.0.113.7/", ""),
        ("https://[2001:db8::1]/", ""),
        ("https://[2001:db8::1/", ""),
        ("https://localhost/", ""),
        (f"https://{'a' * 64}.example/", ""),
        (f"https://{'a.' * 130}example/", ""),
        ("https://<script>.example/", ""),
        ("https://a b.example/", ""),
        ("https://bücher.example/", ""),
        ("https://example.org\x00/", ""),
        ("android-app://com.example.mail/", ""),
        ("about:blank", ""),
        ("", ""),
        ("https://localhost:8000/about/", ""),
        ("https://paper.example/", ""),
        ("https://www.paper.example/articles/x/", ""),
    ],
)
def test_of_a_referring_address_the_host_alone_is_taken_if_it_is_another_sites_name(referer, host, settings):
    settings.SITE_URL = "https://www.paper.example"
    assert referring_host(referer, "localhost:8000") == host


def test_the_referring_site_is_counted_by_article_and_hour_and_our_own_is_left_out(site, make_article):
    article = make_article(published_at=LONG_AGO)
    path = article.get_absolute_url()
    read(site, path, referer="https://links.example/today?user=jane")
    read(site, path, referer="https://LINKS.example/")
    read(site, path, referer="http://localhost/about/")
    read(site, path)
    assert counted(site) == {article.pk: 4}
    assert list(ReferringHost.objects.values_list("article", "host", "reads")) == [(article.pk, "links.example", 2)]


def test_made_up_sites_are_bounded_and_lose_no_read(site, make_article, monkeypatch):
    monkeypatch.setattr(added_reads, "HOSTS_OF_AN_HOUR", HOSTS_OF_AN_ARTICLE + 5)
    articles = [make_article(published_at=LONG_AGO) for _article in range(2)]
    for article in articles:
        for half in ("a", "b"):  # written in two parts: what is known from before counts too
            for number in range(HOSTS_OF_AN_ARTICLE):
                read(site, article.get_absolute_url(), referer=f"https://{half}{number}.example/")
            counted(site)
    assert ReferringHost.objects.exclude(host="").filter(article=articles[0]).count() == HOSTS_OF_AN_ARTICLE
    assert ReferringHost.objects.exclude(host="").filter(article=articles[1]).count() == 5
    assert sum(ReferringHost.objects.values_list("reads", flat=True)) == 4 * HOSTS_OF_AN_ARTICLE
    assert counted(site) == {article.pk: 2 * HOSTS_OF_AN_ARTICLE for article in articles}


def test_while_the_database_is_away_reads_wait_in_bounded_memory(site, make_article, monkeypatch):
    one, other = make_article(published_at=LONG_AGO), make_article(published_at=LONG_AGO)
    monkeypatch.setattr(reads_tally, "MOST", 1)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_readcount RENAME TO away")
    try:
        read(site, one.get_absolute_url(), referer="https://links.example/")
        site.run(site.site.reads.write())
        read(site, one.get_absolute_url(), referer="https://more-links.example/")
        read(site, other.get_absolute_url())
        site.run(site.site.reads.write())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO articles_readcount")
    assert counted(site) == {one.pk: 2}
    assert dict(ReferringHost.objects.values_list("host", "reads")) == {"links.example": 1, "": 1}


def test_reads_of_an_article_that_was_deleted_meanwhile_are_left_out(site, make_article):
    gone, there = make_article(published_at=LONG_AGO), make_article(published_at=LONG_AGO)
    read(site, gone.get_absolute_url(), referer="https://links.example/")
    read(site, there.get_absolute_url())
    gone.delete()
    assert counted(site) == {there.pk: 1}
    assert not ReferringHost.objects.exists()


def test_where_reads_are_counted_from_a_log_the_site_counts_none(site, make_article, settings):
    settings.READS_COUNTED_FROM = "log"
    read(site, make_article(published_at=LONG_AGO).get_absolute_url())
    assert counted(site) == {}
    assert not CountedHere.objects.exists()


def test_processes_that_are_stopped_write_what_they_counted_before_they_end(transactional_db, make_article):
    article = make_article(published_at=LONG_AGO)
    with Workers(2) as workers:
        for _time in range(8):
            asked = workers.connect()
            asked.request("GET", article.get_absolute_url(), headers={"User-Agent": BROWSER})
            assert asked.getresponse().read()
            asked.close()
    assert sum(ReadCount.objects.values_list("reads", flat=True)) == 8


def test_a_process_writes_by_itself_after_some_seconds(site, make_article, monkeypatch):
    monkeypatch.setattr(reads_tally, "WRITTEN_EVERY", 0.1)
    for _time in range(2):  # also once it had nothing to write
        before = sum(ReadCount.objects.values_list("reads", flat=True))
        read(site, make_article(published_at=LONG_AGO).get_absolute_url())
        until(lambda: sum(ReadCount.objects.values_list("reads", flat=True)) == before + 1, "the read")  # noqa: B023


def test_reading_alone_makes_no_cached_page_stale(site, make_article, caplog):
    path = make_article(published_at=LONG_AGO).get_absolute_url()
    read(site, path)
    counted(site)
    with caplog.at_level("INFO", "newsroom.request"):
        read(site, path)
    assert caplog.records[-1].cache == "hit"


@pytest.mark.django_db
def test_after_ninety_days_figures_are_by_the_day_and_after_thirty_the_sites_are_deleted(make_article):
    article = make_article(published_at=LONG_AGO)
    now = timezone.now()
    old = (now - read_count.BY_HOUR_FOR - timedelta(days=2)).astimezone(UTC).replace(hour=0, minute=0)
    recent = now - read_count.BY_HOUR_FOR + timedelta(days=1)
    old_hosts = now - read_count.HOSTS_KEPT_FOR - timedelta(hours=1)
    add_reads(
        {(article.pk, hour_of(each)): number for each, number in [(old, 1), (old + timedelta(hours=5), 2), (recent, 4)]}
        | {(article.pk, hour_of(old + timedelta(hours=23))): 8},
        {(article.pk, hour_of(old_hosts), "old.example"): 1, (article.pk, hour_of(now), "new.example"): 1},
    )
    for _time in range(2):
        call_command("forget_traces", verbosity=0)
        assert list(ReadCount.objects.order_by("hour").values_list("hour", "reads")) == [
            (datetime(old.year, old.month, old.day, tzinfo=UTC), 11),
            (recent.replace(minute=0, second=0, microsecond=0), 4),
        ]
        assert list(ReferringHost.objects.values_list("host", flat=True)) == ["new.example"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("counted_from", "words"),
    [("process", "answers by itself is not counted"), ("log", "counted from the log of the cache")],
)
def test_the_page_about_privacy_says_what_is_counted_and_where(client, settings, counted_from, words):
    settings.READS_COUNTED_FROM = counted_from
    page = " ".join(client.get("/privacy/").text.split())
    assert "We count how often each article is read" in page
    assert words in page
