"""Pictures of places and of things that people made."""

from math import cos, pi, radians, sin, tau
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
    Colour,
    Point,
    mix,
    ramp,
)


def time_zones() -> Canvas:
    """Twenty-four hours side by side; the lines between them swerve, as the real ones do."""
    canvas = Canvas()
    night, dawn = mix(INK, SEA, 0.1), mix(RED, INK, 0.25)
    hours = [night, mix(INK, SEA, 0.6), SEA, dawn, RED, GOLD, mix(PAPER, GOLD, 0.45), PAPER]
    random = Random(1884)
    width = WIDTH / 24
    edges = [_swerving(width * hour, random) for hour in range(25)]
    for hour in range(24):
        share = 1 - abs(hour - 11.5) / 11.5
        left = [(-5, 0), (-5, HEIGHT)] if hour == 0 else edges[hour]
        canvas.polygon([*left, (WIDTH + 5, HEIGHT), (WIDTH + 5, 0)], ramp(hours, share))
    for edge in edges[1:24]:
        canvas.line(edge, mix(PAPER, GOLD, 0.3), 1)
    canvas.circle(WIDTH / 2, 330, 122, RED)
    return canvas


def _swerving(x: float, random: Random) -> list[Point]:
    """A line from top to bottom: straight at first, as at sea, then pushed about by borders."""
    points = [(x, 0.0), (x, 520.0)]
    y, swerve = 520.0, 0.0
    while y < 860:
        swerve = random.choice([-26.0, -14.0, 0.0, 0.0, 14.0, 26.0])
        points += [(x + swerve, y + 12), (x + swerve, y + random.choice([30, 55, 80]))]
        y = points[-1][1]
    return [*points, (x, y + 14), (x, HEIGHT)]


def concrete() -> Canvas:
    """A city of blocks, some windows lit, the far rows paler than the near."""
    canvas = Canvas()
    canvas.fade(mix(MIST, PAPER, 0.35), mix(PAPER, GOLD, 0.3), 900)
    canvas.glow(400, 330, 420, mix(GOLD, PAPER, 0.3), 0.8)
    canvas.circle(400, 330, 92, RED)
    random = Random(1824)
    rows = (
        (mix(MIST, PAPER, 0.28), 330, 600, 60, 110),
        (mix(MIST, SEA, 0.32), 430, 700, 75, 130),
        (mix(SEA, MIST, 0.12), 560, 800, 90, 160),
        (mix(INK, SEA, 0.28), 700, 900, 120, 220),
    )
    for colour, highest, lowest, narrowest, widest in rows:
        x = -20.0
        while x < WIDTH:
            width, top = random.uniform(narrowest, widest), random.uniform(highest, lowest)
            _block(canvas, x, top, width, colour, random)
            x += width + random.choice([0, 0, 6, 14])
    return canvas


def _block(canvas: Canvas, x: float, top: float, width: float, colour: Colour, random: Random) -> None:
    side = width * 0.24
    canvas.rectangle(x, top, width, HEIGHT - top, colour)
    canvas.rectangle(x + width - side, top, side, HEIGHT - top, mix(colour, INK, 0.16))
    canvas.rectangle(x, top, width, 4, mix(colour, PAPER, 0.35))
    columns = max(2, round((width - side - 16) / 19))
    pitch = (width - side - 12) / columns
    for row in range(round((HEIGHT - top) / 27)):
        for column in range(columns):
            lit = random.random() < 0.07
            window = mix(GOLD, PAPER, 0.15) if lit else mix(colour, INK, 0.2)
            canvas.rectangle(x + 8 + column * pitch, top + 18 + row * 27, pitch * 0.55, 14, window)


def suez() -> Canvas:
    """A canal from above, with its convoy."""
    canvas = Canvas()
    canvas.fade(mix(PAPER, GOLD, 0.5), mix(PAPER, GOLD, 0.28))
    for ridge in range(30):
        line = [
            (x, -60 + ridge * 40 + 20 * sin(x / 190 + ridge * 0.5) + 9 * sin(x / 71 - ridge))
            for x in range(0, WIDTH + 20, 20)
        ]
        canvas.line(line, mix(mix(PAPER, GOLD, 0.4), mix(GOLD, INK, 0.3), 0.22 + 0.12 * (ridge % 3)), 2)
    banks = (
        (206, mix(GOLD, PAPER, 0.7)),
        (166, mix(mix(GOLD, MIST, 0.5), SEA, 0.1)),
        (150, SEA),
        (96, mix(SEA, INK, 0.16)),
    )
    for width, colour in banks:
        course = [_course(step / 40) for step in range(-3, 44)]
        canvas.line(course, colour, width)
    hulls = [INK, RED, INK, mix(INK, SEA, 0.4), INK, RED]
    for ship, hull in enumerate(hulls):
        _ship(canvas, 0.05 + ship * 0.18, 140 if ship % 3 else 172, hull, Random(ship + 3))
    return canvas


