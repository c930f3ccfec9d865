from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from newsroom.moving_in.move_progress import Progress


class OutProgress:
    """A line of progress for each part of the work. stream: where it goes."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._progress: Progress | None = None

    def begin(self, total: int) -> Callable[[int, int], object]:
        """A part with total items. Returns what takes the items since the last call, and all so far."""
        self.finish()
        self._progress = Progress(self._stream, total)
        return self._progress.step

    def begin_items(self, total: int) -> Callable[[int], object]:
        """As ``begin``, for what counts by itself."""
        step, done = self.begin(total), count(1)
        return lambda items: step(items, next(done))

    def finish(self) -> None:
        if self._progress:
            self._progress.finish()
