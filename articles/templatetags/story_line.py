from datetime import datetime

from django import template
from django.utils.translation import ngettext

from articles.models import Topic
from articles.text.length import minutes_to_read, words_in
from web.times.age import full_years

register = template.Library()


@register.filter
def reading_minutes(body: str) -> int:
    """How many minutes the text takes; 0 for none."""
    return minutes_to_read(words_in(body))


@register.simple_tag
def old_news(published_at: datetime | None, topics: list[Topic] | None) -> str:
    """Says that an article is more than a year old; empty for a newer one, and for one with a topic that ages well."""
    years = full_years(published_at) if published_at else 0
    if not years or any(topic.is_timeless for topic in topics or []):
        return ""
    words = ngettext(
        "This article is more than %(years)d year old.", "This article is more than %(years)d years old.", years
    )
    return words % {"years": years}
