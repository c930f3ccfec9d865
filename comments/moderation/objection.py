from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.comment_triggers import text_keeps_its_direction
from comments.moderation.decision import Decision, decided

MAY_DECIDE = "comments.change_comment"
# Other active members of staff with that right, as ``moderators_besides`` finds them. Change both together.
_ANOTHER_MAY_DECIDE = """
    EXISTS (
        SELECT FROM auth_user WHERE id <> NEW.decided_by_id AND is_active AND is_staff AND (
            is_superuser
            OR id IN (SELECT user_id FROM auth_user_user_permissions WHERE permission_id = right_to_decide)
            OR id IN (
                SELECT user_id FROM auth_user_groups JOIN auth_group_permissions USING (group_id)
                WHERE permission_id = right_to_decide
            )
        )
    )
"""


def moderators_besides(account: int = 0) -> models.QuerySet[Any]:
    """The active members of staff who may decide on comments, but for the one with that key, if any."""
    may_decide = get_user_model()._default_manager.with_perm(
        MAY_DECIDE, backend="django.contrib.auth.backends.ModelBackend"
    )
    return may_decide.filter(is_staff=True).exclude(pk=account)


class Decider(models.TextChoices):
    """Who decides on an objection, as things are now."""

    ANOTHER = "another"  # who did not reject the comment
    THE_SAME = "the_same"  # since no other account may
    NO_ONE = "no_one"  # until an account may


def decider_on(rejection: Decision | None, moderators: Collection[int] | None = None) -> Decider:
    """Who decides on an objection to rejection. moderators: the keys of all moderators, where the caller has them."""
    if moderators is None:
        moderators = moderator_keys()
    rejected_by = rejection.made_by_id if rejection else None
    if set(moderators) - {rejected_by}:
        return Decider.ANOTHER
    return Decider.THE_SAME if moderators else Decider.NO_ONE


def moderator_keys() -> set[int]:
    """The keys of all accounts that may decide on comments."""
    return set(moderators_besides().values_list("pk", flat=True))


def rejections_of(comments: Iterable[int]) -> dict[int, Decision]:
    """The rejections in force of those of comments that were rejected: {comment: decision}.

    A rejection that was taken back is not in force. If a later decision was taken back instead, the rejection is in
    force again, and its moderator counts as the one who rejected the comment.
    """
    rejected = Decision.objects.filter(verdict=Comment.Status.REJECTED, undoes=None, undone_by=None)
    decisions = rejected.filter(comment__in=list(comments)).select_related("made_by").order_by("made_at", "pk")
    return {decision.comment_id: decision for decision in decisions}  # the latest stays


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> ObjectionQuerySet:
        """Those that wait for a second moderator: the comment is still rejected."""
        return self.filter(decided_at=None, comment__status=Comment.Status.REJECTED)

    def open_again(self) -> int:
        """Open decided ones, as the decision was taken back."""
        return self.update(upheld=None, decided_at=None, decided_by=None)


class Objection(models.Model):
    """What a commenter says against a rejection, once. Someone who did not make it decides on it.

    Where no one else may decide, the same moderator does, and that is on record: the database sets it.
    Outlives the comment like the decision that it is about, without its words.
    """

    comment = models.OneToOneField(
        "comments.Comment",
        verbose_name=_("comment"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="objection",
    )
    words = models.TextField(_("words"), max_length=2000, blank=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    upheld = models.BooleanField(_("upheld"), null=True, help_text=_("Whether the comment is published after all."))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    decided_by_the_same = models.BooleanField(
        _("decided by the one who rejected"), default=False, db_default=False, editable=False
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index("made_at", name="objection_by_time"),
            models.Index("decided_at", name="objection_by_decision"),
        ]
        constraints = [
            models.CheckConstraint(
                name="objection_decided_by_somebody",
                condition=models.Q(upheld=None, decided_at=None, decided_by=None)
                | models.Q(upheld__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

        triggers = [
            text_keeps_its_direction("objection_text_keeps_its_direction", "words"),
            pgtrigger.Trigger(
                name="objection_is_decided_by_somebody_else",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("right_to_decide", "integer")],
                func=f"""
                    IF TG_OP = 'UPDATE' AND OLD.decided_by_id IS NOT DISTINCT FROM NEW.decided_by_id THEN
                        NEW.decided_by_the_same = OLD.decided_by_the_same;
                        RETURN NEW;
                    END IF;
                    NEW.decided_by_the_same = coalesce(NEW.decided_by_id = (
                        SELECT made_by_id FROM comments_decision AS rejection
                        WHERE comment_id = NEW.comment_id AND verdict = 'rejected' AND undoes_id IS NULL
                            AND NOT EXISTS (SELECT FROM comments_decision WHERE undoes_id = rejection.id)
                        ORDER BY made_at DESC, id DESC LIMIT 1
                    ), false);
                    IF NEW.decided_by_the_same THEN
                        right_to_decide = (
                            SELECT auth_permission.id FROM auth_permission
                            JOIN django_content_type ON django_content_type.id = content_type_id
                            WHERE app_label || '.' || codename = '{MAY_DECIDE}' AND model = 'comment'
                        );
                        IF {_ANOTHER_MAY_DECIDE} THEN
                            RAISE check_violation
                            USING MESSAGE = 'Who rejected a comment may not decide on the objection while others may.';
                        END IF;
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608 (put together from constants)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.comment_id}"

    @property
    def rejection(self) -> Decision | None:
        """The decision that it is about: the latest that rejected the comment."""
        return rejections_of([self.comment_id]).get(self.comment_id)

    def may_be_decided_by(self, moderator: Any) -> bool:
        """Whether moderator is a second one, who did not reject the comment, or there is no second one."""
        rejection = self.rejection
        return (
            rejection is None or rejection.made_by_id != moderator.pk or not moderators_besides(moderator.pk).exists()
        )

    def decide(self, by: Any, *, upheld: bool, words: str = "") -> bool:
        """Publish the comment after all, or let the rejection stand. The commenter hears of it with words.

        False where it is decided already, or the comment is rejected no longer. PermissionDenied for the one who
        rejected the comment while others may decide. What is decided on both at one moment is taken back together.
        """
        with transaction.atomic():
            comment = Comment.objects.select_for_update(no_key=True).filter(pk=self.comment_id).first()
            self.refresh_from_db()
            if self.decided_at or comment is None or comment.status != Comment.Status.REJECTED:
                return False
            if not self.may_be_decided_by(by):
                raise PermissionDenied(_now("Somebody else has to decide: you rejected this comment yourself."))
            now = timezone.now()
            self.upheld, self.decided_by, self.decided_at = upheld, by, now
            self.save(update_fields=["upheld", "decided_by", "decided_at"])
            self.refresh_from_db(fields=["decided_by_the_same"])
            if upheld:
                comment.publish(by=by, words=words, at=now)
            else:
                self._confirm_rejection(by, words, now)
        return True

    def _confirm_rejection(self, by: Any, words: str, at: datetime) -> None:
        rejection = self.rejection or Decision()
        again = Decision.objects.create(
            comment_id=self.comment_id,
            verdict=Comment.Status.REJECTED,
            reason_code=rejection.reason_code,
            words=words or rejection.words,
            made_by=by,
            made_at=at,
        )
        decided.send(sender=Decision, decisions=[again])
