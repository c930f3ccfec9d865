"""What is asked of comments, and what is decided on many at once."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.db.models import Case, Count, OuterRef, Prefetch, Q, Subquery, Value, When, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from comments.moderation.decision import Decision, decided
from comments.text.email_key import spellings_of

if TYPE_CHECKING:
    from comments.models.comment import Comment

REPLIES_SHOWN = 3  # under a comment, before the way to all of them


class CommentStatus(models.TextChoices):
    PENDING = "pending", pgettext_lazy("status of a comment", "Pending")
    PUBLISHED = "published", pgettext_lazy("status of a comment", "Published")
    REJECTED = "rejected", pgettext_lazy("status of a comment", "Rejected")
    SPAM = "spam", pgettext_lazy("status of a comment", "Spam")
    WITHDRAWN = "withdrawn", pgettext_lazy("status of a comment", "Withdrawn by the commenter")


# Word for word the condition of the indexes that find them.
IN_A_LIST_OF_THREADS = Q(Q(status=CommentStatus.PUBLISHED) | Q(is_tombstone=True), parent=None)


def shown_stars(*, without: int) -> Coalesce:
    """The stars that readers see of a comment: none on a tombstone. without: the number that stands for none."""
    return Coalesce(Case(When(status=CommentStatus.PUBLISHED, then="stars")), Value(without))


def shown_recommendations() -> Case:
    """The recommendations that readers see of a comment: none on a tombstone."""
    return Case(When(status=CommentStatus.PUBLISHED, then="recommendation_count"), default=Value(0))


class CommentQuerySet(models.QuerySet["Comment"]):
    def published(self) -> CommentQuerySet:
        return self.filter(status=CommentStatus.PUBLISHED)

    def pending(self) -> CommentQuerySet:
        return self.filter(status=CommentStatus.PENDING)

    def threads(self) -> CommentQuerySet:
        """Comments that are no replies and that readers see, tombstones among them."""
        return self.filter(IN_A_LIST_OF_THREADS)

    def counting_replies(self) -> CommentQuerySet:
        """Each with ``reply_count``: how many of its replies are published."""
        replies = _comments().published().filter(parent=OuterRef("pk"))
        counts = replies.order_by().values("parent").annotate(count=Count("*")).values("count")
        return self.annotate(reply_count=Coalesce(Subquery(counts), Value(0)))

    def with_shown_stars(self) -> CommentQuerySet:
        """Each with the stars that readers see: ``most_stars``, 0 for none, and ``fewest_stars``, 6 for none."""
        return self.annotate(most_stars=shown_stars(without=0), fewest_stars=shown_stars(without=6))

    def with_shown_recommendations(self) -> CommentQuerySet:
        """Each with ``recommendations_shown``, as readers see them."""
        return self.annotate(recommendations_shown=shown_recommendations())

    def with_stars(self, stars: int) -> CommentQuerySet:
        """Of ``with_shown_stars``, those that show so many."""
        return self.filter(Q(("most_stars", stars)))

    def pinned(self) -> CommentQuerySet:
        """The one that is on top of its article's comments, or none."""
        return self.filter(pinned_at__isnull=False)

    def unpinned(self) -> CommentQuerySet:
        return self.filter(pinned_at=None)

    def oldest_first(self) -> CommentQuerySet:
        return self.order_by("created_at", "pk")

    def newest_first(self) -> CommentQuerySet:
        return self.order_by("-created_at", "-pk")

    def newer_than(self, comment: Comment) -> CommentQuerySet:
        """Those that are before comment where the newest comes first."""
        later = Q(created_at__gt=comment.created_at) | Q(created_at=comment.created_at, pk__gt=comment.pk)
        return self.filter(later, created_at__gte=comment.created_at)  # the bound that an index begins at

    def older_than(self, comment: Comment) -> CommentQuerySet:
        """Those that are before comment where the oldest comes first."""
        earlier = Q(created_at__lt=comment.created_at) | Q(created_at=comment.created_at, pk__lt=comment.pk)
        return self.filter(earlier, created_at__lte=comment.created_at)

    def saying_the_same_as(self, comment: Comment) -> CommentQuerySet:
        """Comments of the same address at the same place with the same text."""
        return self.saying(comment.message, comment.article_id, comment.parent_id or 0, comment.email_key)

    def saying(self, message: Any, article: Any, thread: Any, email_key: Any) -> CommentQuerySet:
        """Comments with that text. article: its key. thread: the key of the comment that is answered, 0 for none."""
        place = self.alias(thread=Coalesce("parent_id", 0)).filter(article=article, thread=thread)
        return place.filter(email_key=email_key, message=message).exclude(status=CommentStatus.WITHDRAWN)

    def of_address(self, address: str) -> CommentQuerySet:
        """Those sent from address, in any case of its letters: the person who reads its mail is their writer."""
        if not address:
            return self.none()
        spellings, keys = spellings_of(address)
        is_spelled = [Q(email__iexact=spelling) for spelling in spellings]
        return self.filter(reduce(or_, is_spelled), email_key__in=keys)

    def locked(self, *, with_keys: bool = False) -> CommentQuerySet:
        """Locked until the transaction ends, replies before the comments they are under, as the triggers lock them.

        Anyone who writes to several comments locks them so, ``with_answered``, and before the first statement that
        writes: the triggers lock what a published reply answers, and then the discussion, after which no one may wait
        for a comment. So no one waits in a circle. with_keys: so nothing comes to point at them, as before a deletion.
        """
        ordered = self.select_related(None).order_by("parent_id", "pk")
        return ordered.select_for_update(of=("self",), no_key=not with_keys)

    def lock(self, *, with_keys: bool = False) -> None:
        """Lock them until the transaction ends, see ``locked``."""
        list(self.locked(with_keys=with_keys).values_list("pk"))

    def with_answered(self) -> CommentQuerySet:
        """They, and the comments that they answer."""
        answered = self.exclude(parent=None).values("parent_id")
        return _comments().filter(pk__in=self.values("pk").union(answered))

    def publish(self, by: Any = None, words: str = "", at: datetime | None = None) -> int:
        """at: the moment of a verb that does more than this. What was decided at one moment is taken back together."""
        return self._decide(CommentStatus.PUBLISHED, by, words, at=at)

    def reject(self, by: Any = None, reason: str = "", words: str = "") -> int:
        """Refuse to show them. reason: of comments.reasons.Reason; a person has to give one, and words with OTHER."""
        return self._decide(CommentStatus.REJECTED, by, words, reason)

    def mark_spam(self, by: Any = None, words: str = "") -> int:
        return self._decide(CommentStatus.SPAM, by, words)

    def hold(self, by: Any = None, words: str = "") -> int:
        """Put back into the queue what was decided: the way to undo."""
        return self._decide(CommentStatus.PENDING, by, words)

    def _decide(self, verdict: str, by: Any, words: str, reason: str = "", at: datetime | None = None) -> int:
        """Give verdict on each comment that does not have it yet, and put it on record. Returns how many changed.

        by: the account that decides, None for the house policy. words: kept with the decision. What a commenter
        withdrew stays withdrawn. Who decides on several has locked them, see ``locked``.
        """
        with transaction.atomic():
            undecided = self.exclude(status__in=[verdict, CommentStatus.WITHDRAWN])
            # No key is locked: a published reply holds the discussion, and looks for the key of what it answers last.
            comments = list(undecided.locked().only("parent", "email", "confirmed_at", "pinned_at", "stars"))
            now = at or timezone.now()
            given = {"verdict": verdict, "reason_code": reason, "words": words, "made_by": by, "made_at": now}
            decisions = Decision.objects.bulk_create(
                Decision(comment=comment, pinned_at=comment.pinned_at, **given) for comment in comments
            )
            decided.send(sender=Decision, decisions=decisions)
            # Last, since it locks the discussion until the end, and the person who decides under the same article
            # waits.
            decided_at = None if verdict == CommentStatus.PENDING else now
            decided_on = _comments().filter(pk__in=[comment.pk for comment in comments])
            decided_on.update(status=verdict, decided_at=decided_at)
            if verdict == CommentStatus.PUBLISHED and any(comment.stars for comment in comments):
                decided_on.watch_ratings()
        return len(comments)

    def watch_ratings(self) -> None:
        """Look for a burst of ratings that these are part of, after whatever moved a total."""
        apps.get_model("comments", "RatingQuarantine").objects.watch(self)  # type: ignore[attr-defined]


def _comments() -> CommentQuerySet:
    comments: CommentQuerySet = apps.get_model("comments", "Comment")._default_manager.all()
    return comments


class Thread(NamedTuple):
    """A comment with what a list shows below it: its oldest published replies, and how many it has in all."""

    comment: Comment
    replies: list[Comment]
    all_replies: int


def as_threads(comments: list[Comment]) -> list[Thread]:
    """comments with REPLIES_SHOWN of their replies at most. One query, none without replies.

    comments: with their counts, see ``counting_replies``.
    """
    if answered := [comment for comment in comments if comment.reply_count]:  # type: ignore[attr-defined]
        replies = _comments().published().oldest_first()[:REPLIES_SHOWN]
        prefetch_related_objects(answered, Prefetch("replies", queryset=replies, to_attr="first_replies"))
    return [
        Thread(comment, getattr(comment, "first_replies", []), comment.reply_count)  # type: ignore[attr-defined]
        for comment in comments
    ]
