"""The words of the editor's buttons and questions, for its scripts in ``static/desk``."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

BUTTONS: dict[str, Any] = {
    "heading": _("Heading"),
    "subheading": _("Smaller heading"),
    "bulletList": _("List"),
    "orderedList": _("Numbered list"),
    "quote": _("Quote"),
    "pullQuote": _("Pull quote"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "strike": _("Struck through"),
    "link": _("Link"),
    "subscript": _("Lowered, as in H₂O"),
    "superscript": _("Raised, as in m²"),
    "code": _("Code within a line"),
    "figure": _("Picture"),
    "card": _("Video, post or page from elsewhere"),
    "table": _("Table"),
    "footnote": _("Footnote"),
    "codeBlock": _("Lines of code"),
    "horizontalRule": _("Dividing line"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "addRowAfter": _("Add a row"),
    "deleteRow": _("Remove the row"),
    "addColumnAfter": _("Add a column"),
    "deleteColumn": _("Remove the column"),
    "toggleHeaderRow": _("Heading row"),
    "deleteTable": _("Remove the table"),
}
CARD_WORDS: dict[str, Any] = {
    "card": _("Video, post or page from elsewhere"),
    "cardAddress": _("Web address"),
    "cardTitle": _("Title (what readers see)"),
    "insert": _("Insert"),
    "video": _("Watch the video"),
}
LINK_WORDS: dict[str, Any] = {
    "link": _("Link"),
    "linkField": _("Web address, or words from a headline of ours"),
    "insertLink": _("Set the link"),
    "removeLink": _("Remove the link"),
    "cancel": _("Cancel"),
    "noAddress": _("Choose an article below, or write a web address, such as https://example.org/page."),
    "nothingFound": _("No article of ours has these words."),
    "searchFailed": _("The search does not answer. You can still write the address yourself."),
}
PASTE_WORDS: dict[str, Any] = {
    "leftOut": _("Left out of what you pasted: {things}."),
    "pictures": _("pictures ({number})"),
    "inserts": _("videos, frames or formulas ({number})"),
    "comments": _("comments ({number})"),
    "deletions": _("tracked deletions ({number})"),
    "advice": _("To use a picture, upload it under “Pictures” and insert it here."),
}
# What the editor's own parts say, by their English words: those that can be seen with these tools.
LIBRARY_WORDS: dict[str, Any] = {
    "Cancel": _("Cancel"),
    "Add caption": _("Add a caption"),
    "Remove caption": _("Remove the caption"),
}
LINK_SEARCH = reverse_lazy("admin:articles_article_link_search")
GROUPS = ("desk-blocks", "desk-marks", "desk-inserts", "desk-table", "desk-history")
MENU = {"defaultItems": False, "groups": [{"group": group} for group in GROUPS]}
