"""A working copy: an article that is changed and previewed while readers see another, and takes its place at once.

The copy is a row of ``Article`` that is never published, so form, preview, check, pictures and history work as for
each draft. Its ``copy_of`` names the live article; its ``CopyPlan`` says what it was made from and what is to happen.
"""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.disclosure.disclosure_event import DisclosureEvent
from articles.models.article import Article
from articles.models.article_fields import ARTICLE_FIELDS, WITHOUT_COLUMN
from articles.models.correction import Correction
from articles.models.states import State
from articles.workflow.blocking import blocking_findings
from articles.workflow.verbs import Verb
from web.signed_writes import signed

# A copy has an address of its own, and no moment: the live article's stay.
_NOT_COPIED = {"slug", "published_at", "updated_at", "withdrawal_reason", "embargo_until", *WITHOUT_COLUMN}
COPIED = [field.name for field in ARTICLE_FIELDS if not field.not_by_people and field.name not in _NOT_COPIED]
_CHECK = ["reviewed_by", "reviewed_at", "review_scope", "reviewed_digest"]


class CopyPlan(models.Model):
    """What a working copy was made from, and how its changes are to be published.

    base_version: of the live article, as it was copied or last compared. due_at: when the changes are published; empty
    for not scheduled. correction_text: what readers are told was wrong; empty for no correction. stopped: why the
    changes were not published when they were due.
    """

    copy = models.OneToOneField("articles.Article", on_delete=models.CASCADE, related_name="plan")
    base_version = models.PositiveBigIntegerField()
    due_at = models.DateTimeField(gettext_lazy("publish at"), null=True, blank=True)
    due_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    tell_readers = models.BooleanField(gettext_lazy("an update of substance"), default=False)
    correction_kind = models.CharField(max_length=13, choices=Correction.Kind.choices, blank=True)
    correction_text = models.TextField(blank=True)
    correction_cause = models.CharField(max_length=7, choices=Correction.Cause.choices, blank=True)
    waved_through = models.JSONField(default=list, blank=True)
    stopped = models.TextField(blank=True)

    class Meta:
        verbose_name = gettext_lazy("plan of a working copy")
        verbose_name_plural = gettext_lazy("plans of working copies")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.copy_id}"


def start_copy(live: Article, by: Any) -> Article:
    """A working copy of live as it is stored, with its parts and its check. ValidationError where there is one."""
    if live.state != State.PUBLISHED or live.copy_of_id:
        raise ValidationError(_("Only a published article has a working copy."))
    if Article.objects.filter(copy_of=live).exists():
        raise ValidationError(_("This article has a working copy already."))
    live = Article.objects.get(pk=live.pk)
    kept = [*COPIED, *_CHECK, "generated_by"]
    copy = Article(
        **{name: getattr(live, name) for name in kept},
        slug=f"copy-{live.pk}-{token_hex(4)}",
        copy_of=live,
    )
    # It has no account and no creator yet: an account that copies a text neither had AI write it nor checked it.
    with signed(None), transaction.atomic():
        for name in _CHECK:
            setattr(copy, name, [] if name == "review_scope" else "" if name == "reviewed_digest" else None)
        copy.save()
        _copy_parts(live, copy)
        for name in _CHECK:
            setattr(copy, name, getattr(live, name))
        copy.created_by = by
        copy.save()
        CopyPlan.objects.create(copy=copy, base_version=live.version)
    return copy


def _parts(article: Article) -> tuple[list[Any], ...]:
    return (
        list(article.byline_set.order_by("position", "pk").values_list("person", flat=True)),
        list(article.sources.order_by("position", "pk").values_list("title", "publisher", "address")),
        sorted(article.topics.values_list("pk", flat=True)),
    )


def _copy_parts(source: Article, target: Article) -> None:
    """Give target the bylines, sources and topics of source. What is equal stays as it is, and so does its check."""
    bylines, sources, topics = _parts(source)
    has_bylines, has_sources, has_topics = _parts(target)
    if bylines != has_bylines:
        target.byline_set.all().delete()
        for position, person in enumerate(bylines):
            target.byline_set.create(person_id=person, position=position)
    if sources != has_sources:
        target.sources.all().delete()
        for position, (title, publisher, address) in enumerate(sources):
            target.sources.create(title=title, publisher=publisher, address=address, position=position)
    if topics != has_topics:
        target.topics.set(topics)


