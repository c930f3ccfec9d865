"""Comments: many at a time, parents first. The database's triggers keep the totals; no one is written to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment, NetworkKey, wide_network_of
from comments.models.comment import LONGEST_NAME
from comments.models.comment_queryset import CommentStatus
from comments.text.email_key import NotAnAddressError, email_key, exact_address
from comments.text.likeness import simhash
from newsroom.moving_in import neutral_items
from newsroom.moving_in.neutral_items import Kind
from newsroom.moving_in.taking.old_places import articles_at
from newsroom.moving_in.taking.taking_context import Entry, Place, TakingContext
from web.plain_text import one_line, writable

LONGEST_MESSAGE = 5_000  # characters
STARS = range(1, 6)


def take_comments(context: TakingContext, entries: list[Entry]) -> None:
    by_id = context.places(Kind.ARTICLE, (entry.item.article for entry in entries))
    _Round(
        context,
        {name: key for name, (_model, key) in by_id.items()},
        articles_at(entry.item.on_address for entry in entries if entry.item.on_address),
        context.places(Kind.COMMENT, (entry.item.parent for entry in entries)),
    ).take(entries)


@dataclass
class _Round:
    """articles, addresses: keys of articles by id and by address. answered: what comments became, by id."""

    context: TakingContext
    articles: dict[str, int]
    addresses: dict[str, int]
    answered: dict[str, Place]

    @cached_property
    def network_key(self) -> NetworkKey:
        return NetworkKey.objects.today()

    def take(self, entries: list[Entry]) -> None:
        keys = [key for _model, key in self.answered.values()]
        rows = Comment.objects.filter(pk__in=keys).values_list("pk", "article_id", "parent_id")
        self.threads = {key: (article, parent or key) for key, article, parent in rows}
        waiting = entries
        while waiting:
            ids = {entry.item.id for entry in waiting}
            now = [each for each in waiting if each.item.parent not in ids] or waiting
            taken = {id(each) for each in now}
            waiting = [each for each in waiting if id(each) not in taken]
            self._store(now)

    def _store(self, entries: list[Entry]) -> None:
        made = [(entry, comment) for entry in entries if (comment := self._comment(entry))]
        Comment.objects.bulk_create([comment for _entry, comment in made])
        for entry, comment in made:
            entry.made(comment, url=comment.get_absolute_url() if comment.status == CommentStatus.PUBLISHED else "")
            self.answered[entry.item.id] = (entry.record.model, comment.pk)
            self.threads[comment.pk] = (comment.article_id, comment.parent_id or comment.pk)
            self.context.remember(entry)

    def _comment(self, entry: Entry) -> Comment | None:
        item: neutral_items.Comment = entry.item
        article = self.articles.get(item.article) or self.addresses.get(item.on_address)
        if article is None:
            entry.leave_out(_("The article that it is about is not here."))
            return None
        message = _message(item)
        stars = item.stars if item.stars in STARS else None
        if item.stars is not None and stars is None:
            item.changed(_("%(stars)s is no number of stars from 1 to 5.") % {"stars": item.stars})
        if not message and not stars:
            entry.leave_out(_("It says nothing."))
            return None
        parent, answers = self._place(item, article)
        if parent and stars:
            item.changed(_("An answer has no stars here; the %(stars)d stars were left out.") % {"stars": stars})
            stars = None
        email = _email(item)
        return Comment(
            article_id=article,
            parent_id=parent,
            answers_id=answers,
            name=_name(item),
            email=email,
            # Nobody's address: it is not taken for another comment's that has none either.
            email_key=email_key(email) if email else f"#{self.context.batch.pk}-{item.id}"[:254],
            message=message,
            simhash=simhash(message),
            stars=stars,
            status=_status(item),
            is_staff_reply=item.is_by_staff,
            network_hash=self.network_key.hash("network", wide_network_of(item.network)),
            created_at=_moment(item),
            edited_at=item.edited_at,
        )

    def _place(self, item: neutral_items.Comment, article: int) -> tuple[int | None, int | None]:
        """The thread and the comment that it answers; None for one that begins a thread."""
        if not item.parent:
            return None, None
        place = self.answered.get(item.parent)
        of_article, thread = self.threads.get(place[1], (None, None)) if place else (None, None)
        if place is None or of_article != article:
            item.changed(_("The comment that it answers is not here, so it begins a thread."))
            return None, None
        return thread, place[1]


def _message(item: neutral_items.Comment) -> str:
    message = writable(item.message).strip()
    if len(message) > LONGEST_MESSAGE:
        item.changed(_("It is longer than %(limit)d characters; its end was cut.") % {"limit": LONGEST_MESSAGE})
        message = message[: LONGEST_MESSAGE - 1] + "…"
    return message


def _name(item: neutral_items.Comment) -> str:
    name = " ".join(one_line(item.name).split())
    if not name:
        item.changed(_("It has no name."))
        return _("Anonymous")
    if len(name) > LONGEST_NAME:
        item.changed(_("The name is longer than %(limit)d characters; its end was cut.") % {"limit": LONGEST_NAME})
        name = name[: LONGEST_NAME - 1] + "…"
    return name


def _email(item: neutral_items.Comment) -> str:
    if not item.email.strip():
        return ""
    try:
        return exact_address(item.email.strip())
    except NotAnAddressError:
        item.changed(_("Its e-mail address is none that mail servers take; it was left out."))
        return ""


def _status(item: neutral_items.Comment) -> str:
    if item.status in CommentStatus.values:
        return item.status
    item.changed(_("Its state “%(state)s” is unknown, so it waits for a moderator.") % {"state": item.status[:40]})
    return CommentStatus.PENDING


def _moment(item: neutral_items.Comment) -> datetime:
    now = timezone.now()
    if item.created_at is None:
        item.changed(_("It has no date that can be read; it has that of the move."))
    return min(item.created_at or now, now)
