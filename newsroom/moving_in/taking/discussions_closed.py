"""Discussions that were closed where they come from: locked here, once, if a move made their article."""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles.models import Article
from comments.models import Discussion
from newsroom.moving_in.move_batch import MovedItem
from newsroom.moving_in.taking.old_places import articles_at
from newsroom.moving_in.taking.taking_context import Entry


def close_discussions(entries: list[Entry]) -> None:
    """Each is left out itself. Its record has the article's address once that is locked, so staff may open it again."""
    waiting = [entry for entry in entries if not entry.record.url]
    if not waiting:
        return
    keys = articles_at(entry.item.closes for entry in waiting)
    made = MovedItem.objects.in_place().filter(model="article", object_id__in=keys.values(), made=True)
    articles = Article.objects.in_bulk(made.values_list("object_id", flat=True))
    for entry in waiting:
        if article := articles.get(keys.get(entry.item.closes, 0)):
            entry.record.url = article.get_absolute_url()[:300]
            entry.item.changed(_("The discussion was closed there, so it is locked here."), entry.item.line)
    locked = Discussion.objects.filter(article__in=articles, state=Discussion.State.OPEN)
    locked.update(state=Discussion.State.LOCKED)
