"""Draws the site's icons: ``python -m newsroom.pages.icons`` writes them, from the shapes of favicon.svg.

Those that browsers request by a fixed name are in static/site-root/; the others in static/icons/.
"""

from pathlib import Path

from PIL import Image, ImageDraw

from newsroom.pages.root_icons import ICO_SIZES

INK, PAPER, BRAND = "#16191c", "#ffffff", "#ffd84d"
GRID = 32  # the drawing is 32 units wide, as favicon.svg
LETTER = [(6, 6), (11.2, 6), (20.8, 17.6), (20.8, 6), (26, 6), (26, 21), (21.1, 21), (11.2, 9.3), (11.2, 21), (6, 21)]
BAR = [(6, 24), (26, 24), (26, 27), (6, 27)]
ROOT = Path(__file__).resolve().parent.parent.parent
ICONS, AT_THE_ROOT = ROOT / "static" / "icons", ROOT / "static" / "site-root"
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
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def in_few_colours(picture: Image.Image) -> Image.Image:
    return picture.quantize(64, method=Image.Quantize.FASTOCTREE)


def main() -> None:
    for folder in (ICONS, AT_THE_ROOT):
        folder.mkdir(exist_ok=True)
    for path, size, corner, scale in (
        (ICONS / "icon-192.png", 192, 5, 1),
        (ICONS / "icon-512.png", 512, 5, 1),
        (ICONS / "maskable.png", 512, 0, 0.75),  # platforms cut to a circle of 80 %
        (AT_THE_ROOT / "apple-touch-icon.png", 180, 0, 0.9),  # rounded by the phone
    ):
        in_few_colours(draw(size, corner=corner, scale=scale)).save(path, optimize=True)
    *smaller, largest = (draw(size, corner=5, scale=1) for size in ICO_SIZES)
    sizes = [(size, size) for size in ICO_SIZES]
    largest.save(AT_THE_ROOT / "favicon.ico", sizes=sizes, append_images=smaller)


if __name__ == "__main__":
    main()
