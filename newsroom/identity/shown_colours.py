"""What becomes of the colours that were chosen, in words: for the page of the site's look."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from articles.models import Section
from web.identity.look import DARK, LIGHT, LINE, LINKS, Changed, Look, Shades


def shown_colours(look: Look) -> SafeString | str:
    """A table of the colours as pages show them on light and on dark, and a list of what was changed, with why."""
    names = _names(look)
    rows: list[tuple[str | int, Shades | None]] = [(LINKS, look.links), (LINE, look.line), *look.tints.items()]
    cells = [
        (names[what], _swatch(shades[0], LIGHT[0]), _swatch(shades[1], DARK[0])) for what, shades in rows if shades
    ]
    if not cells:
        return gettext("The program’s own.")
    heads = (gettext("Where"), gettext("On light"), gettext("In the dark"))
    table = format_html(
        '<table class="look-colours"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        format_html_join("", '<th scope="col">{}</th>', ((head,) for head in heads)),
        format_html_join("", '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>', cells),
    )
    changes = [(sentence,) for sentence in changed_colours(look)]
    return format_html("{}<ul>{}</ul>", table, format_html_join("", "<li>{}</li>", changes)) if changes else table


def changed_colours(look: Look) -> list[str]:
    """One sentence for each colour that pages show otherwise than it was chosen."""
    names = _names(look)
    return [_sentence(names[each.what], each) for each in look.changed()]


def _sentence(name: str, change: Changed) -> str:
    facts: dict[str, Any] = {
        "what": name,
        "chosen": change.chosen,
        "shown": change.shown,
        "before": _ratio(change.before),
        "after": _ratio(change.after),
        "least": f"{change.least:g}",
    }
    if change.scheme == 0:
        words = gettext(
            "%(what)s, on light: %(chosen)s is too pale, with a contrast of %(before)s:1 where %(least)s:1 is needed. "
            "Pages show %(shown)s, a darker shade, with %(after)s:1."
        )
    else:
        words = gettext(
            "%(what)s, in the dark: %(chosen)s is too dark, with a contrast of %(before)s:1 where %(least)s:1 is "
            "needed. Pages show %(shown)s, a lighter shade, with %(after)s:1."
        )
    return words % facts


def _ratio(value: float) -> str:
    return f"{int(value * 10) / 10:.1f}"  # never rounded up to what it does not reach


def _names(look: Look) -> dict[str | int, str]:
    sections = dict(Section.objects.values_list("pk", "name"))
    names: dict[str | int, str] = {LINKS: gettext("Links"), LINE: gettext("The line at the top and under the name")}
    return names | {key: sections.get(key, str(key)) for key, _colour in look.sections}


def _swatch(colour: str, ground: str) -> SafeString | str:
    """colour on its ground, drawn: the policy of these pages forbids colours in an element's style."""
    if not colour:
        return gettext("The program’s own.")
    return format_html(
        '<svg class="look-swatch" viewBox="0 0 48 24" aria-hidden="true"><path fill="{}" d="M0 0h48v24H0z"/>'
        '<path fill="{}" d="M8 6h32v12H8z"/></svg> <code>{}</code>',
        ground,
        colour,
        colour,
    )
