"""What an editor wants readers to read after an article, typed as addresses and stored as slugs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.admin.article_rights import may_open
from articles.models import Article
from articles.models.article_fields import MOST_READ_ALSO
from articles.slugs.typed_address import article_at


def read_also_from(typed: str, article: Article, account: Any) -> str:
    """The slugs behind addresses, one on each line. ValidationError where a line names nothing that account may name.

    A line that is stored already stays, also when its article is not public any more: readers do not see that one.
    """
    stored = article.read_also.splitlines()
    live = article.copy_of_id or article.pk
    slugs: list[str] = []
    for line in filter(None, map(str.strip, typed.splitlines())):
        if line in stored:
            slugs.append(line)
            continue
        found = article_at(line)
        if found is None or not (found.is_visible or may_open(account, found)):
            raise ValidationError(_("There is no article at %(address)s."), "no_article", {"address": line})
        if found.pk == live:
            raise ValidationError(_("Readers are on this article already: choose others."), "itself")
        slugs.append(found.slug)
    slugs = list(dict.fromkeys(slugs))
    if len(slugs) > MOST_READ_ALSO:
        raise ValidationError(_("Choose %(most)d articles at most."), "too_many", {"most": MOST_READ_ALSO})
    return "\n".join(slugs)
