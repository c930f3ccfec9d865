"""The pictures and patterns of a WordPress, found by their ids; on disk, since there may be any number."""

from __future__ import annotations

import sqlite3
from html import unescape

from django.utils.translation import gettext as _

from newsroom.moving_in.neutral_items import Picture
from newsroom.moving_in.sources.plain_words import plain_words
from newsroom.moving_in.sources.xml_nodes import Node

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp", ".svg", ".tif", ".tiff", ".heic")


class Library:
    def __init__(self) -> None:
        self._store = sqlite3.connect("")  # a file that SQLite removes by itself
        self._store.execute(
            "CREATE TABLE picture (id TEXT PRIMARY KEY, post TEXT, address TEXT, alt TEXT, caption TEXT)"
        )
        self._store.execute("CREATE INDEX picture_of_post ON picture (post)")
        self._store.execute("CREATE TABLE block (id TEXT PRIMARY KEY, content TEXT)")

    def add(self, picture: Picture, post: str) -> Picture:
        """post: the id of the post that the picture was uploaded for."""
        if not picture.left_out:
            row = (picture.id, post, picture.address, picture.alternative_text, picture.caption)
            self._store.execute("INSERT OR IGNORE INTO picture VALUES (?, ?, ?, ?, ?)", row)
        return picture

    def of_post(self, key: str) -> list[str]:
        """The ids of the pictures that were uploaded for a post, which a gallery without ids shows."""
        rows = self._store.execute("SELECT id FROM picture WHERE post = ? ORDER BY rowid LIMIT 500", (key,))
        return [row[0] for row in rows]

    def add_block(self, node: Node) -> None:
        content = next((child.text for child in node.children if child.name == "content:encoded"), "")
        self._store.execute("INSERT OR IGNORE INTO block VALUES (?, ?)", (node.get("wp:post_id"), content))

    def picture(self, key: str) -> tuple[str, str, str] | None:
        """Address, alternative text and caption."""
        row: tuple[str, str, str] | None = self._store.execute(
            "SELECT address, alt, caption FROM picture WHERE id = ?", (key,)
        ).fetchone()
        return row

    def block(self, key: str) -> str:
        row = self._store.execute("SELECT content FROM block WHERE id = ?", (key,)).fetchone()
        return row[0] if row else ""

    def close(self) -> None:
        self._store.close()


def meta_of(node: Node, prefix: str = "wp:post") -> dict[str, str]:
    """The custom fields of a post or comment; of a name that is there twice, the last."""
    found = {}
    for each in node.all("wp:postmeta" if prefix == "wp:post" else "wp:commentmeta"):
        found[each.get("wp:meta_key")] = each.get("wp:meta_value")
    return found


def picture_of(node: Node) -> Picture:
    """An attachment. One that is no picture is left out, and links to it stay as they are."""
    address = node.get("wp:attachment_url") or node.get("guid")
    title = unescape(node.get("title"))
    meta = meta_of(node)
    picture = Picture(
        id=node.get("wp:post_id") or address or f"line-{node.line}",
        line=node.line,
        title=title or address,
        address=address,
        alternative_text=unescape(meta.get("_wp_attachment_image_alt", "")),
    )
    picture.caption = plain_words(node.get("excerpt:encoded"), picture)
    if not address:
        picture.left_out = _("It has no address.")
    elif not address.lower().split("?")[0].endswith(PICTURES):
        picture.left_out = _("It is no picture; links to it lead where they did.")
    return picture
