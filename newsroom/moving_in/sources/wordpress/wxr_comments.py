"""WordPress's comments, and the reviews of its plugins."""

from __future__ import annotations

import re
from html import unescape

from django.utils.translation import gettext as _

from newsroom.moving_in.neutral_items import Comment
from newsroom.moving_in.sources.plain_words import plain_words
from newsroom.moving_in.sources.wordpress.wxr_dates import moment
from newsroom.moving_in.sources.wordpress.wxr_library import meta_of
from newsroom.moving_in.sources.xml_nodes import Node

STATES = {
    "1": "published",
    "approve": "published",
    "approved": "published",
    "0": "pending",
    "hold": "pending",
    "spam": "spam",
    "trash": "rejected",
    "post-trashed": "rejected",
}
BACKLINKS = ("pingback", "trackback")
# Where plugins keep the stars of a comment: "rating", Site Reviews (glsr), kk Star Ratings (kksr) and their kin.
_STARS = re.compile(
    r"_?(?:(?:glsr|site[-_]reviews?|kksr|kk[-_]star[-_]ratings?|wc|comment)[-_])?(?:star[-_]?)?(?:ratings?|stars?)(?:_value)?"
)


def comment_of(node: Node, staff: set[str], fallback: str) -> Comment:
    """staff: the ids of the accounts that write for the site."""
    kind = node.get("wp:comment_type").lower()
    parent = node.get("wp:comment_parent")
    user = node.get("wp:comment_user_id")
    name = unescape(node.get("wp:comment_author"))
    comment = Comment(
        id=node.get("wp:comment_id") or fallback,
        line=node.line,
        title=name,
        parent="" if parent == "0" else parent,
        name=name,
        email=node.get("wp:comment_author_email"),
        status=STATES.get(node.get("wp:comment_approved").lower(), node.get("wp:comment_approved") or "pending"),
        network=node.get("wp:comment_author_IP"),
        is_by_staff=user not in ("", "0") and user in staff,
    )
    comment.created_at = moment(node.get("wp:comment_date_gmt"), node.get("wp:comment_date"), "", comment)
    content = node.first("wp:comment_content")
    comment.message = plain_words(content.text if content else "", comment)
    if kind in BACKLINKS:
        comment.left_out = _("It is a %(kind)s: a program wrote it, not a reader.") % {"kind": kind}
    elif kind not in ("", "comment", "review"):
        comment.left_out = _("It is no comment but a “%(kind)s”.") % {"kind": kind[:40]}
    comment.stars = stars_in(meta_of(node, "wp:comment"), comment)
    return comment


def stars_in(meta: dict[str, str], comment: Comment) -> int | None:
    for key, value in meta.items():
        if value and _STARS.fullmatch(key.lower()):
            try:
                given = float(value.replace(",", "."))
            except ValueError:
                comment.changed(_("“%(value)s” is no number of stars.") % {"value": value[:40]}, comment.line)
                continue
            if not 0.5 <= given < 1_000:
                continue  # such plugins write 0 where no stars were given
            stars = int(given + 0.5)
            if stars != given:
                comment.changed(
                    _("%(given)s stars became %(stars)d.") % {"given": value[:10], "stars": stars}, comment.line
                )
            return stars
    return None


def review_of(node: Node) -> Comment:
    """A review of the plugin Site Reviews, which keeps them as posts that name the post that they are about."""
    meta = {key.lstrip("_"): value for key, value in meta_of(node).items()}
    about = next(
        (meta[key] for key in ("assigned_to", "assigned_post", "assigned_posts", "assigned_post_ids") if meta.get(key)),
        "",
    )
    name = meta.get("author") or meta.get("name") or ""
    status = {"publish": "published", "pending": "pending", "draft": "pending", "trash": "rejected"}
    review = Comment(
        id=f"site-review-{node.get('wp:post_id') or node.line}",
        line=node.line,
        title=unescape(node.get("title")) or name,
        article=(re.findall(r"\d+", about) or [""])[0],
        name=unescape(name),
        email=meta.get("email", ""),
        network=meta.get("ip_address", ""),
        status=status.get(node.get("wp:status"), "pending"),
    )
    review.created_at = moment(node.get("wp:post_date_gmt"), node.get("wp:post_date"), node.get("pubDate"), review)
    content = node.first("content:encoded")
    words = [unescape(node.get("title")), plain_words(content.text if content else "", review)]
    review.message = "\n\n".join(filter(None, words))
    review.stars = stars_in({"rating": meta.get("rating", "")}, review)
    return review
