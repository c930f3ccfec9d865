"""What ``manage.py check --deploy`` reminds the staff of a new site."""

from typing import Any

from django.core.checks import CheckMessage, Info, Tags, register
from django.db import Error

from articles.models import Page


@register(Tags.security, deploy=True)
def pages_are_filled_in(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        unfinished = Page.objects.to_be_filled_in()
    except Error:  # no database to ask, or not migrated yet
        return []
    return [
        Info(
            f"The page {page.get_absolute_url()} still has a placeholder in double brackets, which readers do not see.",
            hint="Fill it in: Admin, Pages about this site.",
            id="articles.I001",
        )
        for page in unfinished
    ]
