"""A move taken back: what it made goes, and what people added since is named first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from articles.models import Article, Image, Page, Person, Section, Topic
from articles.pictures.image_files import AFTER_MAILS
from comments.models import Comment, Decision
from newsroom.moving_in.move_batch import MoveBatch, MovedItem
from newsroom.redirects.redirect import Redirect

AT_ONCE = 200
NAMED = 10  # articles in the sentence
EDITED_AT_THE_DESK: list[Any] = [Person, Section, Topic, Image, Redirect]
# In this order, so nothing is removed while another thing needs it.
MODELS: list[Any] = [Comment, Redirect, Article, Page, Image, Topic, Person, Section]


def _made(batch: MoveBatch, model: Any) -> QuerySet[MovedItem]:
    return batch.items.filter(model=model._meta.model_name, made=True, object_id__isnull=False)


def lost_with(batch: MoveBatch) -> list[str]:
    """What people did since with what the move made, and what would go with it: a sentence for each kind."""
    sentences = []
    articles = _made(batch, Article)
    version = articles.filter(object_id=OuterRef("pk")).values("version")[:1]
    edited = Article.objects.filter(pk__in=articles.values("object_id")).exclude(version=version)
    if count := edited.count():
        words = _("Articles that were changed since they came: %(count)d (%(names)s)")
        sentences.append(words % {"count": count, "names": _names(edited.values_list("headline", flat=True))})
    moved = MovedItem.objects.filter(model="comment", object_id=OuterRef("pk"), batch=batch)
    by_readers = Comment.objects.filter(article__in=articles.values("object_id")).exclude(Exists(moved))
    if count := by_readers.count():
        words = _("Comments that readers left here since, under these articles: %(count)d")
        sentences.append(words % {"count": count})
    if count := Comment.objects.filter(Exists(moved), Exists(Decision.objects.filter(comment=OuterRef("pk")))).count():
        words = _("Comments of the move on which moderators decided since: %(count)d")
        sentences.append(words % {"count": count})
    copies = Article.objects.filter(copy_of__in=articles.values("object_id"))
    if count := copies.count():
        words = _("Working copies of these articles, which go with them: %(count)d (%(names)s)")
        sentences.append(words % {"count": count, "names": _names(copies.values_list("headline", flat=True))})
    ours = Exists(_made(batch, Redirect).filter(object_id=OuterRef("pk")))
    if count := Redirect.objects.filter(article__in=articles.values("object_id")).exclude(ours).count():
        words = _("Redirects to these articles that staff added since: %(count)d")
        sentences.append(words % {"count": count})
    pages = Page.objects.filter(pk__in=_made(batch, Page).values("object_id"))
    changed = [page.title for page in pages if page.history.count() > 1]
    if changed:
        words = _("Pages that were changed since they came: %(count)d (%(names)s)")
        sentences.append(words % {"count": len(changed), "names": _names(changed)})
    names = sorted({entry.object_repr for model in EDITED_AT_THE_DESK for entry in _desk_changes(batch, model)})
    if names:
        words = _("Writers, sections, topics, pictures and redirects changed at the desk since: %(count)d (%(names)s)")
        sentences.append(words % {"count": len(names), "names": _names(names)})
    return sentences


def _desk_changes(batch: MoveBatch, model: Any) -> QuerySet[LogEntry]:
    """What the desk recorded of changes of what the move made."""
    made = _made(batch, model).annotate(key=Cast("object_id", TextField())).filter(key=OuterRef("object_id"))
    entries = LogEntry.objects.filter(action_flag=CHANGE, action_time__gte=batch.started_at)
    return entries.filter(Exists(made), content_type=ContentType.objects.get_for_model(model))


def _names(names: Any) -> str:
    some = [f"“{name}”" for name in names[: NAMED + 1]]
    return ", ".join(some[:NAMED]) + (", …" if len(some) > NAMED else "")


def undo(batch: MoveBatch) -> Iterator[str]:
    """Remove what the move made, some at a time, and say what went and what stays. Can be broken off and done again."""
    for model in MODELS:
        gone, stay = 0, 0
        last = 0
        while rows := list(
            _made(batch, model).filter(pk__gt=last).order_by("pk").values_list("pk", "object_id")[:AT_ONCE]
        ):
            last = rows[-1][0]
            gone_now, stay_now = _remove(model, [int(key or 0) for _row, key in rows])
            gone, stay = gone + gone_now, stay + stay_now
        if gone:
            yield _("%(kind)s removed: %(count)d") % {"kind": str(model._meta.verbose_name_plural), "count": gone}
        if stay:
            words = _("%(kind)s that something else here needs, and that stay: %(count)d")
            yield words % {"kind": str(model._meta.verbose_name_plural), "count": stay}
    MoveBatch.objects.filter(pk=batch.pk).update(undone_at=timezone.now())


def _remove(model: Any, keys: list[int]) -> tuple[int, int]:
    """How many are gone, and how many stay because something needs them."""
    if model in (Comment, Redirect, Article):
        with transaction.atomic():
            rows = model.objects.filter(pk__in=keys)
            count = rows.count()
            if model is Article:
                Comment.objects.filter(article__in=keys).delete()
            rows.delete()
        return count, 0
    gone = stay = 0
    for row in model.objects.filter(pk__in=keys):
        if model is Image and _is_used(row):
            stay += 1
            continue
        if model is Topic and row.articles.exists():
            stay += 1
            continue
        try:
            with transaction.atomic():
                row.delete()
            gone += 1
        except ProtectedError:
            stay += 1
    return gone, stay


def _is_used(image: Image) -> bool:
    used = Article.objects.filter(lead_image=image).exists() or any(
        model._default_manager.filter(picture=image).exists() for model in (Person, Topic)
    )
    return used or Article.objects.filter(body__contains=image.digest[2:16]).exists()


@task(priority=AFTER_MAILS)
def undo_later(number: int) -> None:
    """Take a move back. Done already, it does nothing."""
    batch = MoveBatch.objects.in_place().filter(pk=number).first()
    if batch:
        list(undo(batch))
