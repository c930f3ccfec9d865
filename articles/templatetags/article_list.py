from typing import Any

from django import template

from articles.admin.lists.article_tabs import WorkTabs

register = template.Library()


@register.simple_tag
def work_tabs(changelist: Any) -> list[dict[str, Any]]:
    """The tabs above the list of articles, as ``WorkTabs`` gives them."""
    return [tab for spec in changelist.filter_specs if isinstance(spec, WorkTabs) for tab in spec.choices(changelist)]
