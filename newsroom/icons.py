"""Draws the site's icons: ``python -m newsroom.icons`` writes them to static/icons/, from the shapes of favicon.svg."""

from pathlib import Path

from PIL import Image, ImageDraw

INK, PAPER, BRAND = "#16191c", "#ffffff", "#ffd84d"
GRID = 32  # the drawing is 32 units wide, as favicon.svg
LETTER = [(6, 6), (11.2, 6), (20.8, 17.6), (20.8, 6), (26, 6), (26, 21), (21.1, 21), (11.2, 9.3), (11.2, 21), (6, 21)]
BAR = [(6, 24), (26, 24), (26, 27), (6, 27)]
FOLDER = Path(__file__).resolve().parent.parent / "static" / "icons"
FINENESS = 4  # drawn that much larger and scaled down, which smooths the edges


def draw(size: int, *, corner: float, scale: float) -> Image.Image:
    """The icon, size pixels wide. corner: radius in units; 0 fills the square. scale: of the letter within it."""
    unit = size * FINENESS / GRID
    picture = Image.new("RGBA", (size * FINENESS, size * FINENESS))
    canvas = ImageDraw.Draw(picture)
    canvas.rounded_rectangle((0, 0, GRID * unit, GRID * unit), corner * unit, fill=INK)
    middle = GRID / 2
    for shape, colour in ((LETTER, PAPER), (BAR, BRAND)):
        canvas.polygon(
            [((middle + (x - middle) * scale) * unit, (middle + (y - 16.5) * scale) * unit) for x, y in shape],
            fill=colour,
        )
    return picture.resize((size, size), Image.Resampling.LANCZOS).quantize(64, method=Image.Quantize.FASTOCTREE)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, size, corner, scale in (
        ("icon-192", 192, 5, 1),
        ("icon-512", 512, 5, 1),
        ("maskable", 512, 0, 0.75),  # platforms cut to a circle of 80 %
        ("apple-touch-icon", 180, 0, 0.9),  # rounded by the phone
    ):
        draw(size, corner=corner, scale=scale).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