def is_stale(copy: Article) -> bool:
    """Whether the live article changed since it was copied or last compared."""
    live: Any = copy.copy_of
    return live.version != copy.plan.base_version


def publish_changes(copy: Article, by: Any, live_version: int, waved_through: list[str] | None = None) -> Article:
    """Let the copy take the place of the live article, as its plan says, in one transaction. The live article.

    live_version: of the live article that by has compared it with. ValidationError where it changed since, where it is
    not published, and where something blocks it; nothing is changed then.
    """
    with signed(by, _why_less_ai(copy)):
        live = Article.objects.select_for_update(of=("self",)).get(pk=copy.copy_of_id)
        plan = copy.plan
        if live.state != State.PUBLISHED:
            raise ValidationError(_("The article is not published any more, so its changes cannot be."))
        if live.version != live_version:
            raise ValidationError(_("The live article was changed in the meantime. Compare the texts again."))
        now = timezone.now()
        if blocking := list(blocking_findings(copy, now)):
            raise ValidationError([finding.words for finding in blocking])
        if by and copy.reviewed_at != live.reviewed_at and copy.generated_by_id == by.pk and copy.reviewed_at:
            raise ValidationError(_("Who had AI write the text cannot publish its check: a colleague has to do it."))
        _copy_parts(copy, live)
        for name in [*COPIED, *_CHECK]:
            setattr(live, name, getattr(copy, name))
        live.generated_by = live.generated_by or copy.generated_by
        if plan.tell_readers:
            live.updated_at = now
        _record(live, plan, by, waved_through or [])
        vars(live)["_history_user"] = by
        live.save()
        if plan.correction_text:
            live.corrections.create(
                kind=plan.correction_kind, text=plan.correction_text, cause=plan.correction_cause, made_by=by
            )
        copy.delete()
    return live


def _record(live: Article, plan: CopyPlan, by: Any, waved_through: list[str]) -> None:
    note = _("Changes of a working copy")
    if plan.correction_text:
        live.record(Verb.CORRECT, by, note=plan.correction_text, kind=plan.correction_kind, waved_through=waved_through)
    if plan.tell_readers or not plan.correction_text:
        live.record(Verb.UPDATE if plan.tell_readers else Verb.SAVE, by, note=note, waved_through=waved_through)


def _why_less_ai(copy: Article) -> str:
    """The reason that was given when the copy stated less AI: it holds for the live article too."""
    restated = DisclosureEvent.objects.filter(article=copy, kind=DisclosureEvent.Kind.RESTATED).exclude(words="")
    return restated.values_list("words", flat=True).order_by("-number").first() or ""


def plan_changes(copy: Article, by: Any, at: datetime, live_version: int, waved_through: list[str]) -> None:
    """Have the changes published at that moment. A task of the worker does it; its row outlives each worker."""
    from articles.workflow.due_changes import publish_due_changes  # the task needs the models

    plan = copy.plan
    live: Any = copy.copy_of
    plan.due_at, plan.due_by, plan.waved_through, plan.stopped = at, by, waved_through, ""
    plan.base_version = live_version
    with transaction.atomic():
        plan.save()
        live.record(Verb.SCHEDULE, by, note=_("Changes of a working copy"), moment=at)
        live.write_record()
        publish_due_changes.using(run_after=at).enqueue(copy.pk)


def goes_out_at(article: Article) -> datetime | None:
    """When readers will see what is saved in article now, without anyone who looks at it again; None for never."""
    if article.copy_of_id:
        return article.plan.due_at
    return article.published_at if article.is_scheduled else None


def waved_through_for(article: Article) -> list[str]:
    """The sentences of the checklist that were left as they are when article, or the copy that it is, was scheduled."""
    if article.copy_of_id:
        return list(article.plan.waved_through)
    entry = article.workflow.filter(verb=Verb.SCHEDULE).order_by("-pk").first()
    return list(entry.waved_through) if entry else []


def discard_copy(copy: Article, by: Any) -> None:
    """Drop the working copy; readers see no difference."""
    live: Any = copy.copy_of
    with signed(by):
        live.record(Verb.DISCARD, by)
        live.write_record()
        copy.delete()


def working_copy_of(article: Article | None) -> Article | None:
    """The working copy that article is, or has, with its plan; None where there is none."""
    if article is None or not article.pk:
        return None
    copies = Article.objects.select_related("copy_of", "plan", "created_by")
    return copies.filter(pk=article.pk, copy_of__isnull=False).first() or copies.filter(copy_of=article).first()
