"""Two editors, one article: what a colleague saved in the meantime, beside what somebody else just tried to save."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.admin.article.article_form import ArticleForm
from articles.admin.article.history import marked_changes
from articles.models import Article
from articles.text.body import clean_body

SHOWN = ("headline", "slug", "kicker", "standfirst", "body", "section", "language", "ai_use", "ai_system", "ai_note")


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
    theirs = getattr(stored, name) or ""
    yours = form.cleaned_data.get(name, form.data.get(name)) or ""
    label = str(form.fields[name].label or name)
    if name == "body":
        yours = clean_body(str(yours))
        if yours == theirs:
            return None
        return Difference(label, _as_html(theirs), _as_html(yours), marked_changes(theirs, yours))
    theirs, yours = str(theirs), str(yours)
    if yours.split() == theirs.split():
        return None
    return Difference(label, theirs, yours, marked_changes(theirs, yours))


def _as_html(cleaned: str) -> SafeString:
    return format_html('<div class="desk-both__body">{}</div>', mark_safe(cleaned))  # noqa: S308 - cleaned on both sides
