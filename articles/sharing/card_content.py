"""What a share card shows, and its size. Drawing it takes Pillow, which few requests need: ``card_drawing``."""

from dataclasses import dataclass

WIDTH, HEIGHT = 1200, 630  # pixels: what messengers and networks show whole


@dataclass(frozen=True)
class Focus:
    """What a frame has to show, as fractions of width and height from the left and the top."""

    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True)
class CardContent:
    """What is on a card, as plain text; empty where there is nothing to say.

    host: written where no font has the letters of the site's name. tint: 1 to 7. picture_label: AI's part in the
    picture. in_english: label, explanation and label of the picture, written where no font has their letters, since no
    label may be lost. from_the_right: whether the language of the site is written from right to left.
    """

    site_name: str
    host: str
    headline: str = ""
    kicker: str = ""
    tint: int = 1
    label: str = ""
    explanation: str = ""
    picture_label: str = ""
    in_english: tuple[str, str, str] = ("", "", "")
    from_the_right: bool = False
