"""Pictures of water, wood, bread and blood."""

from itertools import pairwise
from math import cos, exp, hypot, pi, sin, tau
from random import Random

from newsroom.demo.pictures.canvas import (
    GOLD,
    HEIGHT,
    INK,
    MIST,
    PAPER,
    RED,
    SEA,
    WIDTH,
    Canvas,
    Point,
    mix,
    ramp,
)


def tides() -> Canvas:
    """Waves under a Moon, each row darker and steeper than the one behind it."""
    canvas = Canvas()
    canvas.fade(mix(MIST, SEA, 0.25), mix(PAPER, GOLD, 0.25), 560)
    canvas.glow(1040, 300, 560, mix(PAPER, GOLD, 0.15), 0.9)
    canvas.circle(1040, 300, 128, mix(PAPER, (255, 255, 255), 0.5))
    random = Random(24)
    rows = 11
    for row in range(rows):
        depth = row / (rows - 1)
        level = 470 + 430 * depth**1.25
        height = 5 + 19 * depth
        length = 230 + 620 * depth
        shift = row * 1.9
        crest = [
            (
                x,
                level
                + height * sin(tau * x / length + shift)
                + height * 0.35 * sin(tau * x / (length * 0.43) + 2 * shift),
            )
            for x in range(-10, WIDTH + 20, 6)
        ]
        colour = ramp([mix(MIST, PAPER, 0.35), MIST, mix(MIST, SEA, 0.6), SEA, mix(SEA, INK, 0.55), INK], depth)
        canvas.polygon([*crest, (WIDTH + 20, HEIGHT), (-10, HEIGHT)], colour)
        canvas.line(crest, mix(colour, PAPER, 0.4), 1.5 + depth)
        for _glint in range(round(26 - 18 * depth)):
            x = random.gauss(1040, 60 + 130 * depth)
            y = level + height + random.uniform(4, 22 + 26 * depth)
            half = random.uniform(8, 20 + 46 * depth)
            canvas.ellipse(x, y, half, 1.3 + 1.4 * depth, mix(colour, mix(PAPER, GOLD, 0.2), 0.75 - 0.35 * depth))
    return canvas


def tree_rings() -> Canvas:
    """The cut face of a trunk. Good years are wide, dry years narrow."""
    canvas = Canvas(mix(PAPER, MIST, 0.25))
    random = Random(1929)
    widths: list[int] = []
    while sum(widths) < 690:
        widths.append(random.choice([6, 7, 9, 12, 14, 17, 21]))
    red_year = len(widths) // 2
    x, y = 690, 520
    bark = mix(INK, RED, 0.22)
    canvas.polygon(_ring(x, y, sum(widths) + 34, 1.35), mix(bark, INK, 0.5))
    canvas.polygon(_ring(x, y, sum(widths) + 20, 1), bark)
    radius = float(sum(widths))
    for year, width in reversed(list(enumerate(widths))):
        age = year / len(widths)
        pale = ramp([mix(GOLD, RED, 0.3), mix(GOLD, PAPER, 0.25), mix(GOLD, PAPER, 0.62)], age)
        dark = mix(pale, bark, 0.62)
        canvas.polygon(_ring(x, y, radius, 1), RED if year == red_year else dark)
        canvas.polygon(_ring(x, y, radius - (5 if year == red_year else 2.6), 1), mix(pale, dark, 0.28))
        canvas.polygon(_ring(x, y, radius - 2.6 - width * 0.35, 1), pale)
        radius -= width
    for angle in (0.35, 2.3, 4.05):
        crack = [
            (x + r * cos(angle + 0.012 * sin(r / 23)), y + r * sin(angle + 0.012 * sin(r / 23)))
            for r in range(2, 240, 6)
        ]
        canvas.line(crack, bark, 2.5)
    canvas.circle(x, y, 6, bark)
    return canvas


def _ring(x: float, y: float, radius: float, roughness: float) -> list[Point]:
    """A closed line round (x, y) that bulges the way a trunk does."""
    points = []
    for step in range(240):
        angle = tau * step / 240
        bulge = 1 + 0.05 * sin(2 * angle + 0.6) + 0.022 * sin(3 * angle + 1.9) + 0.009 * sin(7 * angle + radius / 70)
        bulge += 0.0035 * roughness * sin(19 * angle + radius / 31)
        points.append((x + radius * bulge * 1.12 * cos(angle), y + radius * bulge * 0.92 * sin(angle)))
    return points


