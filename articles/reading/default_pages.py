"""The words that the pages about the site start with: true of this software, until staff write their own."""

from typing import Any

from django.apps import apps as installed_apps
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from articles.models import Page


def create_missing_pages(using: str, apps: Any = installed_apps, **kwargs: Any) -> None:
    """Receives ``post_migrate``. What exists is never touched, so staff's words stay.

    apps: the models as far as this database is migrated.
    """
    try:
        pages = apps.get_model("articles", "Page").objects.using(using)
    except LookupError:
        return
    existing = set(pages.values_list("slug", flat=True))
    with translation.override(settings.LANGUAGE_CODE):  # migrate itself speaks no language
        for slug in Page.Slug:
            if slug not in existing:
                body = render_to_string(f"articles/default_pages/{slug}.html")
                page = pages.create(slug=slug, title=str(slug.label), body=body)
                _begin_history(page, using, apps)


def _begin_history(page: Any, using: str, apps: Any) -> None:
    """The words that a page starts with are its first version: models of a migration write none by themselves."""
    try:
        versions = apps.get_model("articles", "HistoricalPage").objects.using(using)
    except LookupError:  # before there were versions
        return
    if not versions.filter(id=page.pk).exists():
        facts = {name: getattr(page, name) for name in ("id", "slug", "title", "body", "updated_at")}
        versions.create(**facts, history_date=page.updated_at, history_type="+")
