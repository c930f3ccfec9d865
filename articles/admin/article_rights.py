"""Whose articles an account may open or read the names of. The one place that says it, for every page of the desk."""

from typing import Any

from django.db.models import Q
from django.utils import timezone


def may_publish(account: Any) -> bool:
    return account.has_perm("articles.publish_article")


def may_open(account: Any, article: Any) -> bool:
    """Whether account may open article at the desk: its own, or any where it may publish."""
    return may_publish(account) or article.created_by_id == account.pk


def headline_is_readable(account: Any, path: str = "article") -> Q:
    """The condition for rows whose article, at path, has a headline that account may read.

    Without the right to publish, that is what readers were shown: the published and the withdrawn.
    """
    return Q() if may_publish(account) else Q((f"{path}__published_at__lte", timezone.now()))
