"""Draws the picture that a link to an article brings along: the lead picture, or the headline, above a strip that says
whose article it is and how it was made.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from articles.sharing.card_content import HEIGHT, WIDTH, CardContent, Focus
from articles.sharing.card_fonts import font_for, is_from_the_right, opened, without_unwritable_signs
from articles.sharing.card_lines import Lines, fitted
from web.plain_text import one_line

STRIP = 120  # pixels, at the foot
MARGIN = 56
RULE = 10  # the line in the section's colour
QUALITY = 85  # of 100
HEADLINE_SIZES = (120, 108, 96, 88, 80, 72, 64, 58, 52, 46)
NAME_SIZES = (46, 40, 34, 28)
LABEL_SIZES = (38, 34, 30, 26, 22)
SMALL_SIZES = (27, 24, 20)
# As in static/css/tokens.css, light; the mark is the one of the label there.
PAPER, INK, SOFT, MARK, WHITE, DIM = "#fdfdfc", "#16191c", "#565c61", "#ffe27a", "#ffffff", "#c9ced2"
TINTS = ("#a3301f", "#0b5f8a", "#5b3fa0", "#1f6b3a", "#99306f", "#7a5200", "#0a6466")
UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def card_jpeg(content: CardContent, picture: bytes | None, focus: Focus) -> bytes:
    """picture: a file, or None. One that cannot be read is left out."""
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = ImageDraw.Draw(card)
    frame = _framed(picture, focus) if picture else None
    if frame is not None:
        card.paste(frame)
        _draw_picture_label(canvas, content)
    else:
        _draw_headline(canvas, content)
    _draw_strip(canvas, content)
    out = BytesIO()
    card.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _framed(picture: bytes, focus: Focus) -> Image.Image | None:
    """The picture in its frame, with the focal point as near to the middle as it can be."""
    size = WIDTH, HEIGHT - STRIP
    try:
        with Image.open(BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as opened_picture:
            opened_picture.draft("RGB", size)
            whole = opened_picture.convert("RGBA") if opened_picture.has_transparency_data else opened_picture
            scale = max(size[0] / whole.width, size[1] / whole.height)
            wide, high = size[0] / scale, size[1] / scale
            left = min(max(whole.width * focus.x - wide / 2, 0), whole.width - wide)
            top = min(max(whole.height * focus.y - high / 2, 0), whole.height - high)
            shown = whole.resize(size, Image.Resampling.LANCZOS, (left, top, left + wide, top + high))
    except UNREADABLE:
        return None
    ground = Image.new("RGB", size, PAPER)
    ground.paste(shown, mask=shown.getchannel("A") if shown.mode == "RGBA" else None)
    return ground


def _draw_picture_label(canvas: ImageDraw.ImageDraw, content: CardContent) -> None:
    lines = _set(content.picture_label, content.in_english[2], width=WIDTH - 4 * MARGIN, height=60, sizes=SMALL_SIZES)
    if lines is None:
        return
    wide = max(lines.widths) + 36
    high = lines.height + 20
    left = WIDTH - wide if content.from_the_right else 0
    top = HEIGHT - STRIP - high
    canvas.rectangle((left, top, left + wide, top + high), fill=MARK)
    _write(canvas, lines, left + 18, wide - 36, top + 10, INK, from_the_right=content.from_the_right)


def _draw_headline(canvas: ImageDraw.ImageDraw, content: CardContent) -> None:
    canvas.rectangle((0, 0, WIDTH, RULE * 2), fill=_tint(content))
    top, bottom = RULE * 2 + 44, HEIGHT - STRIP - RULE - 36
    width = WIDTH - 2 * MARGIN
    from_the_right = is_from_the_right(content.headline) if content.headline else content.from_the_right
    kicker = _set(content.kicker, width=width, height=48, sizes=LABEL_SIZES)
    if kicker is not None:
        _write(canvas, kicker, MARGIN, width, top, _tint(content), from_the_right=from_the_right)
        top += kicker.height + 18
    headline = _set(content.headline, width=width, height=bottom - top, sizes=HEADLINE_SIZES)
    if headline is not None:
        _write(canvas, headline, MARGIN, width, top, INK, from_the_right=from_the_right)
        return
    name = _set(content.site_name, content.host, width=width, height=bottom - top, sizes=HEADLINE_SIZES)
    if name is not None:
        middle = top + (bottom - top - name.height) // 2
        _write(canvas, name, MARGIN, width, middle, INK, from_the_right=from_the_right)


def _draw_strip(canvas: ImageDraw.ImageDraw, content: CardContent) -> None:
    """The name at the side where lines begin, the label at the other."""
    top = HEIGHT - STRIP
    canvas.rectangle((0, top, WIDTH, HEIGHT), fill=INK)
    canvas.rectangle((0, top - RULE, WIDTH, top - 1), fill=_tint(content))
    has_label = bool(content.label)
    wide = WIDTH - 2 * MARGIN
    name_width = round(wide * 0.42) if has_label else wide
    name = _set(content.site_name, content.host, width=name_width, height=STRIP - 24, sizes=NAME_SIZES)
    if name is not None:
        left = WIDTH - MARGIN - name_width if content.from_the_right else MARGIN
        middle = top + (STRIP - name.height) // 2
        _write(canvas, name, left, name_width, middle, WHITE, from_the_right=content.from_the_right)
    if has_label:
        _draw_label(canvas, content, top, round(wide * 0.54))


def _draw_label(canvas: ImageDraw.ImageDraw, content: CardContent, top: int, width: int) -> None:
    label_in_english, explanation_in_english, _picture_label = content.in_english
    label = _set(content.label, label_in_english, width=width - 24, height=STRIP - 30, sizes=LABEL_SIZES)
    if label is None:
        return
    left_over = STRIP - label.height - 16
    explanation = _set(
        content.explanation, explanation_in_english, width=width - 24, height=left_over, sizes=SMALL_SIZES
    )
    high = label.height + (explanation.height if explanation is not None else 0)
    begins = top + (STRIP - high) // 2
    wide = max([*label.widths, *(explanation.widths if explanation is not None else [])])
    left = MARGIN if content.from_the_right else WIDTH - MARGIN - wide
    bar = left + wide + 14 if content.from_the_right else left - 24
    canvas.rectangle((bar, begins + 4, bar + 9, begins + high - 2), fill=MARK)
    from_the_right = content.from_the_right
    _write(canvas, label, left, wide, begins, MARK, from_the_right=from_the_right)
    if explanation is not None:
        _write(canvas, explanation, left, wide, begins + label.height, DIM, from_the_right=from_the_right)


def _tint(content: CardContent) -> str:
    return TINTS[(content.tint - 1) % len(TINTS)]


def _set(*texts: str, width: int, height: int, sizes: tuple[int, ...]) -> Lines | None:
    """The first of texts that a font can write; None where there is none."""
    for text in texts:
        text = without_unwritable_signs(one_line(text))
        font = font_for(text) if text else None
        if font is not None:
            return fitted(text, font, width=width, height=height, sizes=sizes)
    return None


def _write(
    canvas: ImageDraw.ImageDraw, lines: Lines, left: int, width: int, top: int, colour: str, *, from_the_right: bool
) -> None:
    """lines within left and left + width, at the side where they begin."""
    font = opened(lines.font, lines.size)
    for number, (line, wide) in enumerate(zip(lines.lines, lines.widths, strict=True)):
        at = left + width - wide if from_the_right else left
        baseline = top + number * lines.line_height + round(lines.size * 0.95)
        canvas.text((at, baseline), line, colour, font, anchor="ls")
