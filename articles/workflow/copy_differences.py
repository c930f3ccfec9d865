"""What a working copy changes in the live article, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import Article
from articles.models.article_fields import ARTICLE_FIELDS
from articles.workflow.working_copy import COPIED

_TEXTS = {field.name for field in ARTICLE_FIELDS if field.is_text}


@dataclass(frozen=True)
class Difference:
    """label: the field's. live, copy: what each says. is_text: both may be long. is_html: the body."""

    label: str
    live: str
    copy: str
    is_text: bool
    is_html: bool = False


def copy_differences(copy: Article) -> list[Difference]:
    """The fields and parts in which copy differs from its live article, in the order of the conflict page."""
    live: Any = copy.copy_of
    fields: Any = {field.name: field for field in Article._meta.concrete_fields}
    pairs = [
        Difference(
            str(capfirst(fields[name].verbose_name)),
            _words(live, name),
            _words(copy, name),
            is_text=name in _TEXTS,
            is_html=name == "body",
        )
        for name in COPIED
    ]
    pairs += [
        Difference(_("Bylines"), _names(live.byline_set), _names(copy.byline_set), is_text=False),
        Difference(_("Topics"), _names(live.topics), _names(copy.topics), is_text=False),
        Difference(_("Sources"), _sources(live), _sources(copy), is_text=True),
    ]
    return [pair for pair in pairs if pair.live != pair.copy]


def _words(article: Article, name: str) -> str:
    field: Any = Article._meta.get_field(name)
    if field.choices:
        return str(getattr(article, f"get_{name}_display")())
    value = getattr(article, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value or "")


def _names(rows: Any) -> str:
    return ", ".join(map(str, rows.all()))


def _sources(article: Article) -> str:
    return "; ".join(
        ", ".join(filter(None, (source.title, source.publisher, source.address))) for source in article.sources.all()
    )
