"""Ghost's posts and pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Article, Page
from newsroom.moving_in.sources.ghost.ghost_addresses import USUAL, path_of
from newsroom.moving_in.sources.ghost.ghost_cards import CardWriter
from newsroom.moving_in.sources.ghost.ghost_html import ghost_html
from newsroom.moving_in.sources.ghost.ghost_lexical import lexical_html
from newsroom.moving_in.sources.ghost.ghost_mobiledoc import mobiledoc_html
from newsroom.moving_in.sources.ghost.ghost_tables import Facts, GhostTables, is_internal, is_yes, key_of, text
from newsroom.moving_in.sources.plain_words import plain_words
from web.plain_text import writable

LONGEST_BODY = 8_000_000  # characters of a text as Ghost stores it
YEARS = range(1900, 9_000)
STATES = ("published", "draft", "scheduled", "sent")
# Columns that say something to readers elsewhere, and have no place here.
NO_PLACE = (
    *("meta_title", "meta_description", "og_title", "og_description", "og_image", "twitter_title"),
    *("twitter_description", "twitter_image", "custom_template", "frontmatter", "email_subject"),
)
INJECTED = ("codeinjection_head", "codeinjection_foot")


class GhostPosts:
    """Turns rows of posts into articles and pages, with what tables say of them."""

    def __init__(self, tables: GhostTables, options: MoveOptions) -> None:
        self._tables, self._options = tables, options
        self._primary = tables.primary_tags()

    def item(self, facts: Facts, line: int) -> Article | Page:
        key = key_of(facts, line)
        facts = self._tables.meta.pop(key, {}) | {name: value for name, value in facts.items() if value is not None}
        title = text(facts, "title")
        is_page = facts.get("type") == "page" or is_yes(facts.get("page"))
        item: Article | Page = Page(id=key) if is_page else Article(id=key, headline=title)
        item.line, item.title, item.slug = line, title, text(facts, "slug")
        tags, authors = self._tables.tags_of(key), self._tables.authors_of(key) or [text(facts, "author_id")]
        self._set_state(item, facts)
        item.body, item.body_line = self._body(facts, item), line
        for name in (*INJECTED, *NO_PLACE):
            if words := text(facts, name):
                said = (
                    _("Code that was put into the page was left out (%(name)s): “%(words)s”")
                    if name in INJECTED
                    else _("It has no place here and was left out (%(name)s): “%(words)s”")
                )
                item.changed(said % {"name": name, "words": " ".join(words.split())[:120]}, line)
        moment = moment_of(facts.get("published_at"))
        known = [tag for tag in tags if tag in self._tables.tags]
        public = [tag for tag in known if not is_internal(self._tables.tags[tag][1])]
        if isinstance(item, Article):
            self._set_facts(item, facts, moment)
            self._set_people(item, [each for each in authors if each])
            item.sections = [tag for tag in public if tag in self._primary]
            item.topics = [tag for tag in public if tag not in self._primary]
        elif public:
            item.changed(_("A page has no tags here; they were left out."), line)
        if internal := [text(self._tables.tags[tag][1], "name") for tag in known if tag not in public]:
            item.changed(_("Internal tags were left out: %(names)s") % {"names": ", ".join(internal)[:200]}, line)
        for tag in tags:
            if tag not in self._tables.tags:
                item.changed(_("Its tag %(id)s is not in the file.") % {"id": tag[:40]}, line)
        self._set_addresses(item, facts, moment, authors, public)
        return item

    def picture(self, facts: Facts) -> tuple[str, str, str]:
        """Address, alternative text and caption of the lead picture, of a row as it is in the file."""
        facts = self._tables.meta.get(key_of(facts, 0), {}) | {name: each for name, each in facts.items() if each}
        source = CardWriter(Page(id=""), self._options.site).address(text(facts, "feature_image", "image"))
        caption = " ".join(plain_words(text(facts, "feature_image_caption"), Page(id="")).split())
        return source, text(facts, "feature_image_alt"), caption

    def _set_state(self, item: Article | Page, facts: Facts) -> None:
        status, visibility = text(facts, "status"), text(facts, "visibility") or "public"
        item.is_public = status == "published"
        if isinstance(item, Article):
            item.is_scheduled = status == "scheduled"
        elif status == "scheduled":
            item.private_because = _("A page cannot be scheduled here, so it stays unpublished.")
        if status not in STATES:
            words = _("Its state “%(state)s” is unknown, so it stays unpublished.")
            item.changed(words % {"state": status[:40]}, item.line)
        if status == "sent" or is_yes(facts.get("email_only")):
            item.private_because = _("It went out by e-mail only, so it stays unpublished.")
        elif visibility != "public" and not self._options.publishes_members_posts:
            words = _("It was for some readers only (%(who)s), so it stays unpublished.")
            item.private_because = words % {"who": visibility[:60]}
        elif visibility != "public":
            words = _("It was for some readers only (%(who)s); --publish-members-posts makes it public.")
            item.changed(words % {"who": visibility[:60]}, item.line)

    def _body(self, facts: Facts, item: Article | Page) -> str:
        """The text from the best that is there: lexical, mobiledoc, HTML; older ones have Markdown alone."""
        writer = CardWriter(item, self._options.site, self._options.publishes_members_posts)
        forms: list[tuple[str, Callable[[str], str]]] = [
            ("lexical", lambda given: lexical_html(_parsed(given), writer)),
            ("mobiledoc", lambda given: mobiledoc_html(_parsed(given), writer)),
            ("html", lambda given: ghost_html(given, writer)),
            ("markdown", lambda given: writer.html("markdown", {"markdown": given})),
        ]
        is_without = True
        for name, written in forms:
            given = facts.get(name)
            if not given:
                continue
            is_without = False
            given = given if isinstance(given, str) else json.dumps(given)
            if len(given) > LONGEST_BODY:
                item.changed(_("Its text (%(form)s) is too long.") % {"form": name}, item.line)
                continue
            noted = len(item.changes)
            try:
                return written(writable(given))
            except (ValueError, RecursionError, TypeError, KeyError, AttributeError) as fault:
                del item.changes[noted:]
                words = _("Its text (%(form)s) cannot be read (%(fault)s).")
                item.changed(words % {"form": name, "fault": type(fault).__name__}, item.line)
        if not is_without:
            item.left_out = _("None of the forms of its text can be read.")
        return ""

    def _set_facts(self, item: Article, facts: Facts, moment: datetime | None) -> None:
        item.created_at = moment_of(facts.get("created_at")) or moment
        item.published_at = moment if item.is_public or item.is_scheduled else None
        item.updated_at = moment_of(facts.get("updated_at"))
        if moment is None and facts.get("published_at"):
            item.changed(_("Its date cannot be read: %(date)s") % {"date": text(facts, "published_at")[:40]}, item.line)
        item.standfirst = plain_words(text(facts, "custom_excerpt"), item)
        item.is_sticky = is_yes(facts.get("featured"))
        item.language = text(facts, "locale")
        item.lead_picture, item.lead_alternative_text, _caption = self.picture(facts)
        if self._options.ai_use_key:
            item.ai_use = text(facts, self._options.ai_use_key).lower()

    def _set_people(self, item: Article, authors: list[str]) -> None:
        item.people = [each for each in authors if each in self._tables.users]
        for each in authors:
            if each not in self._tables.users:
                item.changed(_("Its author %(id)s is not in the file.") % {"id": each[:40]}, item.line)
        if not item.people:
            item.changed(_("It has no author."), item.line)

    def _set_addresses(
        self, item: Article | Page, facts: Facts, moment: datetime | None, authors: list[str], public: list[str]
    ) -> None:
        pattern = self._options.permalink or self._tables.settings.get("permalinks") or USUAL
        names = {"slug": item.slug, "id": item.id}
        if authors and authors[0] in self._tables.users:
            names["author"] = text(self._tables.users[authors[0]][1], "slug")
        if public:
            names["primary_tag"] = text(self._tables.tags[public[0]][1], "slug")
        zone = self._tables.settings.get("timezone") or self._tables.settings.get("activeTimezone") or "UTC"
        path = path_of(USUAL if isinstance(item, Page) else pattern, names, moment, zone)
        paths = [path, f"{path}amp/" if path and is_yes(self._tables.settings.get("amp")) else ""]
        item.address = f"{self._options.site}{path}" if self._options.site else ""
        if canonical := text(facts, "canonical_url"):
            paths.append(self._canonical(item, canonical))
        item.old_paths = [each for each in dict.fromkeys(paths) if each]

    def _canonical(self, item: Article | Page, canonical: str) -> str:
        """The path of a canonical address of the site itself. That of another site is noted."""
        with suppress(ValueError):
            parts = urlsplit(CardWriter(item, self._options.site).link(canonical))
            if not parts.netloc and parts.path.startswith("/"):
                return parts.path + (f"?{parts.query}" if parts.query else "")
        words = _("It names another page as the original, which was left out: %(address)s")
        item.changed(words % {"address": canonical[:200]}, item.line)
        return ""


def _parsed(given: str) -> Any:
    return json.loads(given, strict=False)


def moment_of(value: Any) -> datetime | None:
    """Of text such as "2024-03-31 01:30:00", which is UTC, or of milliseconds since 1970."""
    with suppress(ValueError, OverflowError, OSError, TypeError):
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value / 1000, UTC)
        else:
            found = datetime.fromisoformat(str(value or "").strip())
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found if found.year in YEARS else None
    return None
