"""Pages about the site: beside those that every site has, under ``/pages/``."""

from __future__ import annotations

from django.utils.translation import gettext as _
from slugify import slugify

from articles.models import Page
from newsroom.moving_in.taking.articles_taken import body_of, headline_of
from newsroom.moving_in.taking.redirects_taken import redirect_entries, take_redirects
from newsroom.moving_in.taking.taking_context import Entry, TakingContext

LONGEST_TITLE, LONGEST_SLUG = 120, 120


def take_pages(context: TakingContext, entries: list[Entry]) -> None:
    for entry in entries:
        item = entry.item
        body = body_of(context, entry, item.body)
        title = headline_of(entry, item.title, body)
        if len(title) > LONGEST_TITLE:
            limit = {"limit": LONGEST_TITLE, "words": title}
            item.changed(_("The title is longer than %(limit)d characters; its end was cut: “%(words)s”") % limit)
            title = title[: LONGEST_TITLE - 1].rstrip() + "…"
        if item.private_because:
            item.changed(item.private_because)
        is_public = item.is_public and not item.private_because
        page = Page(title=title, slug=_slug(entry, title), body=body, is_public=is_public)
        setattr(page, "_change_reason", _("Moved in"))  # noqa: B010, read by simple_history
        page.save()
        entry.made(page, url=page.get_absolute_url() if is_public else "")
        context.remember(entry)
    redirects = redirect_entries(context, entries)
    take_redirects(context, redirects)
    context.extra += redirects


def _slug(entry: Entry, title: str) -> str:
    stem = slugify(entry.item.slug, max_length=LONGEST_SLUG) or slugify(title, max_length=LONGEST_SLUG) or "page"
    stem = stem[:LONGEST_SLUG]
    slug, number = stem, 1
    while slug in Page.Slug.values or Page.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem[: LONGEST_SLUG - 6]}-{number}"
    if slug != stem:
        words = _("Another page has the address “%(stem)s”; this one is at “%(slug)s”.")
        entry.item.changed(words % {"stem": stem, "slug": slug})
    return slug
