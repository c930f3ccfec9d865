"""What versions say, as an editor reads it: names for keys, words for choices, moments in the site's own time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, FrontPage, Image, Page, Section
from articles.models.article_fields import ARTICLE_FIELDS
from articles.text.body import BodyField
from articles.versions.word_diff import Block, blocks_of, lines_of
from web.models import SiteProfile

# Where the name of a field says too little to an editor.
LABELS = {"slug": _("Address"), "digest": _("File"), "ai_use": _("How it was made")}
_ARTICLE_ORDER = [field.name for field in ARTICLE_FIELDS if field.in_history and not field.not_by_people]


def fields_of(model: type[models.Model]) -> list[Any]:
    """The fields of a version that people change, in the order in which they are shown."""
    if model is Article:
        return [Article._meta.get_field(name) for name in _ARTICLE_ORDER]
    kept = {field.name for field in model.history.model._meta.concrete_fields}  # type: ignore[attr-defined]
    fields = [field for field in model._meta.concrete_fields if field.name in kept]
    return [field for field in fields if (field.editable and not field.primary_key) or field.name == "digest"]


def label_of(field: Any) -> str:
    return str(LABELS.get(field.name) or capfirst(field.verbose_name))


def is_text(field: Any) -> bool:
    """Whether people read it as running words, so it is compared word by word."""
    return isinstance(field, models.CharField | models.TextField) and not (
        field.choices or isinstance(field, models.SlugField) or field.name in ("language", "digest")
    )


def blocks(field: Any, value: str | None) -> tuple[Block, ...]:
    return blocks_of(value or "") if isinstance(field, BodyField) else lines_of(value or "")


def moment(value: datetime) -> str:
    return date_format(localtime(value), "DATETIME_FORMAT")


class Names:
    """Names of the rows that some versions refer to: one query for each kind."""

    def __init__(self, versions: Iterable[Any]) -> None:
        keys: dict[Any, set[int]] = {}
        for version in versions:
            for field in version._meta.concrete_fields:
                is_shown = field.is_relation and not field.name.startswith("history_")
                key = version.serializable_value(field.name) if is_shown else None
                if key is not None:
                    keys.setdefault(field.related_model, set()).add(key)
        self._rows = {model: model._base_manager.in_bulk(found) for model, found in keys.items()}

    def of(self, model: Any, key: Any) -> str:
        row = self._rows.get(model, {}).get(key)
        return str(row) if row else gettext("deleted: %(kind)s") % {"kind": model._meta.verbose_name}

    def said(self, field: Any, version: Any) -> str:
        """The value of field in version, in words; empty for none."""
        value = version.serializable_value(field.name)
        if value is None or value in ("", {}):
            return ""
        if isinstance(value, dict):  # of the site's look: the keys of sections and their colours
            names = Section.objects.in_bulk([int(key) for key in value])
            return ", ".join(f"{names.get(int(key), key)} {colour}" for key, colour in value.items())
        if field.is_relation:
            return self.of(field.related_model, value)
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if isinstance(value, datetime):
            return moment(value)
        return str(display_for_field(value, field, ""))


def kind_of(model: type[models.Model]) -> str:
    """“article”, “page”, “picture”, “site”: what to call a row of model in a sentence."""
    names = {
        Article: gettext("article"),
        Page: gettext("page"),
        Image: gettext("picture"),
        FrontPage: gettext("page"),
        SiteProfile: gettext("site"),
    }
    return names[model]
