"""Reads from the log of a cache in front: the combined format, packed or not, each line once."""

import gzip
from contextlib import nullcontext
from datetime import UTC, timedelta
from io import BufferedReader, BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import ReadCount, ReferringHost
from articles.reads.added_reads import add_reads
from tests.newsroom.test_reads import BROWSER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_from_the_log(settings):
    settings.READS_COUNTED_FROM = "log"
    settings.SITE_URL = "https://paper.example"


def line(path, minutes_ago=90, method="GET", status=200, referer="-", user_agent=BROWSER):
    at = (timezone.now() - timedelta(minutes=minutes_ago)).astimezone(UTC)
    return (
        f'203.0.113.9 - jane doe [{at:%d/%b/%Y:%H:%M:%S} +0000] "{method} {path} HTTP/1.1" {status} 5120'
        f' "{referer}" "{user_agent}"\n'
    )


def count(*files, fails=False):
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) if fails else nullcontext() as fault:
        call_command("count_reads", *map(str, files), stdout=out, stderr=err)
    if fault:
        err.write(str(fault.value))
    return out.getvalue() + err.getvalue()


def total():
    return sum(ReadCount.objects.values_list("reads", flat=True))


@pytest.fixture
def path(make_article):
    return make_article().get_absolute_url()


@pytest.fixture
def log(tmp_path):
    def write(*lines, name="access.log"):
        file = tmp_path / name
        text = "".join(lines)
        file.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return file

    return write


def test_reads_of_a_log_are_counted_by_article_hour_and_referring_site(path, log):
    said = count(
        log(
            line(path, referer="https://links.example/a?who=jane"),
            line(f"https://paper.example{path}?utm_source=x", status=304, referer="https://paper.example/"),
            line(path, minutes_ago=200),
            line(path, method="HEAD"),
            line(path, status=404),
            line(path, user_agent="Mozilla/5.0 (compatible; Googlebot/2.1)"),
            line(path, user_agent="-"),
            line(f"{path}comments/"),
            line(f"{path}?comment=secret"),
            line(f"https://other.example{path}"),
            line("/articles/none-here/"),
            line("/"),
        )
    )
    assert "3 reads in 12 new lines" in said
    assert "1 reads left out, of articles" in said
    assert total() == 3
    assert ReadCount.objects.count() == 2
    assert list(ReferringHost.objects.values_list("host", "reads")) == [("links.example", 1)]


def test_each_line_is_counted_once_also_grown_renamed_packed_or_from_the_standard_input(path, log, monkeypatch):
    lines = [line(path, minutes_ago=200 - number) for number in range(6)]
    assert "3 reads in 3 new lines" in count(log(*lines[:3]))
    assert "0 reads in 0 new lines; 3 lines were counted before" in count(log(*lines[:3]))
    assert "1 reads in 1 new lines" in count(log(*lines[:4]))
    assert "0 reads" in count(log(*lines[:4], name="access.log.1"), log(*lines[:4], name="access.log.2.gz"))
    assert "2 reads in 2 new lines" in count(log(*lines, name="access.log.1.gz"), log(*lines))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BufferedReader(BytesIO("".join(lines).encode()))))
    assert "0 reads" in count("-")
    assert "0 reads" in count(log(*lines[:2]))
    assert total() == 6


def test_equal_lines_of_one_log_are_each_a_read(path, log):
    same = line(path)
    count(log(same, same, same))
    assert total() == 3


def test_a_last_line_that_is_not_whole_waits_for_its_rest(path, log):
    whole, last = line(path, 100), line(path, 90)
    count(log(whole, last[:60]))
    assert total() == 1
    count(log(whole, last))
    assert total() == 2
    ended = line(path, 80).rstrip("\n")
    count(log(whole, last, ended))
    count(log(whole, last, ended, "\n", line(path, 70)))
    assert total() == 4


def test_lines_that_cannot_be_read_are_counted_and_named(path, log):
    said = count(log("nonsense\n", line(path), "x" * 200_000 + "\n", line(path).replace("/20", "/99"), "\n"))
    assert "1 reads" in said
    assert "not in the combined format, first: 1, 3" in said
    assert total() == 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"nothing of this\nis a log\n", id="another text"),
        pytest.param(gzip.compress(b"a" * 999)[:40], id="a compressed file cut off"),
        pytest.param(b"\x1f\x8bbroken", id="no compressed file"),
    ],
)
def test_what_is_no_log_is_refused_and_the_others_are_counted(path, log, tmp_path, content):
    other = tmp_path / "other"
    other.write_bytes(content)
    said = count(other, tmp_path / "missing", log(line(path)), fails=True)
    assert "Not counted:" in said
    assert total() == 1


def test_an_empty_log_is_no_fault(log):
    assert "0 reads in 0 new lines" in count(log(""))


def test_what_the_site_counted_by_itself_is_not_counted_again(path, log):
    add_reads({}, {}, counted_here_until=timezone.now() - timedelta(minutes=100))
    said = count(log(line(path, 120), line(path, 90)))
    assert "1 reads left out, of the time when the site counted by itself" in said
    assert total() == 1


def test_a_site_that_counts_by_itself_takes_no_log(path, log, settings):
    settings.READS_COUNTED_FROM = "process"
    assert "READS_COUNTED_FROM=log" in count(log(line(path)), fails=True)
    assert total() == 0
