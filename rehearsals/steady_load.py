"""Readers and commenters who go on whatever happens, and count what they are answered."""

from __future__ import annotations

import http.client
import itertools
import random
import threading
from collections import Counter
from urllib.parse import urlencode

READERS = 4
COMMENTERS = 2
PAUSE_OF_A_READER = 0.05  # seconds between two reads
PAUSE_OF_A_COMMENTER = 0.2
PATIENCE = 15  # seconds

# What came of a read or a comment.
FRESH, STALE, ACCEPTED = "fresh", "stale", "accepted"
LATER, REFUSED, BROKEN_OFF, FAULT, OTHER = "503", "refused", "broken off", "5xx", "other"


class SteadyLoad:
    """counts: by what was done and what came of it. accepted: words of each comment that was answered 303."""

    def __init__(self, port: int, articles: list[str]) -> None:
        self.port = port
        self.articles = articles
        self.counts: Counter[tuple[str, str]] = Counter()
        self.accepted: set[str] = set()
        self.sent: set[str] = set()
        self.without_retry_after = 0
        self._numbers = itertools.count(1)
        self._ends = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._read, args=[number], daemon=True) for number in range(READERS)]
        self._threads += [threading.Thread(target=self._comment, daemon=True) for _number in range(COMMENTERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def taken(self) -> Counter[tuple[str, str]]:
        """The counts since they were taken last."""
        with self._lock:
            counts, self.counts = self.counts, Counter()
        return counts

    def _count(self, what: str, outcome: str) -> None:
        with self._lock:
            self.counts[what, outcome] += 1

    def _read(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self._ends.is_set():
            outcome, _status = self._request("GET", chance.choice(self.articles))
            self._count("read", outcome)
            self._ends.wait(PAUSE_OF_A_READER)

    def _comment(self) -> None:
        while not self._ends.is_set():
            with self._lock:
                number = next(self._numbers)
                words = f"Comment {number} of the rehearsal."
                self.sent.add(words)
            article = self.articles[number % len(self.articles)]
            form = {"name": "Ada", "email": f"ada{number}@example.org", "message": words, "rating": "4"}
            outcome, status = self._request("POST", f"{article}comments/", urlencode(form))
            if status == 303:
                with self._lock:
                    self.accepted.add(words)
            self._count("comment", outcome)
            self._ends.wait(PAUSE_OF_A_COMMENTER)

    def _request(self, method: str, path: str, form: str | None = None) -> tuple[str, int]:
        """What came of it, and the status; 0 without an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        try:
            connection.connect()
        except OSError:
            return REFUSED, 0
        try:
            connection.request(method, path, form, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return BROKEN_OFF, 0
        finally:
            connection.close()
        if answer.status == 503:
            if not answer.headers["Retry-After"]:
                self.without_retry_after += 1
            return LATER, 503
        if answer.status >= 500:
            return FAULT, answer.status
        if method == "POST":
            return (ACCEPTED if answer.status == 303 else OTHER), answer.status
        if answer.status != 200:
            return OTHER, answer.status
        return (STALE if answer.headers["Warning"] else FRESH), 200
