"""A file of another maker as an article or a page, with the people, sections, topics and pictures that it names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from slugify import slugify

from articles.disclosure.levels import AiUse
from articles.text.article_text import from_markdown
from articles.text.structure.body_structure import plain_text
from articles.text.template_tags import template_tags
from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Article, Item, Kind, Page, Person, Picture, Section, Topic
from newsroom.moving_in.sources.markdown.md_addresses import Place, old_paths, place_of
from newsroom.moving_in.sources.markdown.md_body import BodyReader
from newsroom.moving_in.sources.markdown.md_header import Header
from newsroom.moving_in.sources.markdown.md_index import Index
from newsroom.moving_in.sources.markdown.md_keys import Facts, is_true, is_yes_or_no, left_out, names_of, text_of
from newsroom.moving_in.sources.markdown.md_moments import moment_of
from newsroom.moving_in.sources.markdown.md_site import ELEVENTY, HUGO, JEKYLL, PAGES, PELICAN, Site

_LOOP = re.compile(r"\{%-?\s*for\b|\{\{-?\s*range\b")
LONGEST_SLUG = 120
GENERIC = {"posts", "post", "blog", "articles", "article", "content", "entries", "_posts", "_drafts", "drafts", "src"}
COLLECTIONS = {"posts", "post", "all", "nav", "blog"}  # tags by which Eleventy only gathers
HIDDEN = {"hidden", "private", "unlisted", "draft", "drafts", "pending", "skip", "unpublished"}
SEEN = {"published", "publish", "public", "live", "visible", "listed", "final"}


@dataclass
class Post:
    """What a header and a place say, before the text is read. maker: of this file, as far as it can be told."""

    site: Site
    path: str
    header: Header
    keys: dict[str, str]
    maker: str = ""
    facts: Facts = field(init=False)
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        self.facts = Facts(self.header, self.keys)
        self.place = place_of(self.path, self.site.content)
        self.maker = self.site.maker or self._maker()

    def _maker(self) -> str:
        values = {key.lower() for key in self.header.values}
        layout = self.facts.text("layout")
        if self.header.form == "Pelican":
            return PELICAN
        if any(key.startswith("eleventy") for key in values) or layout.endswith((".njk", ".liquid", ".11ty.js")):
            return ELEVENTY
        if self.header.form == "TOML" or "{{<" in self.header.body or "{{%" in self.header.body:
            return HUGO
        if {"_posts", "_drafts"} & {*self.path.split("/"), self.site.root.name}:
            return JEKYLL
        if self.place.day or (layout and "{%" in self.header.body):
            return JEKYLL
        return ""

    @property
    def kind(self) -> Kind:
        layout = self.facts.text("layout").lower().rpartition("/")[2].partition(".")[0]
        folders = set(self.path.split("/")[:-1])
        if layout == "page" or folders & {"pages", "_pages"}:
            return Kind.PAGE
        if self.site.is_one_file or self.place.day:
            return Kind.ARTICLE
        in_site = self.site.maker
        if in_site == JEKYLL:
            is_post = any(folder.startswith("_") for folder in (*folders, self.site.root.name))
            return Kind.ARTICLE if is_post or self.facts.text("published") else Kind.PAGE
        if in_site == HUGO:
            return Kind.ARTICLE if self.place.folder or self.facts.text("published") else Kind.PAGE
        if in_site == ELEVENTY:
            has_tag = bool(COLLECTIONS & set(self.facts.names("topics")))
            is_post = has_tag or bool(self.place.folder) or bool(self.facts.text("published"))
            return Kind.ARTICLE if is_post else Kind.PAGE
        return Kind.ARTICLE

    @property
    def slug(self) -> str:
        stated = self.facts.text("slug")
        if not stated:
            last = posixpath.basename(self.facts.text("permalink").rstrip("/"))
            last = last.removesuffix(".html").removesuffix(".htm")
            is_plain = last and not any(sign in last for sign in ":{}<>?=") and last not in ("index", "false", "none")
            stated = last if is_plain and last not in ("pretty", "date", "ordinal", "weekdate") else ""
        name = f"{self.place.name}-{self.place.language}" if self.place.language else self.place.name
        found = slugify(stated, max_length=LONGEST_SLUG) or slugify(name, max_length=LONGEST_SLUG)
        return found or slugify(self.facts.text("headline"), max_length=LONGEST_SLUG, word_boundary=True) or "untitled"


class PostReader:
    """Reads the files of one site. known: what was yielded already."""

    def __init__(self, site: Site, index: Index, options: MoveOptions, known: set[tuple[Kind, str]]) -> None:
        self._site, self._index, self._options, self._known = site, index, options, known
        self.pictures: set[str] = set()
        self.defaults: dict[str, str] = {}

    def items(self, post: Post, notes: list[tuple[str, int | None]]) -> Iterator[Item]:
        facts = post.facts
        item: Article | Page = Article(id=post.path) if post.kind is Kind.ARTICLE else Page(id=post.path)
        item.line = 1
        item.title = facts.text("headline")
        for words, line in [*notes, *post.header.notes]:
            item.changed(words, line)
        item.slug = self._index.slugs[post.path]
        if words := self._index.moved_words(post.path):
            item.changed(words)
        moment = self._moment(post, item)
        is_page = isinstance(item, Page)
        item.old_paths = old_paths(self._site, post.maker, post.place, facts, post.slug, moment, is_page=is_page)
        if self._site.address and item.old_paths:
            item.address = self._site.address.removesuffix(self._site.base_path) + item.old_paths[0]
        reader = BodyReader(self._site, self._index, item, post.path, next(iter(item.old_paths), ""))
        is_html = post.path.lower().endswith(PAGES)
        item.body_line = post.header.body_line
        try:
            item.body = reader.read(post.header.body, post.header.body_line, is_html=is_html).html
        except ValueError as fault:
            item.left_out = str(fault)
        self._set_state(post, item, moment)
        if isinstance(item, Article):
            yield from self._facts(post, item, reader)
        for name in facts.unknown:
            item.changed(left_out(name), facts.line_of(name))
        for path, alternative in reader.body.pictures.items():
            yield from self.picture(path, alternative)
        yield item

    def picture(self, path: str, alternative: str, **words: Any) -> Iterator[Item]:
        """The picture at a path below the folder, once."""
        self.pictures.add(path)
        if self._is_new(Kind.PICTURE, path):
            file = self._site.picture_file(path)
            yield Picture(id=path, title=path, file=str(file or ""), alternative_text=alternative, **words)

    def _is_new(self, kind: Kind, key: str) -> bool:
        if (kind, key) in self._known:
            return False
        self._known.add((kind, key))
        return True

    # When -------------------------------------------------------------------------------------------------------------

    def _read_moment(self, post: Post, item: Item, meaning: str, name: str, value: Any) -> datetime | None:
        text = text_of(value)
        if not text or is_yes_or_no(text):
            return None
        moment = moment_of(text, self._site.zone)
        if moment is None:
            words = _("“%(key)s: %(text)s” is no date that can be read.") % {"key": name, "text": text[:60]}
            item.changed(words, post.facts.line_of(name))
        return moment

    def _first_moment(self, post: Post, item: Item, meaning: str) -> datetime | None:
        moments = (self._read_moment(post, item, meaning, *row) for row in post.facts.all(meaning))
        return next(filter(None, moments), None)

    def _moment(self, post: Post, item: Item) -> datetime | None:
        moment = self._first_moment(post, item, "published")
        if moment is None and post.place.day:
            moment = moment_of(post.place.day, self._site.zone)
            if moment is None:
                words = _("The date of the file's name, %(day)s, does not exist.") % {"day": post.place.day}
                item.changed(words)
        later = self._first_moment(post, item, "embargo")
        return max(filter(None, (moment, later)), default=None)

    def _set_state(self, post: Post, item: Article | Page, moment: datetime | None) -> None:
        facts = post.facts
        item.is_public = True
        folders = {*post.path.split("/")[:-1], *([] if self._site.is_one_file else [self._site.root.name])}
        if folders & {"_drafts", "drafts"}:
            item.is_public = False
        for name, value in facts.all("draft"):
            word = text_of(value).lower()
            if word in HIDDEN - {"draft", "drafts", "pending", "skip", "unpublished"}:
                item.private_because = _("It is not listed there (“%(key)s”), so it stays unpublished.") % {"key": name}
            elif word in HIDDEN or (is_true(word) and name.lower() not in ("private", "unlisted", "hidden")):
                item.is_public = False
            elif is_true(word):
                item.private_because = _("It is not listed there (“%(key)s”), so it stays unpublished.") % {"key": name}
            elif word and word not in SEEN and not is_yes_or_no(word):
                item.is_public = False
                words = _("Its state “%(state)s” is unknown, so it stays unpublished.") % {"state": word[:60]}
                item.changed(words, facts.line_of(name))
        if any(text_of(value).lower() in ("false", "no", "off") for _name, value in facts.all("published")):
            item.is_public = False
        if isinstance(item, Page) and _LOOP.search(post.header.body):
            item.private_because = _("It is a list that was filled in there, so it stays unpublished.")
        if post.maker == ELEVENTY and text_of(facts.value("permalink")).lower() == "false":
            item.private_because = _("It is not written to the site there, so it stays unpublished.")
        expires = self._first_moment(post, item, "expires")
        if expires and expires <= timezone.now():
            item.private_because = _("It expired there on %(day)s, so it stays unpublished.") % {
                "day": f"{expires:%Y-%m-%d}"
            }
        if isinstance(item, Article):
            item.created_at = moment
            item.published_at = moment if item.is_public else None
            item.is_scheduled = bool(item.is_public and moment and moment > timezone.now())
            item.updated_at = self._first_moment(post, item, "updated")
            if moment and not item.is_public:
                item.changed(_("It is a draft there; its date was left out: %(day)s") % {"day": f"{moment:%Y-%m-%d}"})

    # What -------------------------------------------------------------------------------------------------------------

    def _facts(self, post: Post, item: Article, reader: BodyReader) -> Iterator[Item]:
        facts = post.facts
        item.headline = item.title
        for tag in template_tags(item.headline, facts.line("headline")):
            item.changed(tag.words, tag.line)
        item.standfirst = self._words(item, facts, "standfirst")
        item.kicker = self._words(item, facts, "kicker")
        item.language = facts.text("language").replace("_", "-")[:12] or post.place.language
        item.is_sticky = any(is_true(text_of(value)) or text_of(value) == "1" for _name, value in facts.all("sticky"))
        comments = text_of(facts.value("comments")).lower()
        item.takes_comments = comments not in ("false", "no", "off")
        if comments and not is_yes_or_no(comments):
            item.changed(left_out("comments"), facts.line("comments"))
        self._say_how_it_was_made(item, facts)
        yield from self._sections(post, item)
        yield from self._topics(post, item)
        for name in facts.names("bylines"):
            name = self._site.authors.get(name.casefold()) or name
            item.people.append(name)
            if self._is_new(Kind.PERSON, name):
                yield Person(id=name, line=facts.line("bylines"), title=name, name=name)
        yield from self._lead_picture(item, facts, reader)
        for meaning in ("headline", "standfirst", "kicker", "updated", "language", "slug"):
            for name in facts.second(meaning):
                words = _("The key “%(key)s” was left out: “%(other)s” says it.")
                item.changed(words % {"key": name, "other": facts.all(meaning)[0][0]}, facts.line_of(name))

    def _words(self, item: Item, facts: Facts, meaning: str) -> str:
        """Plain words of a value that may be Markdown."""
        text = facts.text(meaning)[:5_000]
        for tag in template_tags(text, facts.line(meaning)):
            item.changed(tag.words, tag.line)
        if any(sign in text for sign in "<*_`[&"):
            text = " ".join(plain_text(from_markdown(text).html).split())
        return text

    def _say_how_it_was_made(self, item: Article, facts: Facts) -> None:
        key = self._options.ai_use_key.casefold()
        value = next((value for name, value in facts.header.values.items() if key and name.casefold() == key), None)
        if value is not None and facts.header.values and key:
            facts.unknown = [name for name in facts.unknown if name.casefold() != key]
        stated = text_of(value if value is not None else facts.value("ai_use")).lower()
        name = next((name for name, _value in facts.all("ai_use")), "")
        if stated and is_yes_or_no(stated) and "generated" in name.lower():
            stated = AiUse.GENERATED.value if is_true(stated) else ""
        item.ai_use = stated
        if stated and stated not in AiUse.values and not item.private_because:
            item.private_because = _("Its words do not say how it was made, so it stays unpublished.")
        item.ai_system, item.ai_note = facts.text("ai_system"), facts.text("ai_note")

    def _sections(self, post: Post, item: Article) -> Iterator[Item]:
        facts = post.facts
        names = facts.names("section", by_spaces=post.maker == JEKYLL)
        folders = post.path.split("/")[:-1]
        if post.maker == JEKYLL and "_posts" in folders:
            names += [each for each in folders[: folders.index("_posts")] if each not in GENERIC]
        elif post.maker in (HUGO, PELICAN) and post.place.folder and not (post.maker == PELICAN and names):
            first = post.place.folder.partition("/")[0]
            if first not in GENERIC or (Kind.SECTION, first) in self._known:
                names.append(first)
        for name in dict.fromkeys(names):
            item.sections.append(name)
            if self._is_new(Kind.SECTION, name):
                yield Section(id=name, line=facts.line("section"), title=name, name=name, slug=slugify(name))

    def _topics(self, post: Post, item: Article) -> Iterator[Item]:
        facts = post.facts
        for name in facts.names("topics", by_spaces=post.maker == JEKYLL):
            if post.maker == ELEVENTY and name in COLLECTIONS:
                words = _("The tag “%(tag)s” only gathers pages there, and was left out.") % {"tag": name}
                item.changed(words, facts.line("topics"))
                continue
            item.topics.append(name)
            if self._is_new(Kind.TOPIC, name):
                yield Topic(id=name, line=facts.line("topics"), title=name, name=name, slug=slugify(name))

    def _lead_picture(self, item: Article, facts: Facts, reader: BodyReader) -> Iterator[Item]:
        value = facts.value("image")
        if isinstance(value, list):
            value = value[0] if value else ""
        words: dict[str, str] = {}
        if isinstance(value, dict):
            given = {key.lower(): text_of(each) for key, each in value.items()}
            names = ("image", "src", "path", "url", "file", "feature", "filename", "teaser", "overlay_image")
            address = next((given[each] for each in names if given.get(each)), "")
            words = {"caption": given.get("caption", ""), "credit": given.get("credit", "")}
            alternative = given.get("alt", "") or given.get("alternative_text", "") or given.get("caption", "")
        else:
            address, alternative = text_of(value), ""
        if not address or is_yes_or_no(address):
            return
        alternative = alternative or facts.text("alternative_text")
        item.lead_alternative_text = alternative
        item.lead_picture = reader.picture(names_of(address)[0] if "," in address else address, alternative)
        if item.lead_picture in reader.body.pictures:
            yield from self.picture(item.lead_picture, alternative, **words)
