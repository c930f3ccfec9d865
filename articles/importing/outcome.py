"""What an import says of a file: what became of it, what is wrong with it, and what was changed on the way in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


@dataclass(frozen=True)
class Remark:
    """Words for the person who wrote the file. line: counted from 1; None where they are about no one line."""

    words: str
    line: int | None = None


class RefusedError(Exception):
    """Why a file cannot be imported: one fault, or with ``of`` all of them in the order of their lines."""

    def __init__(self, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.faults = [Remark(words, line)]

    @classmethod
    def of(cls, faults: Iterable[Remark]) -> "RefusedError":
        ordered = in_order(faults)
        error = cls(ordered[0].words, ordered[0].line)
        error.faults = ordered
        return error


def in_order(remarks: Iterable[Remark]) -> list[Remark]:
    """Each remark once, by line; those about no line come first."""
    return sorted(dict.fromkeys(remarks), key=lambda remark: remark.line or 0)


class Faults:
    """Gathers all that is wrong with a file, so its writer need not find out one by one."""

    def __init__(self) -> None:
        self.found: list[Remark] = []

    def add(self, words: str, line: int | None = None) -> None:
        self.found.append(Remark(words, line))

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """What is refused inside is one more fault, and the work goes on after it."""
        try:
            yield
        except RefusedError as refusal:
            self.found += refusal.faults

    def refuse(self) -> None:
        if self.found:
            raise RefusedError.of(self.found)


class Result(Enum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of one file. faults: why it was refused. notes: what is another than the file says."""

    path: Path
    result: Result
    faults: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()

    def place(self, remark: Remark) -> str:
        """Where to look, as editors and compilers name it: the file, and the line where the remark has one."""
        return f"{self.path}:{remark.line}" if remark.line else str(self.path)
