"""The words that the pages about the site start with: true of this software, until staff write their own."""

from typing import Any

from django.apps import apps as installed_apps
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from articles.models import Page
from articles.text.body import clean_body


def create_missing_pages(using: str, apps: Any = installed_apps, **kwargs: Any) -> None:
    """Receives ``post_migrate``. Words of staff stay; a page that nobody has edited follows the site's language.

    apps: the models as far as this database is migrated.
    """
    try:
        pages = apps.get_model("articles", "Page").objects.using(using)
    except LookupError:
        return
    existing = {page.slug: page for page in pages.only("slug", "title", "body", "updated_at")}
    for slug in Page.Slug:
        title, body = _first_words(slug, settings.LANGUAGE_CODE)
        page = existing.get(slug)
        if page is None:
            page = pages.create(slug=slug, title=title, body=body)
            _begin_history(page, using, apps)
        elif _words_of(page) != (title, clean_body(body)) and _nobody_edited(page):
            page.title, page.body, page.updated_at = title, body, timezone.now()
            pages.filter(pk=page.pk).update(title=title, body=body, updated_at=page.updated_at)
            _add_version(page, using, apps, "~")


def _first_words(slug: Page.Slug, language: str) -> tuple[str, str]:
    """The title and the body with which a page starts in language; migrate itself speaks none."""
    with translation.override(language):
        return str(slug.label), render_to_string(f"articles/default_pages/{slug}.html")


def _words_of(page: Any) -> tuple[str, str]:
    return page.title, clean_body(page.body)


def _nobody_edited(page: Any) -> bool:
    """Whether it says what it started with, in whatever language the site had then."""
    for language, _name in settings.LANGUAGES:
        title, body = _first_words(Page.Slug(page.slug), language)
        if _words_of(page) == (title, clean_body(body)):
            return True
    return False


def _begin_history(page: Any, using: str, apps: Any) -> None:
    """The words that a page starts with are its first version: models of a migration write none by themselves."""
    _add_version(page, using, apps, "+")


def _add_version(page: Any, using: str, apps: Any, kind: str) -> None:
    try:
        versions = apps.get_model("articles", "HistoricalPage").objects.using(using)
    except LookupError:  # before there were versions
        return
    if kind != "+" or not versions.filter(id=page.pk).exists():
        facts = {name: getattr(page, name) for name in ("id", "slug", "title", "body", "updated_at")}
        versions.create(**facts, history_date=page.updated_at, history_type=kind)
