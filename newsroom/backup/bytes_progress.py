from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from django.template.defaultfilters import filesizeformat

from newsroom.moving_in.move_progress import ELSEWHERE, ON_TERMINAL


class BytesProgress:
    """How many bytes were copied: a line that rewrites itself on a terminal, and elsewhere a line now and then."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._is_terminal = stream, bool(stream.isatty())
        self._shown = monotonic()

    def begin(self, what: str) -> Callable[[int], object]:
        """what: the first word of the line. Returns what takes bytes as they come."""
        total = 0

        def step(size: int) -> None:
            nonlocal total
            total += size
            now = monotonic()
            if now - self._shown < (ON_TERMINAL if self._is_terminal else ELSEWHERE):
                return
            self._shown = now
            words = f"{what}: {filesizeformat(total)}"
            if self._is_terminal:
                self._stream.write(f"\r\033[K{words}", ending="")
                self._stream.flush()
            else:
                self._stream.write(words)

        return step

    def finish(self) -> None:
        if self._is_terminal:
            self._stream.write("\r\033[K", ending="")
