"""What "published and not withdrawn" means, for queries, indexes, triggers and SQL: the one place."""

from typing import Any

from django.db.models import Q

# Published and not withdrawn, whatever its moment: no index can know the time.
HAS_A_MOMENT = Q(published_at__isnull=False, withdrawn_at=None)


def is_published(now: Any, path: str = "") -> Q:
    """Readers may read the article at now: its moment has come, and it is not withdrawn. path: to the article."""
    return Q((f"{path}published_at__lte", now), (f"{path}withdrawn_at", None))


def is_scheduled(now: Any) -> Q:
    return Q(published_at__gt=now, withdrawn_at=None)


def has_a_moment_sql(row: str = "") -> str:
    """HAS_A_MOMENT in SQL. row: such as ``NEW.``."""
    return f"{row}published_at IS NOT NULL AND {row}withdrawn_at IS NULL"


def is_published_sql(until: str, row: str = "") -> str:
    """``is_published`` in SQL. until: such as ``<= %(now)s``. row: such as ``NEW.``."""
    return f"{row}published_at {until} AND {row}withdrawn_at IS NULL"
