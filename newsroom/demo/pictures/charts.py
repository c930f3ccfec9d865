"""Pictures that show numbers: ratings, samples, rates, the drift of a calendar."""

from math import cos, exp, hypot
from random import Random

from newsroom.demo.pictures.canvas import GOLD, HEIGHT, INK, MIST, PAPER, RED, SEA, WIDTH, Canvas, mix, ramp

RATINGS = {1: 52, 2: 16, 3: 14, 4: 22, 5: 96}  # two hundred of them, heaped at the ends as ratings are


def stars() -> Canvas:
    """One dot for each rating, heaped over its number of stars, and a line at the average."""
    canvas = Canvas()
    canvas.fade(mix(INK, SEA, 0.18), INK)
    ground, pitch, across = 850, 33, 5
    colours = {1: RED, 2: mix(RED, MIST, 0.6), 3: MIST, 4: mix(GOLD, MIST, 0.5), 5: GOLD}
    canvas.rectangle(90, ground + 24, WIDTH - 180, 3, mix(INK, MIST, 0.5))
    for rating, count in RATINGS.items():
        middle = _column(rating)
        for dot in range(count):
            row, place = divmod(dot, across)
            full = min(across, count - row * across)
            x = middle + (place - (full - 1) / 2) * pitch
            canvas.circle(x, ground - row * pitch, 12.5, colours[rating])
        for mark in range(rating):
            canvas.circle(middle + (mark - (rating - 1) / 2) * 17, ground + 62, 4.5, mix(INK, MIST, 0.75))
    average = sum(stars * count for stars, count in RATINGS.items()) / sum(RATINGS.values())
    x = _column(average)
    for y in range(190, ground + 20, 22):
        canvas.rectangle(x - 2, y, 4, 11, PAPER)
    canvas.polygon([(x - 16, 150), (x + 16, 150), (x, 178)], PAPER)
    return canvas


def _column(rating: float) -> float:
    return 230 + (rating - 1) * 260


def polls() -> Canvas:
    """A crowd of dots and the few that chance picked."""
    canvas = Canvas(mix(PAPER, MIST, 0.12))
    random = Random(1936)
    pitch = 60
    places = [(x, y) for y in range(50, HEIGHT - 30, pitch) for x in range(60, WIDTH - 30, pitch)]
    asked = set(random.sample(places, 24))
    for x, y in places:
        if (x, y) not in asked:
            canvas.circle(x, y, random.uniform(11, 15.5), mix(MIST, SEA, random.choice([0, 0, 0.12, 0.3])))
    for x, y in sorted(asked):
        canvas.circle(x, y, 37, mix(PAPER, MIST, 0.12))
        canvas.ring(x, y, 36, 4.5, INK)
        canvas.circle(x, y, 22, random.choice([RED, RED, GOLD]))
    return canvas


def leap_years() -> Canvas:
    """How far the seasons moved against the calendar from 1850 to 1950, computed year by year."""
    canvas = Canvas()
    canvas.fade(mix(PAPER, GOLD, 0.04), mix(PAPER, GOLD, 0.2))
    left, pitch, zero, day = 96, 13, 500, 440
    for line in (-0.5, 0.5):
        canvas.rectangle(left, zero - line * day, pitch * 101 - 4, 1.5, mix(PAPER, INK, 0.16))
    days_late = 0.0
    drift = {1849: -0.23}  # chosen so that the hundred years lie round the zero line
    for year in range(1850, 1951):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        days_late = drift[year - 1] + 365.2422 - (366 if leap else 365)
        drift[year] = days_late
        height = abs(days_late) * day
        colour = RED if leap else mix(SEA, MIST, 0.35 if year % 4 else 0)
        x = left + (year - 1850) * pitch
        canvas.rectangle(x, zero - max(days_late, 0) * day, pitch - 4, max(height, 2), colour)
    canvas.rectangle(left, zero - 1.5, pitch * 101 - 4, 3, INK)
    return canvas


def central_banks() -> Canvas:
    """A coin at the centre, and the ripple that it sends through a field of strokes."""
    canvas = Canvas()
    canvas.fade(mix(INK, SEA, 0.35), INK)
    x0, y0 = 540, 500
    for row in range(17):
        for column in range(44):
            x, y = 19 + column * 34.0, 30 + row * 59.0
            distance = hypot(x - x0, y - y0)
            if distance < 105:
                continue
            wave = cos((distance - 120) / 38) * exp(-distance / 700)
            half = 15 + 19 * wave
            colour = ramp([mix(SEA, INK, 0.25), mix(SEA, MIST, 0.5), PAPER, GOLD], 0.5 + 0.62 * wave)
            canvas.rectangle(x - 4.5, y - half, 9, half * 2, colour, radius=4.5)
    canvas.glow(x0, y0, 210, RED, 0.45)
    canvas.circle(x0, y0, 62, RED)
    canvas.ring(x0, y0, 52, 3, mix(RED, PAPER, 0.45))
    return canvas
