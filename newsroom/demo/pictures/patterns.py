"""Pictures that are a pattern: arcs, bows, stripes, keys, teeth, steps."""

from itertools import accumulate
from math import asin, atan2, cos, hypot, pi, sin, tau
from random import Random

from newsroom.demo.pictures.canvas import GOLD, HEIGHT, INK, MIST, PAPER, RED, SEA, WIDTH, Canvas, Point, mix, ramp


def great_circles() -> Canvas:
    """A globe's grid, seen from above sixty degrees north, and arcs from one place to others."""
    canvas = Canvas()
    canvas.fade(mix(INK, SEA, 0.25), INK)
    x0, y0, radius = 750, 620, 560
    canvas.glow(x0, y0, 760, mix(SEA, MIST, 0.3), 0.5)
    canvas.circle(x0, y0, radius, mix(SEA, INK, 0.15))
    line = mix(SEA, MIST, 0.45)
    for latitude in range(-60, 90, 15):
        _path(canvas, [(longitude, latitude) for longitude in range(0, 361, 4)], line, 1.6)
    for longitude in range(0, 360, 15):
        _path(canvas, [(longitude, latitude) for latitude in range(-88, 89, 4)], line, 1.6)
    home = (-5, 50)
    for there in [(85, 38), (118, 30), (48, 12), (-75, 42), (-118, 40), (-45, 8), (160, 62)]:
        _path(canvas, _shortest(home, there), GOLD, 4.5)
        canvas.circle(*_seen(*there)[:2], 10, PAPER)
    canvas.circle(*_seen(*home)[:2], 17, RED)
    return canvas


def _on_ball(longitude: float, latitude: float) -> tuple[float, float, float]:
    east, north = longitude * pi / 180, latitude * pi / 180
    return cos(north) * sin(east), sin(north), cos(north) * cos(east)


def _seen(longitude: float, latitude: float) -> tuple[float, float, float]:
    """Where a place is on the sheet; the third number is below 0 on the far side."""
    x, y, z = _on_ball(longitude - 20, latitude)
    tilt = 48 * pi / 180
    return 750 + 560 * x, 620 - 560 * (y * cos(tilt) - z * sin(tilt)), y * sin(tilt) + z * cos(tilt)


def _path(canvas: Canvas, places: list[Point], colour: tuple[int, int, int], width: float) -> None:
    run: list[Point] = []
    for x, y, depth in [*(_seen(*place) for place in places), (0, 0, -1)]:
        if depth > 0:
            run.append((x, y))
            continue
        if len(run) > 1:
            canvas.line(run, colour, width)
        run = []


def _shortest(one: Point, other: Point) -> list[Point]:
    """Places on the great circle between two, by the points of the chord, put back on the ball."""
    a, b = _on_ball(*one), _on_ball(*other)
    places = []
    for step in range(41):
        x, y, z = (p + (q - p) * step / 40 for p, q in zip(a, b, strict=True))
        length = hypot(x, y, z)
        places.append((atan2(x, z) * 180 / pi, asin(y / length) * 180 / pi))
    return places


def rainbow() -> Canvas:
    """Two bows over hills, the second with its colours in reverse, and rain."""
    canvas = Canvas()
    canvas.fade(mix(INK, SEA, 0.6), mix(MIST, PAPER, 0.4))
    violet = mix(RED, SEA, 0.7)
    colours = [RED, mix(RED, GOLD, 0.5), GOLD, mix(GOLD, MIST, 0.6), mix(MIST, SEA, 0.4), SEA, violet]
    x0, y0 = 700, 1050
    canvas.circle(x0, y0, 690, mix(MIST, PAPER, 0.35))
    for order, outer, width, share in ((colours, 690, 20, 0.1), (colours[::-1], 890, 16, 0.5)):
        for place, colour in enumerate(order):
            canvas.ring(x0, y0, outer - place * width, width + 1, mix(colour, mix(MIST, SEA, 0.3), share))
    random = Random(42)
    for _drop in range(420):
        x, y = random.uniform(0, WIDTH), random.uniform(0, HEIGHT)
        canvas.line([(x, y), (x - 9, y + 34)], mix(MIST, PAPER, 0.5), 1.4)
    for share, level, rise in ((0.35, 760, 60), (0.7, 850, 45), (1, 920, 30)):
        hill = [(x, level - rise * sin(x / (240 + 90 * share) + 3 * share)) for x in range(0, WIDTH + 20, 10)]
        canvas.polygon([(0, HEIGHT), *hill, (WIDTH + 20, HEIGHT)], mix(SEA, INK, share))
    return canvas


