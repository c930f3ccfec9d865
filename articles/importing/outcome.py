from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class RefusedError(Exception):
    """Why a file cannot be imported, in words for the person who wrote it.

    line: counted from 1; None where the fault is in no one line.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Result(Enum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of one file. refusal: only where it was refused."""

    path: Path
    result: Result
    refusal: RefusedError | None = None

    @property
    def place(self) -> str:
        """Where to look, as editors and compilers name it: the file, and the line where one is at fault."""
        return f"{self.path}:{self.refusal.line}" if self.refusal and self.refusal.line else str(self.path)
