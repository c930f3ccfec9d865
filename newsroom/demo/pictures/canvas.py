"""What the pictures are drawn on: a sheet of one size, six colours, and a few shapes with smooth edges."""

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]

PAPER: Colour = (243, 237, 226)
INK: Colour = (28, 39, 54)
SEA: Colour = (44, 93, 116)
MIST: Colour = (170, 192, 196)
RED: Colour = (200, 73, 47)
GOLD: Colour = (219, 171, 78)

WIDTH, HEIGHT = 1500, 1000
SCALE = 2  # drawn so many times larger and then reduced, which smooths every edge


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour between two: share 0 is one, share 1 is other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def ramp(colours: Sequence[Colour], share: float) -> Colour:
    """The colour at share, 0 to 1, of the way along colours."""
    place = min(max(share, 0), 1) * (len(colours) - 1)
    index = min(int(place), len(colours) - 2)
    return mix(colours[index], colours[index + 1], place - index)


class Canvas:
    """A sheet of WIDTH by HEIGHT units, the origin at the top left. Every measure is in these units."""

    def __init__(self, background: Colour = PAPER) -> None:
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
        self._draw = ImageDraw.Draw(self._image)

    def fade(self, top: Colour, bottom: Colour, height: float = HEIGHT) -> None:
        """Fill the sheet, down to height, with colours that pass from top to bottom."""
        size = (WIDTH * SCALE, round(height * SCALE))
        mask = Image.linear_gradient("L").resize(size)
        self._image.paste(Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask))

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """A round light that fades to nothing at radius. strength: 0 to 1, at its centre."""
        side = round(radius * 2 * SCALE)
        mask = Image.radial_gradient("L").resize((side, side))
        mask = mask.point([round(max(0, 1 - level / 180) ** 2 * 255 * strength) for level in range(256)])
        self._image.paste(colour, (round((x - radius) * SCALE), round((y - radius) * SCALE)), mask)

    def circle(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self._draw.ellipse(self._box(x - radius, y - radius, x + radius, y + radius), fill=fill)

    def ellipse(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        self._draw.ellipse(self._box(x - across, y - down, x + across, y + down), fill=fill)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """A circle's line; its outer edge is at radius."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._draw.ellipse(box, outline=colour, width=round(width * SCALE))

    def arc(self, x: float, y: float, radius: float, width: float, colour: Colour, start: float, end: float) -> None:
        """A part of a ring, clockwise between two angles in degrees; 0 is to the right."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._draw.arc(box, start, end, fill=colour, width=round(width * SCALE))

    def rectangle(self, x: float, y: float, width: float, height: float, fill: Colour, radius: float = 0) -> None:
        box = self._box(x, y, x + width, y + height)
        self._draw.rounded_rectangle(box, radius * SCALE, fill=fill)

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        self._draw.polygon(self._scaled(points), fill=fill)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        self._draw.line(self._scaled(points), fill=colour, width=round(width * SCALE), joint="curve")

    def finished(self) -> Image.Image:
        """The picture in its final size, with a grain as fine as that of paper, which also hides steps in the fades."""
        image = self._image.reduce(SCALE)
        grain = Image.frombytes("L", image.size, Random(7).randbytes(WIDTH * HEIGHT)).point(
            [v // 32 for v in range(256)]
        )
        return ImageChops.add(image, Image.merge("RGB", (grain, grain, grain)), offset=-4)

    @staticmethod
    def _box(*edges: float) -> list[float]:
        return [edge * SCALE for edge in edges]

    @staticmethod
    def _scaled(points: Sequence[Point]) -> list[Point]:
        return [(x * SCALE, y * SCALE) for x, y in points]
