"""Reads from the log of a cache in front, each line once.

A log is known by what it says, from its first byte to the last one that was counted. So it is found again when it has
grown, has another name, or is packed, and only what is new in it is counted. Nothing of a line is stored.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from gzip import GzipFile
from io import BufferedReader
from typing import Any, cast

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import Article, CountedHere, CountedLog
from articles.reads.added_reads import add_reads, hour_of
from newsroom.reads.cache_log import Line, read_line

LONGEST_LINE = 65_536  # bytes
PROGRESS_EVERY = 1_000_000  # lines
BAD_LINES_NAMED = 5
ADVISORY_LOCK = 5120264918
_SLUGS_AT_ONCE = 5_000


class LogError(Exception):
    """Why a log was not counted, in a sentence. Nothing of it was."""


class LogCount:
    """What one log gave. new: lines that no run counted before. bad: how many of these are in no known format."""

    def __init__(self) -> None:
        self.known_lines = 0
        self.start_again()

    def start_again(self) -> None:
        self.new = self.bad = self.counted_here = self.reads = self.unknown = 0
        self.bad_lines: list[int] = []
        self.until: datetime | None = None
        self._reads: Counter[tuple[str, int]] = Counter()
        self._hosts: Counter[tuple[str, int, str]] = Counter()

    def add(self, number: int, line: Line | None, counted_here_until: datetime | None) -> None:
        self.new += 1
        if line is None:
            self.bad += 1
            if len(self.bad_lines) < BAD_LINES_NAMED:
                self.bad_lines.append(number)
            return
        self.until = max(self.until or line.at, line.at)
        if line.read is None:
            return
        if counted_here_until and line.at <= counted_here_until:
            self.counted_here += 1
            return
        key = (line.read.slug, hour_of(line.at.astimezone(UTC)))
        self._reads[key] += 1
        if line.read.host:
            self._hosts[(*key, line.read.host)] += 1

    def store(self) -> None:
        """Add the reads to the figures of the articles that have these slugs."""
        slugs = sorted({slug for slug, _hour in self._reads})
        keys: dict[str, int] = {}
        for start in range(0, len(slugs), _SLUGS_AT_ONCE):
            some = slugs[start : start + _SLUGS_AT_ONCE]
            keys |= dict(Article.objects.filter(slug__in=some, copy_of=None).values_list("slug", "pk"))
        reads = {(keys[slug], hour): n for (slug, hour), n in self._reads.items() if slug in keys}
        hosts = {(keys[slug], hour, host): n for (slug, hour, host), n in self._hosts.items() if slug in keys}
        self.reads = sum(reads.values())
        self.unknown = sum(self._reads.values()) - self.reads
        add_reads(reads, hosts)


class Prefixes:
    """The logs that were counted before, met in the order of their length while a log is read."""

    def __init__(self) -> None:
        self._left = list(CountedLog.objects.order_by("length").values_list("length", "digest", "pk"))
        self._left.reverse()
        self._so_far = hashlib.sha256()
        self.length = self.lines = 0
        self.first = ""
        self.same: int | None = None

    def read(self, data: bytes) -> int:
        """How many bytes of data are the end of a log that was counted before; -1 where none ends in it."""
        ends = -1
        begins = self.length
        self.lines += 1
        if not begins:  # a keyed digest: this one line alone has someone's address
            self.first = salted_hmac("counted log", data, algorithm="sha256").hexdigest()
        while self._left and self._left[-1][0] <= begins + len(data):
            length, digest, key = self._left.pop()
            self._so_far.update(data[self.length - begins : length - begins])
            self.length = length
            if self._so_far.hexdigest() == digest:
                ends, self.same = length - begins, key
        self._so_far.update(data[self.length - begins :])
        self.length = begins + len(data)
        return ends

    @property
    def is_shorter_copy(self) -> bool:
        """Whether a longer log that begins with the same line was counted: this is an earlier copy of it."""
        return bool(self.first) and CountedLog.objects.filter(first=self.first, length__gt=self.length).exists()

    @property
    def digest(self) -> str:
        return self._so_far.hexdigest()


def count_log(stream: BufferedReader, progress: Callable[[int], None]) -> LogCount:
    """Add what is new in a log, packed or not. LogError. progress: called with the number of lines that were read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            raise LogError("Another run counts just now.")
        try:
            return _count(stream, progress)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def _count(stream: BufferedReader, progress: Callable[[int], None]) -> LogCount:
    here = CountedHere.objects.first()
    counted_here_until = here.until if here else None
    prefixes, count = Prefixes(), LogCount()
    for number, raw in enumerate(_lines(stream), 1):
        line = None if len(raw) > LONGEST_LINE else read_line(raw.decode("utf-8", "replace").rstrip("\r\n"))
        if line is None and not raw.endswith(b"\n") and len(raw) <= LONGEST_LINE:
            break  # the last one, of which the rest is still to be written
        if raw.strip():
            count.add(number, line, counted_here_until)
        if (ends := prefixes.read(raw)) >= 0:
            count.start_again()
            count.known_lines = number
            if raw[ends:].strip():  # its last line went on since
                count.add(number, None, None)
        if number % PROGRESS_EVERY == 0:
            progress(number)
    if prefixes.same is None and prefixes.is_shorter_copy:
        count.start_again()
        count.known_lines = prefixes.lines
    if count.new and count.new == count.bad:
        raise LogError("No line of it is in the combined format.")
    with transaction.atomic():
        if count.new:
            count.store()
            if prefixes.same:
                CountedLog.objects.filter(pk=prefixes.same).delete()
            CountedLog.objects.create(
                digest=prefixes.digest, first=prefixes.first, length=prefixes.length, until=count.until
            )
        elif prefixes.same:
            CountedLog.objects.filter(pk=prefixes.same).update(counted_at=timezone.now())
    return count


def _lines(stream: BufferedReader) -> Iterator[bytes]:
    """The lines with their ends; one that is too long comes with what follows of it left out of the format."""
    source = cast(Any, GzipFile(fileobj=stream) if stream.peek(2)[:2] == b"\x1f\x8b" else stream)
    try:
        while line := source.readline(LONGEST_LINE + 1):
            yield line
    except (EOFError, OSError, zlib.error) as fault:
        raise LogError(f"It cannot be read: {fault}.") from None
