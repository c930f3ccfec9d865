"""Two editors, one article: what a colleague saved in the meantime, beside what someone else just tried to save."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles.admin.article.article_form import ArticleForm
from articles.admin.article.history import marked_changes
from articles.models import Article
from articles.models.article_fields import ARTICLE_FIELDS
from articles.text.body import clean_body

SHOWN = [field.name for field in ARTICLE_FIELDS if field.in_conflict]


@dataclass(frozen=True)
class Difference:
    """label: the field's. theirs: as it is stored now. yours: as it was typed. marked: the words between them."""

    label: str
    theirs: Any
    yours: Any
    marked: SafeString


@dataclass(frozen=True)
class Conflict:
    """article: as it is stored now. saved_by: whose save came first; None where no account was behind it."""

    article: Article
    saved_by: Any
    differences: list[Difference]


def conflicting_texts(form: ArticleForm, stored: Article) -> Conflict:
    """What differs between the form and the article that it may not overwrite unasked, stored."""
    last = stored.history.select_related("history_user").first()
    differences = [_difference(form, stored, name) for name in SHOWN if name in form.fields]
    return Conflict(stored, last and last.history_user, [found for found in differences if found])


def _difference(form: ArticleForm, stored: Article, name: str) -> Difference | None:
    theirs = _as_text(getattr(stored, name))
    yours = _as_text(form.cleaned_data[name] if name in form.cleaned_data else form[name].data)
    label = str(form.fields[name].label or name)
    if name == "body":
        yours = clean_body(yours)
        if yours == theirs:
            return None
        return Difference(label, _as_html(theirs), _as_html(yours), marked_changes(theirs, yours))
    if yours.split() == theirs.split():
        return None
    return Difference(label, theirs, yours, marked_changes(theirs, yours))


def _as_text(value: Any) -> str:
    """A value of whatever field in words; several things by their names."""
    if isinstance(value, models.Manager | models.QuerySet):
        return ", ".join(sorted(map(str, value.all())))
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(value or "")


def _as_html(cleaned: str) -> SafeString:
    return format_html('<div class="desk-both__body">{}</div>', mark_safe(cleaned))  # noqa: S308 - cleaned on both sides
