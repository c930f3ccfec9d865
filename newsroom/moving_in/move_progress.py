"""How far a move is: a line that rewrites itself on a terminal, and elsewhere a line now and then."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

BAR = 20  # characters
ON_TERMINAL, ELSEWHERE = 0.2, 10.0  # seconds between two lines


class Progress:
    """stream: where the lines go. total: bytes of all sources."""

    def __init__(self, stream: Any, total: int) -> None:
        self._stream = stream
        self._total = max(total, 1)
        self._is_terminal = bool(stream and stream.isatty())
        self._began = self._shown = monotonic()
        self.items = 0

    def step(self, items: int, position: int) -> None:
        """items: taken since the last step. position: bytes read so far, of all sources."""
        self.items += items
        now = monotonic()
        if self._stream is None or now - self._shown < (ON_TERMINAL if self._is_terminal else ELSEWHERE):
            return
        self._shown = now
        share = min(position / self._total, 1)
        self._write(self._words(now - self._began, share), share)

    def finish(self) -> None:
        if self._stream is not None and self._is_terminal:
            self._stream.write("\r\033[K", ending="")

    def _words(self, seconds: float, share: float) -> str:
        left = seconds / share - seconds if share > 0.001 else 0
        words = _("%(items)d items, %(share)d%%, %(rate)d/s, %(minutes)d:%(seconds)02d left")
        return words % {
            "items": self.items,
            "share": share * 100,
            "rate": self.items / max(seconds, 0.001),
            "minutes": left // 60,
            "seconds": left % 60,
        }

    def _write(self, words: str, share: float) -> None:
        if not self._is_terminal:
            self._stream.write(words)
            return
        filled = round(BAR * share)
        self._stream.write(f"\r\033[K[{'#' * filled}{'.' * (BAR - filled)}] {words}", ending="")
        self._stream.flush()