def bar_code() -> Canvas:
    """Stripes of one to four units, and the light that reads them."""
    canvas = Canvas()
    canvas.fade(mix(PAPER, GOLD, 0.05), mix(PAPER, MIST, 0.35))
    random = Random(13)
    widths = [1, 1, 1, *(random.choice([1, 1, 2, 3, 4]) for _stripe in range(44)), 1, 1, 1]
    unit = (WIDTH - 260) / sum(widths)
    for place, (width, end) in enumerate(zip(widths, accumulate(widths), strict=True)):
        if place % 2 == 0:
            guard = place < 3 or place > len(widths) - 4 or 23 <= place <= 25
            left = 130 + (end - width) * unit
            canvas.rectangle(left, 150, width * unit, 690 if guard else 640, INK)
    canvas.glow(750, 470, 620, RED, 0.22)
    canvas.rectangle(60, 466, WIDTH - 120, 9, RED, radius=4)
    return canvas


def piano() -> Canvas:
    """Two octaves and a little, and one key that is held."""
    canvas = Canvas(INK)
    canvas.fade(mix(INK, RED, 0.3), INK, 260)
    across = 96
    for key in range(16):
        colour = RED if key == 7 else mix(PAPER, MIST, 0.1 + 0.1 * (key % 2))
        canvas.rectangle(-18 + key * across, 240, across - 5, HEIGHT, colour, radius=10)
    for key in range(16):
        if key % 7 not in (2, 6):
            left = -18 + key * across + across * 0.68
            canvas.rectangle(left, 200, across * 0.6, 440, INK, radius=8)
            canvas.rectangle(left + 9, 200, across * 0.6 - 18, 410, mix(INK, MIST, 0.16), radius=6)
    canvas.rectangle(0, 190, WIDTH, 56, mix(RED, INK, 0.45))
    return canvas


def coins() -> Canvas:
    """Discs in a row, each with teeth, the third with a few filed off."""
    canvas = Canvas()
    canvas.fade(mix(SEA, INK, 0.45), mix(INK, SEA, 0.1))
    x = 70.0
    for place, radius in enumerate((100, 130, 165, 205)):
        x += radius
        y, metal = 780 - radius, GOLD if place % 2 else mix(MIST, PAPER, 0.25)
        teeth = round(radius * 0.62)
        for tooth in range(teeth):
            angle = tau * tooth / teeth
            if place == 2 and 4.2 < angle < 4.9:
                continue
            canvas.circle(x + radius * cos(angle), y + radius * sin(angle), 6.4, mix(metal, INK, 0.25))
        canvas.circle(x, y, radius, metal)
        canvas.ring(x, y, radius - 14, 4, mix(metal, INK, 0.3))
        canvas.circle(x, y, radius * 0.42, mix(metal, INK, 0.14))
        x += radius + 34
    canvas.rectangle(0, 786, WIDTH, 4, mix(INK, MIST, 0.4))
    return canvas


def median() -> Canvas:
    """Fifteen values in order, of which the last is far too large for the sheet's scale."""
    canvas = Canvas()
    canvas.fade(mix(PAPER, MIST, 0.1), mix(PAPER, MIST, 0.45))
    values = [1.2, 1.4, 1.5, 1.7, 1.8, 2.0, 2.1, 2.2, 2.4, 2.5, 2.7, 2.9, 3.2, 3.6, 11.0]
    pitch, ground = 84, 900
    for place, value in enumerate(values):
        colour = RED if place == len(values) - 1 else ramp([mix(SEA, MIST, 0.5), SEA], place / 14)
        canvas.rectangle(130 + place * pitch, ground - value * 72, pitch - 16, value * 72, colour)
    middle = 130 + 7 * pitch + (pitch - 16) / 2
    for y in range(130, ground - 170, 26):
        canvas.rectangle(middle - 3, y, 6, 14, mix(GOLD, RED, 0.2))
    canvas.circle(middle, 110, 16, mix(GOLD, RED, 0.2))
    canvas.rectangle(100, ground, WIDTH - 200, 4, INK)
    return canvas
