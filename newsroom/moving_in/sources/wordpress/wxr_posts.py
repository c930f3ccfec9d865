"""WordPress's posts and pages."""

from __future__ import annotations

import json
from contextlib import suppress
from html import unescape
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Article, Item, Other, Page
from newsroom.moving_in.sources.plain_words import plain_words
from newsroom.moving_in.sources.wordpress.wp_body import body_html
from newsroom.moving_in.sources.wordpress.wxr_dates import moment
from newsroom.moving_in.sources.wordpress.wxr_library import Library, meta_of
from newsroom.moving_in.sources.xml_nodes import Node
from newsroom.moving_out.formats.own_marks import AI_USE_KEY, KICKER_KEY, LANGUAGE_KEY, META_PREFIX, without_own_words

FORMER_SLUG = "_wp_old_slug"  # of which a post may have several
POST_KINDS = ("post", "page")
STATES = {"publish", "future", "draft", "pending", "private", "auto-draft"}
# What WordPress and its usual plugins keep for themselves.
OWN_FIELDS = (
    "_",
    "enclosure",
    "footnotes",
    "geo_",
    "jabber_",
    "wpcom_",
    "sharing_disabled",
    "switch_like_status",
    "original_post_id",
    META_PREFIX,
)


def post_of(node: Node, post_type: str, library: Library, base_path: str, options: MoveOptions) -> Item:
    """An article or a page; ``Other`` for a kind that has no place here."""
    key = _id(node)
    title = _plain(node.get("title")) if "<" in node.get("title") else unescape(node.get("title")).strip()
    if post_type not in POST_KINDS:
        words = _("It is a “%(kind)s”, which has no place here.") % {"kind": post_type}
        return Other(id=f"{post_type}-{key}", line=node.line, title=title, left_out=words)
    meta = meta_of(node)
    article: Article | Page = Article(id=key, headline=title) if post_type == "post" else Page(id=key)
    article.line, article.title, article.address = node.line, title, node.get("link")
    if "<" in node.get("title"):
        article.changed(_("The markup of its title became plain text."), node.line)
    article.slug = unquote(node.get("wp:post_name"))
    _set_state(node, article)
    content = node.first("content:encoded")
    if content:
        if content.is_cut:
            article.left_out = _("The text is too long.")
        article.body_line = content.text_line or content.line
        article.body = body_html(without_own_words(content.text), article, library, _footnotes(meta))
    article.old_paths = [*_old_paths(node, key, post_type, base_path)]
    if isinstance(article, Article):
        _set_facts(node, article, meta, library, options)
    for key in sorted(meta):
        if key and not key.lower().startswith(OWN_FIELDS) and key != options.ai_use_key:
            article.changed(_("The custom field “%(key)s” was left out.") % {"key": key[:60]}, node.line)
    return article


def _id(node: Node) -> str:
    """Its id: WordPress's, or that in its address, or its line."""
    if key := node.get("wp:post_id"):
        return key
    for address in (node.get("guid"), node.get("link")):
        query = address.partition("?")[2]
        for part in query.split("&"):
            name, _equals, value = part.partition("=")
            if name in ("p", "page_id", "attachment_id") and value.isdecimal():
                return value
    return node.get("link") or f"line-{node.line}"


def _set_state(node: Node, item: Article | Page) -> None:
    status = node.get("wp:status")
    item.is_public = status == "publish"
    if status == "trash":
        item.left_out = _("It is in the bin.")
    elif status == "inherit":
        item.left_out = _("It is an earlier version of another one.")
    elif status not in STATES:
        item.changed(_("Its state “%(state)s” is unknown, so it stays unpublished.") % {"state": status}, node.line)
    if status == "private":
        item.private_because = _("It is private there, so it stays unpublished.")
    elif node.get("wp:post_password"):
        item.private_because = _("It is behind a password there, so it stays unpublished.")


def _set_facts(node: Node, article: Article, meta: dict[str, str], library: Library, options: MoveOptions) -> None:
    when = moment(node.get("wp:post_date_gmt"), node.get("wp:post_date"), node.get("pubDate"), article)
    article.is_scheduled = node.get("wp:status") == "future"
    article.created_at = when
    article.published_at = when if article.is_public or article.is_scheduled else None
    article.updated_at = moment(node.get("wp:post_modified_gmt"), node.get("wp:post_modified"), "", article)
    excerpt = node.first("excerpt:encoded")
    if excerpt and excerpt.text.strip():
        holder = Other(id="")
        article.standfirst = _plain(excerpt.text, holder)
        if holder.changes:
            article.changed(_("The markup of its excerpt became plain text."), excerpt.line)
    article.is_sticky = node.get("wp:is_sticky") == "1"
    article.takes_comments = node.get("wp:comment_status") != "closed"
    article.people = [name] if (name := node.get("dc:creator")) else []
    if not name:
        article.changed(_("It has no author."), node.line)
    for category in node.all("category"):
        domain, text = category.attributes.get("domain", ""), unescape(category.text.strip())
        key = category.attributes.get("nicename") or text
        if domain in ("category", "") and text:
            article.sections.append(key)
        elif domain in ("post_tag", "tag") and text:
            article.topics.append(key)
        elif text:
            words = _("The term “%(term)s” of “%(taxonomy)s” was left out.") % {"term": text, "taxonomy": domain}
            article.changed(words, category.line)
    if thumbnail := meta.get("_thumbnail_id"):
        if found := library.picture(thumbnail):
            article.lead_picture, article.lead_alternative_text = found[0], found[1]
        else:
            words = _("Its lead picture (number %(id)s) is not in the file.")
            article.changed(words % {"id": thumbnail[:20]}, node.line)
    article.ai_use = meta.get(options.ai_use_key or AI_USE_KEY, "").strip().lower()
    article.kicker, article.language = meta.get(KICKER_KEY, ""), meta.get(LANGUAGE_KEY, "")
    if "_kksr_casts" in meta and meta["_kksr_casts"] not in ("", "0"):
        words = _("%(count)s votes of kk Star Ratings, which say no one's words, were left out (average %(average)s).")
        article.changed(words % {"count": meta["_kksr_casts"], "average": meta.get("_kksr_avg", "?")[:5]}, node.line)


def _plain(html: str, holder: Item | None = None) -> str:
    return " ".join(plain_words(html, holder or Other(id="")).split())


def _footnotes(meta: dict[str, str]) -> dict[str, str]:
    """The footnotes of the block editor: HTML by id."""
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        return {str(each["id"]): str(each["content"]) for each in json.loads(meta.get("footnotes") or "[]")}
    return {}


def _old_paths(node: Node, key: str, post_type: str, base: str) -> list[str]:
    paths = [_path(node.get("link"))]
    if key.isdecimal():
        paths.append(f"{base}/?{'p' if post_type == 'post' else 'page_id'}={key}")
    paths.append(_path(node.get("guid")))
    former = [each.get("wp:meta_value") for each in node.all("wp:postmeta") if each.get("wp:meta_key") == FORMER_SLUG]
    if (name := node.get("wp:post_name")) and name in paths[0]:
        paths += [paths[0].replace(name, slug) for slug in former if slug]
    return [path for path in dict.fromkeys(paths) if path and path not in ("/", f"{base}/")]


def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if not parts.netloc:
        return ""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