def watershed() -> Canvas:
    """Contour lines of two hills, and the way that rain takes between them."""
    canvas = Canvas(mix(PAPER, GOLD, 0.1))
    step = 10
    heights = [[_height(x, y) for x in range(0, WIDTH + step, step)] for y in range(0, HEIGHT + step, step)]
    for row in range(len(heights) - 1):
        for column in range(len(heights[0]) - 1):
            corners = (
                (column * step, row * step, heights[row][column]),
                ((column + 1) * step, row * step, heights[row][column + 1]),
                ((column + 1) * step, (row + 1) * step, heights[row + 1][column + 1]),
                (column * step, (row + 1) * step, heights[row + 1][column]),
            )
            lowest, highest = min(c[2] for c in corners), max(c[2] for c in corners)
            for level in range(int(lowest // 12) + 1, int(highest // 12) + 1):
                _contour(canvas, corners, level * 12)
    _rivers(canvas)
    return canvas


def _height(x: float, y: float) -> float:
    """Metres, say, above the lower edge."""
    valley = 690 + 130 * sin(y / 210) + 40 * sin(y / 83)
    slope = 0.34 * (HEIGHT - y)
    hills = 210 * exp(-(((x - 250) / 270) ** 2) - ((y - 380) / 270) ** 2)
    hills += 250 * exp(-(((x - 1230) / 260) ** 2) - ((y - 520) / 330) ** 2)
    ripple = 13 * sin(x / 61 + y / 97) + 9 * sin(x / 37 - y / 71)
    return slope + hills + ripple + 0.21 * abs(x - valley)


def _contour(canvas: Canvas, corners: tuple, level: float) -> None:
    """The straight piece of the line at level within one square of the grid."""
    crossings = []
    for (x1, y1, h1), (x2, y2, h2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (h1 < level) != (h2 < level):
            share = (level - h1) / (h2 - h1)
            crossings.append((x1 + (x2 - x1) * share, y1 + (y2 - y1) * share))
    bold = level % 60 == 0
    colour = mix(PAPER, mix(GOLD, INK, 0.45), 0.75 if bold else 0.45)
    for start, end in zip(crossings[::2], crossings[1::2], strict=False):
        canvas.line([start, end], colour, 2.5 if bold else 1.5)


def _rivers(canvas: Canvas) -> None:
    """Let drops run downhill from all over the sheet; where many have passed, the stream is wide.

    Drops that leave by the main outlet make the blue river. The others belong to another watershed and stay pale.
    """
    random = Random(11)
    paths = [_way_down(random.uniform(40, WIDTH - 40), random.uniform(10, HEIGHT * 0.85)) for _drop in range(170)]
    passed: dict[Point, int] = {}
    for path in paths:
        for place in {(x // 7, y // 7) for x, y in path}:
            passed[place] = passed.get(place, 0) + 1
    for path in sorted(paths, key=_reaches_the_outlet):
        colour = SEA if _reaches_the_outlet(path) else mix(MIST, PAPER, 0.25)
        drops = 1
        for start, end in pairwise(path):
            drops = max(drops, passed[(end[0] // 7, end[1] // 7)])
            width = 2 + 1.9 * min(drops, 60) ** 0.5
            canvas.line([start, end], colour, width)
            canvas.circle(*end, width / 2, colour)


def _way_down(x: float, y: float) -> list[Point]:
    """The line of steepest descent from (x, y) to the edge of the sheet or the bottom of a hollow."""
    path = [(x, y)]
    heading = (0.0, 0.0)
    for _step in range(260):
        across = _height(x + 6, y) - _height(x - 6, y)
        down = _height(x, y + 6) - _height(x, y - 6)
        steepness = hypot(across, down) or 1
        heading = (heading[0] * 0.6 - across / steepness, heading[1] * 0.6 - down / steepness)
        length = hypot(*heading) or 1
        x, y = x + 6 * heading[0] / length, y + 6 * heading[1] / length
        path.append((x, y))
        if not (-20 <= x <= WIDTH + 20 and -20 <= y <= HEIGHT + 20):
            break
    return path


def _reaches_the_outlet(path: list[Point]) -> bool:
    x, y = path[-1]
    return y > HEIGHT and 430 < x < 720


def bread() -> Canvas:
    """Half a loaf, seen from the cut side."""
    canvas = Canvas(SEA)
    canvas.fade(mix(SEA, INK, 0.55), mix(SEA, INK, 0.1))
    canvas.rectangle(0, 790, WIDTH, 210, mix(GOLD, INK, 0.55))
    canvas.rectangle(0, 790, WIDTH, 5, mix(GOLD, INK, 0.3))
    canvas.ellipse(750, 838, 600, 34, mix(mix(GOLD, INK, 0.55), INK, 0.55))
    crust = [mix(INK, RED, 0.3), mix(RED, INK, 0.55), mix(mix(RED, GOLD, 0.5), INK, 0.22), mix(GOLD, PAPER, 0.2)]
    for inset in range(0, 40, 2):
        canvas.polygon(_loaf(inset), ramp(crust, inset / 38))
    canvas.polygon(_loaf(40), mix(PAPER, GOLD, 0.13))
    random = Random(28)
    bubbles: list[tuple[float, float, float]] = []
    for size in (46, 34, 26, 19, 14, 10, 7, 5, 3.5):
        for _try in range(int(2600 / size)):
            x, y = random.uniform(150, 1350), random.uniform(190, 830)
            r = size * random.uniform(0.75, 1.1)
            if _inside_loaf(x, y, r + 52) and all(hypot(x - a, (y - b) * 1.25) > r + c + 3 for a, b, c in bubbles):
                bubbles.append((x, y, r))
    for x, y, r in bubbles:
        shade = mix(mix(PAPER, GOLD, 0.36), mix(GOLD, PAPER, 0.3), min(1, r / 40))
        canvas.polygon(_bubble(x, y, r, x + y), mix(shade, mix(RED, INK, 0.4), 0.28))
        canvas.polygon(_bubble(x + r * 0.05, y + r * 0.08, r * 0.9, x + y), shade)
    return canvas


def _bubble(x: float, y: float, radius: float, shape: float) -> list[Point]:
    points = []
    for step in range(28):
        angle = tau * step / 28
        bulge = radius * (1 + 0.16 * sin(2 * angle + shape) + 0.09 * sin(3 * angle + 2 * shape))
        points.append((x + 1.08 * bulge * cos(angle), y + 0.8 * bulge * sin(angle)))
    return points


def _loaf(inset: float) -> list[Point]:
    points = []
    for step in range(200):
        angle = tau * step / 200
        across, up = cos(angle), sin(angle)
        x = 750 + (600 - inset) * (abs(across) ** 0.86) * (1 if across >= 0 else -1)
        rise = 530 - inset + 12 * sin(3 * angle + 0.4) if up > 0 else 130 - inset * 0.7
        y = 700 - rise * (abs(up) ** (0.92 if up > 0 else 0.5)) * (1 if up >= 0 else -1)
        points.append((x, y))
    return points


def _inside_loaf(x: float, y: float, margin: float) -> bool:
    up = 700 - y
    height = (530 if up > 0 else 130) - margin
    return (abs(x - 750) / (600 - margin)) ** 2.2 + (abs(up) / height) ** 2.2 < 1


def vaccines() -> Canvas:
    """A germ among antibodies, most of which do not fit."""
    canvas = Canvas(mix(PAPER, MIST, 0.2))
    canvas.fade(mix(PAPER, MIST, 0.12), mix(PAPER, MIST, 0.6))
    x, y, radius = 560, 520, 290
    spikes = 18
    docked = {1, 4, 9, 14, 16}
    for spike in range(spikes):
        angle = tau * spike / spikes + 0.1
        colour = mix(SEA, INK, 0.25)
        tip = (x + (radius + 84) * cos(angle), y + (radius + 84) * sin(angle))
        canvas.line([(x, y), tip], colour, 17)
        canvas.circle(*tip, 25, colour)
        if spike in docked:
            _antibody(canvas, x + (radius + 92) * cos(angle), y + (radius + 92) * sin(angle), angle, 1.45, True)
    canvas.circle(x, y, radius, SEA)
    for share in range(14):
        canvas.circle(x - share * 5, y - share * 6, (radius - 14) * (1 - share / 16), mix(SEA, MIST, share / 34))
    random = Random(95)
    placed: list[Point] = []
    for _try in range(900):
        a, b = random.uniform(30, WIDTH - 30), random.uniform(30, HEIGHT - 30)
        if hypot(a - x, b - y) > radius + 235 and all(hypot(a - c, b - d) > 92 for c, d in placed):
            placed.append((a, b))
            _antibody(canvas, a, b, random.uniform(0, tau), random.uniform(0.7, 1.05), False)
    return canvas


def _antibody(canvas: Canvas, x: float, y: float, angle: float, size: float, fits: bool) -> None:
    """A Y whose open end is at (x, y) and whose stem points along angle."""
    colour = RED if fits else mix(mix(SEA, MIST, 0.45), PAPER, 0.1)
    fork = (x + 38 * size * cos(angle), y + 38 * size * sin(angle))
    stem = (x + 84 * size * cos(angle), y + 84 * size * sin(angle))
    for side in (-1, 1):
        arm = (x + 27 * size * side * cos(angle + pi / 2), y + 27 * size * side * sin(angle + pi / 2))
        canvas.line([arm, fork], colour, 11 * size)
        canvas.circle(*arm, 9.5 * size, mix(colour, GOLD, 0.55) if fits else colour)
    canvas.line([fork, stem], colour, 11 * size)
    canvas.circle(*fork, 5.5 * size, colour)
    canvas.circle(*stem, 5.5 * size, colour)
