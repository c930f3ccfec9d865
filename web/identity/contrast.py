"""How well a colour is read on another. Source: WCAG 2.2, relative luminance and contrast ratio."""

import colorsys
import re
from collections.abc import Iterable

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 255  # of lightness


def contrast(colour: str, ground: str) -> float:
    """From 1 to 21. colour, ground: ``#rrggbb``; ValueError for anything else."""
    lighter, darker = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, grounds: Iterable[str]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def readable(colour: str, grounds: Iterable[str], least: float) -> str:
    """colour, or its nearest shade of the same hue that has the contrast on each of grounds.

    It goes away from the grounds: darker on light ones, lighter on dark ones. ValueError for what is no colour.
    """
    grounds = tuple(grounds)
    if least_contrast(colour, grounds) >= least:
        return colour.lower()
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    aim = 0.0 if _luminance(grounds[0]) > 0.5 else 1.0
    for step in range(1, _STEPS + 1):
        moved = lightness + (aim - lightness) * step / _STEPS
        shade = _written(colorsys.hls_to_rgb(hue, moved, saturation))
        if least_contrast(shade, grounds) >= least:
            return shade
    return "#000000" if aim == 0 else "#ffffff"


def _parts(colour: str) -> tuple[float, float, float]:
    if not COLOUR.fullmatch(colour):
        raise ValueError(colour)
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]


def _written(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
