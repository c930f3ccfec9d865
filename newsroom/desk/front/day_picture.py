"""Small pictures of figures by day, as the shapes of an SVG. Places and sizes are in units of its view box."""

from dataclasses import dataclass, field
from typing import NamedTuple

WIDTH_OF_A_DAY, GAP, HEIGHT = 10, 2, 56
RADIUS = 2.5


class Bar(NamedTuple):
    kind: str
    x: int
    y: float
    width: int
    height: float


class Point(NamedTuple):
    x: float
    y: float


@dataclass(frozen=True)
class DayPicture:
    """lines: each the points of consecutive days. highest: the figure that the top of the picture stands for."""

    width: int
    highest: float
    bars: list[Bar] = field(default_factory=list)
    lines: list[list[Point]] = field(default_factory=list)
    height: int = HEIGHT

    @property
    def points(self) -> list[Point]:
        return [point for line in self.lines for point in line]

    @property
    def paths(self) -> list[str]:
        """The ``points`` of a polyline for each line."""
        return [" ".join(f"{point.x},{point.y}" for point in line) for line in self.lines if len(line) > 1]


def bars(counts: list[list[int]], kinds: list[str]) -> DayPicture:
    """A bar for each day, put together from the counts of its kinds, the first kind at the bottom."""
    highest = max((sum(of_day) for of_day in counts), default=0)
    shapes = []
    for number, of_day in enumerate(counts):
        top = float(HEIGHT)
        for kind, count in zip(kinds, of_day, strict=True):
            if not count:
                continue
            height = round(count / highest * HEIGHT, 2)
            top = round(top - height, 2)
            shapes.append(Bar(kind, number * WIDTH_OF_A_DAY, top, WIDTH_OF_A_DAY - GAP, height))
    return DayPicture(len(counts) * WIDTH_OF_A_DAY - GAP, highest, bars=shapes)


def points(values: list[float | None], lowest: float, highest: float) -> DayPicture:
    """A point for each day with a value, joined where days follow one another."""
    lines: list[list[Point]] = [[]]
    usable = HEIGHT - 2 * RADIUS
    for number, value in enumerate(values):
        if value is None:
            lines.append([])
            continue
        y = RADIUS + (highest - value) / (highest - lowest) * usable
        lines[-1].append(Point(number * WIDTH_OF_A_DAY + (WIDTH_OF_A_DAY - GAP) / 2, round(y, 2)))
    return DayPicture(len(values) * WIDTH_OF_A_DAY - GAP, highest, lines=[line for line in lines if line])
