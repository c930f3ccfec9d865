"""The running text of an article: which HTML it may hold, and the one place that holds it to that."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

import nh3
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

from articles.text.body_tools import BUTTONS, CARD_WORDS, LINK_SEARCH, LINK_WORDS, MENU, PASTE_WORDS
from articles.text.class_names import ALIGNED, EMBED, FOOTNOTES, IN_CODE, NAMED_ELSEWHERE, PULL_QUOTE, is_language
from articles.text.html_elements import KNOWN, NO_CONTENT, names_in, with_stray_tags_as_blocks
from articles.text.limits.html_nesting import Nesting, within_limits
from articles.text.structure.body_structure import Structured, structured
from web.plain_text import writable

DECORATIVE = "data-decorative"  # on a picture that shows nothing which the text does not say
LINK_SCHEMES = ("http", "https", "mailto", "tel")
# One list drives both the editor's buttons and what survives saving.
EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Code": True,
    "CodeBlock": {"languageClassPrefix": IN_CODE},
    "Subscript": True,
    "Superscript": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3, 4]},
    "Blockquote": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "DefinitionList": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": [*LINK_SCHEMES], "words": LINK_WORDS, "searchAt": LINK_SEARCH},
    "EmbedCard": {"words": CARD_WORDS},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Figure": True,
    "Caption": True,
    "Image": True,
    "DecorativePictures": True,
    "PastedHTML": {"media": settings.MEDIA_URL, "words": PASTE_WORDS},
    "NodeClass": {
        "cssClasses": {
            "blockquote": [{"className": PULL_QUOTE, "title": _("Pull quote")}],
            "orderedList": [{"className": FOOTNOTES, "title": _("Footnotes")}],
            "tableCell": [*ALIGNED],
            "tableHeader": [*ALIGNED],
        }
    },
    "PlacesInText": True,
    "BodyTools": {"words": BUTTONS},
    "Footnotes": True,
    "LinkSearch": True,  # its script has the link with a search; by itself it is nothing
    "Menu": MENU,
}


# Every class that an article may use, but for the language of code.
LOOKS = {
    *(("blockquote", PULL_QUOTE), ("ol", FOOTNOTES), ("p", EMBED)),
    *((tag, name) for tag in ("td", "th") for name in ALIGNED),
}

_PLAIN_PATH = re.compile(r"(?!.*\.\.)[A-Za-z0-9_./-]+")
# As the cleaner writes it: each value in double quotes, and none of those within.
_PICTURE_WITHOUT_FILE = re.compile(r'<img(?: (?!src=)[a-z-]+="[^"]*")*>')
_NO_TEXT = re.compile(r"(?:<[^>]*>|&nbsp;|\s)*+")


def _attribute(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute that the cleaner allows, None where it goes after all."""
    if attribute == "class":  # these alone: an article does not borrow the looks of the site's own furniture
        return value if (tag, value) in LOOKS or (tag == "code" and is_language(value)) else None
    if (tag, attribute) == ("img", "src"):
        return value if is_own_picture(value) else None
    return "" if attribute == DECORATIVE else value


def _attribute_read(tag: str, attribute: str, value: str) -> str | None:
    """As ``_attribute``, with the classes of other programs that say how a cell is aligned or what code is in."""
    return value if attribute == "class" and tag in NAMED_ELSEWHERE else _attribute(tag, attribute, value)


def is_own_picture(address: str) -> bool:
    """Whether a picture may stand in a text. One from another host would tell that host who reads us."""
    path = address.removeprefix(settings.MEDIA_URL)
    return address.startswith(settings.MEDIA_URL) and bool(_PLAIN_PATH.fullmatch(path))


_ALLOWED = allowlist_from_extensions(expand_extensions(EXTENSIONS))
_cleaner = nh3.Cleaner(**_ALLOWED, attribute_filter=_attribute)
# What the structure of a text is read from; of all this, the cleaner leaves only what is allowed.
_READ = _ALLOWED["attributes"] | {"*": {"id", "style"}}
_READ["a"] = {*_READ["a"], "name"}
for _tag in NAMED_ELSEWHERE:
    _READ[_tag] = {*_READ.get(_tag, ()), "class", "align"}
_NAMES = KNOWN | {"foreignObject", "textPath"}


def nesting_of(html: str) -> Nesting:
    """html as it is read: how deep its elements are within each other is limited."""
    return within_limits(with_stray_tags_as_blocks(html))


def _read(html: str) -> str:
    """html with every element closed, and without what no element of an article comes from."""
    html = nesting_of(html).html
    return nh3.clean(
        html,
        tags=(_NAMES | names_in(html)) - NO_CONTENT,
        clean_content_tags=NO_CONTENT,
        attributes=_READ,
        attribute_filter=_attribute_read,
        url_schemes=_ALLOWED["url_schemes"],
        link_rel=None,
    )


def clean_body(html: str) -> str:
    """The part of html that an article may hold; scripts, styles, frames and pictures of other hosts are dropped.

    Cleaning what is clean changes nothing. Where a block goes, its words stay apart from those around it. Control
    characters go too: XML, and so every feed, refuses them. What holds neither text nor a picture is empty.
    """
    return _cleaned(html, settings.MEDIA_URL).html


def marks_left_out(html: str) -> frozenset[str]:
    """The names of the marks that ``clean_body`` leaves out of html, since there are too many on the same words."""
    return _cleaned(html, settings.MEDIA_URL).marks_left_out


@lru_cache(maxsize=8)  # a save cleans the same text several times: in the form, for the digest, for the database
def _cleaned(html: str, media_url: str) -> Structured:
    cleaned = _cleaned_once(html)
    if nesting_of(cleaned.html).line is not None:
        again = _cleaned_once(cleaned.html)
        cleaned = replace(again, marks_left_out=again.marks_left_out | cleaned.marks_left_out)
    has_something = "<img" in cleaned.html or not _NO_TEXT.fullmatch(cleaned.html)
    return cleaned if has_something else replace(cleaned, html="")


def _cleaned_once(html: str) -> Structured:
    # Control characters go before and after: "&#1;" is one only then.
    text = structured(writable(_read(writable(html))))
    return replace(text, html=_PICTURE_WITHOUT_FILE.sub("", writable(_cleaner.clean(text.html))))


def with_whole_addresses(body: str, address: str) -> str:
    """The cleaned body with each address in full, to be read elsewhere. address: of the page that holds it, in full."""
    return nh3.clean(body, **_ALLOWED, url_relative=("rewrite_with_base", address))


class BodyField(ProseEditorField):
    """HTML that is cleaned on every way into the database: form, ``save()``, ``update()``, ``bulk_create()``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, extensions=EXTENSIONS, sanitize=clean_body)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_body(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(clean_body(value) if isinstance(value, str) else value, connection)
