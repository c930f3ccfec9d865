from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Section
from comments.models.comment_queryset import CommentQuerySet, CommentStatus
from comments.models.comment_table import COMMENT_CONSTRAINTS, COMMENT_INDEXES
from comments.models.comment_triggers import COMMENT_TRIGGERS
from comments.spam.finding import FindingsField
from comments.text.email_key import LONGEST_ADDRESS, email_key
from comments.text.likeness import simhash
from comments.totals.discussion_versions import COMMENTS_MOVE_THE_VERSION
from comments.totals.rating_move import RATING_MOVES_ARE_NOTED
from comments.totals.totals_triggers import TOTALS_TRIGGERS
from comments.upkeep.ledger_month import GONE_COMMENTS_ARE_COUNTED

EDITABLE_FOR = timedelta(minutes=15)
LONGEST_NAME = 80  # characters
CHANGED_BY_A_VERDICT = ["status", "rating_counts", "decided_at", "pinned_at"]


class Comment(models.Model):
    """What one reader says about an article, with one to five stars or none."""

    Status = CommentStatus

    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # The article's, which the database keeps: the newest comments of a section are found by an index.
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        blank=True,
        editable=False,
        related_name="+",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("reply to"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
        db_index=False,
    )
    # The comment that a reply answers, which may stand under the same one. It may be gone. Empty in older replies.
    answers = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="answered_by",
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    email = models.EmailField(_("e-mail address"), max_length=LONGEST_ADDRESS)
    email_key = models.CharField(max_length=LONGEST_ADDRESS, editable=False)
    message = models.TextField(_("message"), max_length=5000)
    stars = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    rating_counts = models.BooleanField(default=False, db_default=False, editable=False)
    # How many readers recommended it, which the database counts; see comments/totals/recommendation.py.
    recommendation_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # Whether replies keep it in its place though it is not published, which the database knows; see tombstones.
    is_tombstone = models.BooleanField(default=False, db_default=False, editable=False)
    set_aside = models.ForeignKey(
        "comments.RatingQuarantine", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.PENDING)
    held_because = FindingsField(_("held because"), default=list, blank=True)
    simhash = models.BigIntegerField(null=True, editable=False)
    is_staff_reply = models.BooleanField(_("by the staff"), default=False)
    language = models.CharField(_("language"), max_length=12, blank=True)
    network_hash = models.CharField(max_length=64, blank=True, editable=False)
    # What a form that is sent again has in common with the first time; see comments/writing/sent_again.py.
    sent_key = models.CharField(max_length=64, null=True, editable=False)
    created_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, editable=False)
    pinned_at = models.DateTimeField(_("pinned at"), null=True, editable=False)
    # When its writer last gave other stars or took the comment back; the database sets it where no one does.
    rated_at = models.DateTimeField(null=True, editable=False)
    edited_at = models.DateTimeField(_("edited at"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    mails_replies = models.BooleanField(_("wants replies by mail"), default=False, db_default=False, editable=False)
    # The address as links name it that end mails about replies, while mails_replies.
    unsubscribe_key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    announced_at = models.DateTimeField(_("reply mailed at"), null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = COMMENT_INDEXES
        constraints = COMMENT_CONSTRAINTS
        triggers = [
            *TOTALS_TRIGGERS,
            *COMMENTS_MOVE_THE_VERSION,
            GONE_COMMENTS_ARE_COUNTED,
            RATING_MOVES_ARE_NOTED,
            *COMMENT_TRIGGERS,
        ]

    def __str__(self) -> str:
        """What the admin's own log keeps of it, which an erasure need not look for."""
        return f"#{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_key = email_key(self.email)
        self.simhash = simhash(self.message)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.pk])

    @property
    def anchor(self) -> str:
        """Its place on a page. What is not published has no number that readers know."""
        return f"comment-{self.pk}" if self.status == Comment.Status.PUBLISHED else "unpublished-comment"

    @property
    def held_by(self) -> list[str]:
        """The checks that found something, by name."""
        return [finding.check for finding in self.held_because]

    @property
    def is_refused(self) -> bool:
        """Whether a check refuses it: it goes to the spam, and no one is written to about it."""
        return any(finding.refuses for finding in self.held_because)

    @property
    def thread(self) -> Comment:
        """The comment that a reply is under; of any other, itself."""
        return self.parent or self

    @property
    def answered_id(self) -> int | None:
        """The key of the comment that a reply answers; None for any other comment."""
        return self.answers_id or self.parent_id

    @property
    def last_worded_at(self) -> datetime:
        """When its words were last those of its writer."""
        return self.edited_at or self.created_at

    @property
    def tombstone(self) -> str:
        """What is in the place of a comment that readers no longer see; empty for one that they do."""
        if self.status == Comment.Status.PUBLISHED:
            return ""
        if self.status == Comment.Status.WITHDRAWN:
            return (
                gettext("The commenter withdrew this comment.")
                if self.message
                else gettext("This comment was deleted.")
            )
        if self.status == Comment.Status.PENDING:
            return gettext("This comment is waiting for a moderator.")
        return gettext("A moderator removed this comment.")

    def answer(self, message: str, by: Any) -> Comment | None:
        """Publish a reply under the name of the person whose account by is; None where it is there already.

        A comment that waits is published with it.
        """
        reply = Comment(
            article=self.article,
            parent=self.thread,
            answers=self,
            name=by.person.name[:80],
            email_key=email_key(""),
            message=message,
            language=self.article.language,
            is_staff_reply=True,
        )
        with transaction.atomic():
            # Of two clicks at once, the second waits here. Its transaction locks what the triggers lock next.
            Comment.objects.filter(pk__in={self.pk, reply.parent_id}).lock()
            now = timezone.now()
            if Comment.objects.saying_the_same_as(reply).exists():
                return None
            Comment.objects.filter(pk=self.pk).pending().publish(by, at=now)
            reply.save()
            reply.publish(by=by, at=now)
        return reply

    def pin(self) -> bool:
        """Put the comment on top of its article's, in the place of any other. False where it may not stand there."""
        with transaction.atomic():
            Comment.objects.filter(article=self.article_id).pinned().update(pinned_at=None)
            mine = Comment.objects.published().filter(pk=self.pk, parent=None)
            return bool(mine.update(pinned_at=timezone.now()))

    def unpin(self) -> None:
        Comment.objects.filter(pk=self.pk).update(pinned_at=None)

    @property
    def editable_until(self) -> datetime:
        return self.created_at + EDITABLE_FOR

    @property
    def minutes_to_edit(self) -> int:
        """Minutes that are left to change the words, rounded up."""
        return max(0, ceil((self.editable_until - timezone.now()) / timedelta(minutes=1)))

    @property
    def is_editable(self) -> bool:
        """Whether its writer may still change the words: soon after sending, and before anyone has answered them."""
        if self.is_locked or self.status not in (Comment.Status.PENDING, Comment.Status.PUBLISHED, Comment.Status.SPAM):
            return False
        in_thread = Comment.objects.filter(parent=self.parent_id or self.pk)
        answers = in_thread.filter(Q(answers=self.pk) | Q(answers=None, parent=self.pk))
        answered = answers.filter(status__in=[Comment.Status.PENDING, Comment.Status.PUBLISHED])
        return timezone.now() < self.editable_until and not answered.exists()

    @property
    def is_not_counted(self) -> bool:
        """Whether it shows stars that are in no total: set aside, or replaced by a newer rating of the address.

        Readers are not told which of the two, nor by whose: that would join two comments of one person.
        """
        return self.status == Comment.Status.PUBLISHED and self.stars is not None and not self.rating_counts

    @property
    def may_change_stars(self) -> bool:
        return self.parent_id is None and self.may_be_answered and not self.is_locked

    @property
    def is_locked(self) -> bool:
        """Whether its discussion is locked or hidden: then its writer may withdraw or erase it, and nothing else."""
        return self.article.discussion.state != "open"

    @property
    def may_be_answered(self) -> bool:
        """Whether it is among the comments, or may still come to, as far as its writer knows."""
        return self.status not in (Comment.Status.REJECTED, Comment.Status.WITHDRAWN)

    def withdraw(self) -> None:
        """Take it back permanently, which only its writer does: no verdict changes that."""
        mine = Comment.objects.filter(pk=self.pk)
        with transaction.atomic():
            mine.lock()
            self.reports.answer(self.reports.model.Outcome.REMOVED)  # nothing is left for a moderator to decide
            mine.update(
                status=Comment.Status.WITHDRAWN,
                mails_replies=False,
                unsubscribe_key="",
                sent_key=None,
                rated_at=timezone.now(),
            )
            mine.watch_ratings()
        self.refresh_from_db()

    def give_stars(self, stars: int | None) -> None:
        """Give other stars, or none."""
        mine = Comment.objects.filter(pk=self.pk)
        with transaction.atomic():
            mine.exclude(status=Comment.Status.WITHDRAWN).update(stars=stars, rated_at=timezone.now())
            mine.watch_ratings()
        self.refresh_from_db()

    @property
    def version(self) -> str:
        """Another one whenever someone decided on the comment, or its writer changed it."""
        return f"{self.status} {self.edited_at.isoformat() if self.edited_at else ''}".strip()

    def confirm(self) -> None:
        """Record that the commenter opened what was sent to the address, so it is theirs."""
        mine = Comment.objects.filter(pk=self.pk)
        with transaction.atomic():
            mine.filter(confirmed_at=None).update(confirmed_at=timezone.now())
            mine.watch_ratings()
        self.refresh_from_db()

    def publish(self, by: Any = None, words: str = "", at: datetime | None = None) -> None:
        Comment.objects.filter(pk=self.pk).publish(by, words, at)
        self.refresh_from_db(fields=CHANGED_BY_A_VERDICT)

    def reject(self, by: Any = None, reason: str = "", words: str = "") -> None:
        Comment.objects.filter(pk=self.pk).reject(by, reason, words)
        self.refresh_from_db(fields=CHANGED_BY_A_VERDICT)

    def mark_spam(self, by: Any = None, words: str = "") -> None:
        Comment.objects.filter(pk=self.pk).mark_spam(by, words)
        self.refresh_from_db(fields=CHANGED_BY_A_VERDICT)
