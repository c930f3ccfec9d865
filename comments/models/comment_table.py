"""What PostgreSQL checks of each comment, and the indexes by which it finds comments."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comments.models.comment_queryset import IN_A_LIST_OF_THREADS, shown_recommendations, shown_stars

COMMENT_CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        name="comment_stars_1_to_5",
        condition=Q(stars=None) | Q(stars__range=(1, 5)),
        violation_error_message=_("Give between one and five stars."),
    ),
    models.CheckConstraint(
        name="comment_status_is_known",
        condition=Q(status__in=["pending", "published", "rejected", "spam", "withdrawn"]),
    ),
    models.CheckConstraint(
        name="comment_counting_rating_is_published",
        condition=Q(rating_counts=False) | Q(status="published", stars__isnull=False, set_aside=None),
    ),
    models.UniqueConstraint(
        name="comment_one_published_rating_per_address",
        fields=["article", "email_key"],
        condition=Q(rating_counts=True),
    ),
    models.CheckConstraint(
        name="comment_reply_has_no_stars",
        condition=Q(parent=None) | Q(stars=None),
        violation_error_message=_("A reply has no stars."),
    ),
    models.CheckConstraint(name="comment_reply_answers", condition=Q(answers=None) | ~Q(parent=None)),
    models.CheckConstraint(
        name="comment_pinned_is_published_and_no_reply",
        condition=Q(pinned_at=None) | Q(status="published", parent=None),
    ),
    models.UniqueConstraint(
        name="comment_one_pinned_per_article", fields=["article"], condition=Q(pinned_at__isnull=False)
    ),
    models.UniqueConstraint(fields=["sent_key"], name="comment_sent_once"),
]

COMMENT_INDEXES = [
    models.Index(
        F("article"),
        F("created_at").desc(),
        F("id").desc(),
        name="comment_published_newest",
        condition=Q(status="published"),
    ),
    models.Index(
        F("article"),
        F("created_at").desc(),
        F("id").desc(),
        name="comment_threads_newest",
        condition=IN_A_LIST_OF_THREADS,
    ),
    models.Index("parent", "created_at", "id", name="comment_replies_oldest", condition=Q(status="published")),
    # With parent alone, PostgreSQL would rather read all replies by it, and sort them.
    models.Index("parent", "created_at", "id", name="comment_replies", condition=Q(parent__isnull=False)),
    models.Index("created_at", "id", name="comment_pending_oldest", condition=Q(status="pending")),
    models.Index(
        F("article"),
        shown_stars(without=0).desc(),
        F("created_at").desc(),
        F("id").desc(),
        name="comment_threads_highest",
        condition=IN_A_LIST_OF_THREADS,
    ),
    models.Index(
        F("article"),
        shown_stars(without=6).asc(),
        F("created_at").desc(),
        F("id").desc(),
        name="comment_threads_lowest",
        condition=IN_A_LIST_OF_THREADS,
    ),
    models.Index(
        F("article"),
        shown_recommendations().desc(),
        F("created_at").desc(),
        F("id").desc(),
        name="comment_threads_recommended",
        condition=IN_A_LIST_OF_THREADS,
    ),
    models.Index(F("article"), F("created_at").desc(), F("id").desc(), name="comment_of_article_newest"),
    models.Index(F("status"), F("created_at").desc(), F("id").desc(), name="comment_by_status"),
    # The status comes last: comments of any are read in their order, and those of one without the others.
    models.Index(F("section"), F("created_at").desc(), F("id").desc(), F("status"), name="comment_of_section_newest"),
    models.Index("created_at", "id", name="comment_by_staff", condition=Q(is_staff_reply=True)),
    models.Index("email_key", "article", name="comment_by_address"),
    models.Index("created_at", "id", name="comment_by_time"),
    # The desk's average of stars by day reads no row of the table.
    models.Index("created_at", name="comment_ratings_by_time", include=["stars"], condition=Q(rating_counts=True)),
    models.Index("simhash", name="comment_by_likeness"),
    models.Index("unsubscribe_key", name="comment_mails_replies", condition=Q(mails_replies=True)),
]