def _course(share: float) -> Point:
    """A point on the canal's middle, share of the way from the lower left to the upper right."""
    return -40 + 1580 * share, 860 - 720 * share + 120 * sin(share * tau * 0.92 + 0.3)


def _ship(canvas: Canvas, share: float, length: float, hull: Colour, random: Random) -> None:
    (x, y), (ahead_x, ahead_y) = _course(share), _course(share + 0.004)
    reach = ((ahead_x - x) ** 2 + (ahead_y - y) ** 2) ** 0.5
    along, aside = ((ahead_x - x) / reach, (ahead_y - y) / reach), (-(ahead_y - y) / reach, (ahead_x - x) / reach)

    def at(forward: float, right: float) -> Point:
        return x + along[0] * forward + aside[0] * right, y + along[1] * forward + aside[1] * right

    half, beam = length / 2, 19
    wake = mix(SEA, MIST, 0.45)
    canvas.line([at(-half, -12), at(-half - 64, -26)], wake, 2.5)
    canvas.line([at(-half, 12), at(-half - 64, 26)], wake, 2.5)
    outline = [at(-half, -beam * 0.8), at(half - 30, -beam), at(half, 0), at(half - 30, beam), at(-half, beam * 0.8)]
    canvas.polygon(outline, hull)
    rows = int((length - 58) / 15)
    for row in range(rows):
        for lane in (-13.2, -4.0, 5.2):
            forward = -half + 24 + row * 15
            box = [at(forward, lane), at(forward + 13, lane), at(forward + 13, lane + 8), at(forward, lane + 8)]
            canvas.polygon(box, random.choice([PAPER, GOLD, MIST, RED if hull != RED else PAPER, mix(SEA, MIST, 0.3)]))
    canvas.polygon([at(-half + 6, -13), at(-half + 17, -13), at(-half + 17, 13), at(-half + 6, 13)], PAPER)


def pencil() -> Canvas:
    """Nine pencils seen from the end."""
    canvas = Canvas(mix(PAPER, MIST, 0.3))
    canvas.fade(mix(PAPER, MIST, 0.18), mix(PAPER, MIST, 0.5))
    radius = 166.0
    gap = radius * 3**0.5 + 6
    lacquers = [GOLD, SEA, GOLD, RED, GOLD, INK, GOLD, GOLD, SEA]
    places = [(x, y) for y in range(3) for x in range(3)]
    for (column, row), lacquer in zip(places, lacquers, strict=True):
        x = WIDTH / 2 + (column - 1 + (0.5 if row % 2 else 0) - 0.25) * gap
        y = HEIGHT / 2 + (row - 1) * (radius * 1.5 + 6)
        canvas.polygon(_hexagon(x + 5, y + 7, radius), mix(mix(PAPER, MIST, 0.5), INK, 0.22))
        canvas.polygon(_hexagon(x, y, radius), lacquer)
        canvas.polygon(_hexagon(x, y, radius - 13), mix(lacquer, PAPER, 0.28))
        wood = mix(mix(GOLD, RED, 0.22), PAPER, 0.55)
        canvas.polygon(_hexagon(x, y, radius - 17), wood)
        for grain in range(9):
            spread = -118 + grain * 29 + 6 * sin(grain * 2.1 + row + column)
            reach = (118**2 - spread**2) ** 0.5 if abs(spread) < 118 else 0
            canvas.line(
                [(x - reach, y + spread), (x, y + spread * 0.93), (x + reach, y + spread)], mix(wood, RED, 0.16), 2.5
            )
        canvas.line([(x - 128, y), (x + 128, y)], mix(wood, INK, 0.35), 2)
        canvas.circle(x, y, 47, mix(wood, INK, 0.2))
        canvas.circle(x, y, 43, mix(INK, MIST, 0.1))
        canvas.circle(x - 9, y - 11, 25, mix(INK, MIST, 0.2))
        canvas.circle(x - 13, y - 15, 10, mix(INK, MIST, 0.34))
    return canvas


