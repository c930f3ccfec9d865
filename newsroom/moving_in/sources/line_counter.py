"""On which line of a text a place is. Counting from the beginning each time would take long in a long text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class LineCounter:
    """first: the line on which text begins."""

    text: str
    first: int
    _counted: int = 0
    _line: int = 0

    def at(self, position: int) -> int:
        """The line of a position. Quick if each position is after the one before."""
        if position < self._counted:
            self._counted, self._line = 0, 0
        self._line += self.text.count("\n", self._counted, position)
        self._counted = position
        return self.first + self._line
