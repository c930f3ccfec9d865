"""The colours and the type of the site as rules of a style sheet. A colour that is hard to read is shown as a shade
of it that is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from web.identity.contrast import COLOUR, least_contrast, readable

# The grounds that text is on, light and dark: paper and sunk of static/css/tokens.css.
LIGHT, DARK = ("#fdfdfc", "#f2f3f1"), ("#14171a", "#1d2125")
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for text
LEAST_OF_A_LINE = (1.3, 3.0)  # on light and on dark: WCAG demands none of a line that says nothing, but it has to show

LINKS, LINE = "links", "line"
# Fonts of common systems, so pages load none. The first of each pair is for headlines, the second for running text.
_CHARTER = 'Charter, "Bitstream Charter", "Sitka Text", Cambria, "Noto Serif", serif'
_TIMES = '"Tiempos Headline", "Times New Roman", Times, "Liberation Serif", "Noto Serif", serif'
_GEORGIA = 'Georgia, "Gelasio", "Noto Serif", serif'
_GROTESQUE = '"Helvetica Neue", Helvetica, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif'
_PALATINO = '"Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Georgia, serif'  # as static/css/type.css
PROGRAM = (_PALATINO, _PALATINO)
FONTS = {"newspaper": (_TIMES, _GEORGIA), "modern": (_GROTESQUE, _CHARTER)}

Shades = tuple[str, str]  # on light, on dark


@dataclass(frozen=True)
class Look:
    """What was chosen; empty where nothing was. Colours: ``#rrggbb``. sections: key of a section and its colour."""

    brand: str = ""
    link_on_light: str = ""
    link_on_dark: str = ""
    type_pair: str = ""
    sections: tuple[tuple[int, str], ...] = ()

    def __bool__(self) -> bool:
        return self != Look()

    @property
    def links(self) -> Shades | None:
        """The brand colour is that of links as well, unless they have one of their own."""
        on_light = _colour(self.link_on_light) or _colour(self.brand)
        on_dark = _colour(self.link_on_dark) or on_light
        return _text(on_light, on_dark)

    @property
    def display(self) -> str:
        return FONTS.get(self.type_pair, PROGRAM)[0]

    @property
    def serif(self) -> str:
        return FONTS.get(self.type_pair, PROGRAM)[1]

    @property
    def line(self) -> Shades | None:
        brand = _colour(self.brand)
        if not brand:
            return None
        return readable(brand, LIGHT[:1], LEAST_OF_A_LINE[0]), readable(brand, DARK[:1], LEAST_OF_A_LINE[1])

    @property
    def tints(self) -> dict[int, Shades]:
        found = {key: _text(_colour(colour), _colour(colour)) for key, colour in self.sections}
        return {key: shades for key, shades in found.items() if shades}

    def changed(self) -> Iterator[Changed]:
        """The chosen colours that pages show otherwise, since they would be hard to read or to see."""
        links = self.links
        for chosen, scheme in ((self.link_on_light or self.brand, 0), (self.link_on_dark, 1)):
            if links and links[scheme] and _colour(chosen):
                yield from _if_changed(LINKS, scheme, chosen, links[scheme], LEAST_CONTRAST)
        if line := self.line:
            for scheme in (0, 1):
                yield from _if_changed(LINE, scheme, self.brand, line[scheme], LEAST_OF_A_LINE[scheme])
        tints = self.tints
        for key, chosen in self.sections:
            if key in tints:
                for scheme in (0, 1):
                    yield from _if_changed(key, scheme, chosen, tints[key][scheme], LEAST_CONTRAST)

    def rules(self) -> str:
        """For screens alone: on paper all text is black. After the program's own rules, over which they win."""
        light, dark = [self._root(0)], [self._root(1)]
        for key, shades in self.tints.items():
            light.append(f".tint-s{key}{{--tint:{shades[0]}}}")
            dark.append(f".tint-s{key}{{--tint:{shades[1]}}}")
        fonts = f":root{{--display:{self.display};--serif:{self.serif}}}\n" if self.type_pair in FONTS else ""
        return (
            f"{fonts}@media screen{{{''.join(light)}}}\n"
            f"@media screen and (prefers-color-scheme:dark){{{''.join(dark)}}}\n"
        )

    def _root(self, scheme: int) -> str:
        links, line = self.links, self.line
        values = [f"--color-link:{links[scheme]}"] if links and links[scheme] else []
        values += [f"--color-brand:{line[scheme]};--color-top:{line[scheme]}"] if line else []
        return f":root{{{';'.join(values)}}}" if values else ""


@dataclass(frozen=True)
class Changed:
    """what: LINKS, LINE or the key of a section. scheme: 0 on light, 1 on dark. before, after: contrast, of least."""

    what: str | int
    scheme: int
    chosen: str
    shown: str
    before: float
    after: float
    least: float


def _if_changed(what: str | int, scheme: int, chosen: str, shown: str, least: float) -> Iterator[Changed]:
    grounds = (LIGHT, DARK)[scheme][: 1 if what == LINE else None]  # a line is on paper alone
    if chosen.lower() != shown:
        before, after = least_contrast(chosen, grounds), least_contrast(shown, grounds)
        yield Changed(what, scheme, chosen, shown, before, after, least)


def _text(on_light: str, on_dark: str) -> Shades | None:
    if not on_dark:
        return None
    light = readable(on_light, LIGHT, LEAST_CONTRAST) if on_light else ""  # as the program has it
    return light, readable(on_dark, DARK, LEAST_CONTRAST)


def _colour(value: str) -> str:
    """Empty for what is no colour: it came past the form, and must not get into the sheet."""
    return value if COLOUR.fullmatch(value) else ""