def _hexagon(x: float, y: float, radius: float) -> list[Point]:
    return [(x + radius * cos(pi / 6 + pi / 3 * side), y + radius * sin(pi / 6 + pi / 3 * side)) for side in range(6)]


def public_keys() -> Canvas:
    """Two rings, each through the other, over a field of ciphered squares."""
    canvas = Canvas(INK)
    random = Random(3233)
    for row in range(20):
        for column in range(30):
            shade = mix(mix(INK, SEA, 0.12), mix(INK, SEA, 0.75), random.random() ** 2.4)
            canvas.rectangle(column * 50 + 3, row * 50 + 3, 44, 44, shade, radius=3)
    radius, width = 262, 62
    _band(canvas, 590, 500, radius, width, RED, 0, 360)
    _band(canvas, 910, 500, radius, width, PAPER, 0, 360)
    _band(canvas, 590, 500, radius, width, RED, 20, 95)
    return canvas


def _band(
    canvas: Canvas, x: float, y: float, radius: float, width: float, colour: Colour, start: float, end: float
) -> None:
    """A part of a ring with a dark edge, so that it seems to pass over what is below."""
    canvas.arc(x, y, radius + 9, width + 18, INK, start, end)
    canvas.arc(x, y, radius, width, colour, start - 3, end + 3)
    canvas.arc(x, y, radius - 8, 5, mix(colour, (255, 255, 255), 0.35), start - 3, end + 3)
    canvas.arc(x, y, radius - width + 16, 8, mix(colour, INK, 0.2), start - 3, end + 3)


def corrections() -> Canvas:
    """A printed page on a desk, with one line struck out and set right."""
    canvas = Canvas()
    canvas.fade(mix(SEA, MIST, 0.25), SEA)
    tilt = radians(-5)

    def page(x: float, y: float) -> Point:
        return 750 + x * cos(tilt) - y * sin(tilt), 560 + x * sin(tilt) + y * cos(tilt)

    def bar(x: float, y: float, width: float, height: float, colour: Colour) -> None:
        canvas.polygon([page(x, y), page(x + width, y), page(x + width, y + height), page(x, y + height)], colour)

    bar(-446, -446, 920, 1300, mix(SEA, INK, 0.45))
    bar(-460, -460, 920, 1300, PAPER)
    bar(-390, -390, 780, 12, INK)
    bar(-390, -344, 690, 62, INK)
    bar(-390, -258, 470, 62, INK)
    random = Random(7)
    for column in range(2):
        for line in range(11):
            width = 366 if line % 5 != 4 else random.uniform(110, 280)
            room = 46 if column == 0 and line > 2 else 0  # for the new words
            bar(-390 + column * 414, -130 + line * 64 + room, width, 24, mix(PAPER, INK, 0.4))
    canvas.line([page(-406, 130), page(4, 112)], RED, 11)
    canvas.line([page(-394, 112), page(-30, 131)], RED, 7)
    bar(-346, 53, 262, 26, RED)
    canvas.line([page(-386, 96), page(-370, 66), page(-354, 96)], RED, 8)
    return canvas


def comma() -> Canvas:
    """One mark, very large, among lines of print too small to read."""
    canvas = Canvas(mix(PAPER, GOLD, 0.06))
    random = Random(1872)
    for row in range(21):
        x = 70.0
        while x < WIDTH - 90:
            width = min(random.choice([26, 38, 54, 70, 92, 120]), WIDTH - 70 - x)
            canvas.rectangle(x, 54 + row * 44, width, 10, mix(PAPER, INK, 0.2), radius=5)
            x += width + 16
    x, y, radius = 760, 395, 205
    halo = mix(PAPER, GOLD, 0.06)
    for grow, colour in ((26, halo), (0, RED)):
        canvas.circle(x, y, radius + grow, colour)
        canvas.polygon(_tail(x, y, radius, grow), colour)
    return canvas


def _tail(x: float, y: float, radius: float, grow: float) -> list[Point]:
    """The comma's tail: two curves that leave the dot at its right and meet in a point below its left."""
    tip = (x - radius * 0.62 - grow, y + radius * 2.45 + grow)
    outer = [(x + radius + grow, y), (x + radius + grow, y + radius * 1.5), tip]
    inner = [tip, (x + radius * 0.32 - grow, y + radius * 1.75), (x + radius * 0.2, y + radius * 0.6)]
    return [_on_curve(curve, step / 30) for curve in (outer, inner) for step in range(31)]


def _on_curve(curve: list[Point], share: float) -> Point:
    (x0, y0), (x1, y1), (x2, y2) = curve
    a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2
