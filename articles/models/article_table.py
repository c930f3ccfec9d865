"""What PostgreSQL checks of each article, and the indexes by which it finds articles."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from articles.disclosure.levels import LEVELS, AiUse, ReviewScope, condition_for_level
from articles.models.article_fields import MOST_READ_ALSO
from articles.published import HAS_A_MOMENT
from articles.workflow.verbs import WithdrawalKind

ARTICLE_CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(name="article_has_headline_and_slug", condition=~Q(headline="") & ~Q(slug="")),
    models.CheckConstraint(
        name="article_slug_is_in_small_letters",
        condition=Q(slug=Lower("slug")),
        violation_error_message=_("Write the slug in small letters."),
    ),
    models.CheckConstraint(name="article_ai_use_is_known", condition=Q(ai_use__in=["", *AiUse.values])),
    models.CheckConstraint(
        name="article_published_states_its_making",
        condition=Q(published_at=None) | ~Q(ai_use=""),
        violation_error_message=_("State how the article was made before you publish it."),
    ),
    models.CheckConstraint(
        name="article_review_is_complete",
        condition=Q(reviewed_by=None, reviewed_at=None, reviewed_digest="", review_scope=[])
        | Q(reviewed_by__isnull=False, reviewed_at__isnull=False, review_scope__contained_by=ReviewScope.values)
        & ~Q(reviewed_digest="")
        & ~Q(review_scope=[]),
        violation_error_message=_("A check needs the person who made it, its time, and what was checked."),
    ),
    models.CheckConstraint(
        name="article_withdrawn_gives_a_reason",
        condition=Q(withdrawn_at=None) | ~Q(withdrawal_reason=""),
        violation_error_message=_("Tell readers why the article was withdrawn."),
    ),
    models.CheckConstraint(
        name="article_withdrawal_kind_is_known", condition=Q(withdrawal_kind__in=["", *WithdrawalKind.values])
    ),
    models.CheckConstraint(
        name="article_merged_names_the_other",
        condition=Q(withdrawal_kind="merged", merged_into__isnull=False, withdrawn_at__isnull=False)
        | ~Q(withdrawal_kind="merged") & Q(merged_into=None),
        violation_error_message=_("Choose the article that it was merged into."),
    ),
    models.CheckConstraint(
        name="article_read_also_names_a_few",
        condition=~Q(read_also__regex=rf"(\n[^\n]*){{{MOST_READ_ALSO}}}"),
        violation_error_message=_("Choose fewer articles to read also."),
    ),
    models.CheckConstraint(
        name="article_working_copy_is_never_public",
        condition=Q(copy_of=None) | Q(published_at=None, submitted_at=None),
    ),
    models.CheckConstraint(
        name="article_not_merged_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=F("id"))
    ),
    models.CheckConstraint(
        name="article_published_after_its_embargo",
        condition=Q(published_at=None) | Q(embargo_until=None) | Q(published_at__gte=F("embargo_until")),
        violation_error_message=_("Nobody can publish this article before its embargo ends."),
    ),
    models.CheckConstraint(
        name="article_updated_after_it_was_published",
        condition=Q(updated_at=None) | Q(published_at=None) | Q(updated_at__gte=F("published_at")),
        violation_error_message=_("An article cannot have been updated before it was published."),
    ),
]

ARTICLE_INDEXES = [
    GinIndex(fields=["search"], name="article_search"),
    models.Index(
        F("published_at").desc(),
        F("id").desc(),
        name="article_newest",
        condition=HAS_A_MOMENT,
    ),
    models.Index("id", name="article_public", condition=HAS_A_MOMENT),
    models.Index(fields=["created_by"], name="article_unpublished", condition=Q(published_at=None)),
    models.Index(
        F("section"),
        F("published_at").desc(),
        F("id").desc(),
        name="article_newest_in_section",
        condition=HAS_A_MOMENT,
    ),
    # One for each way of making, so a choice which few articles meet is found as quickly as any.
    *(
        models.Index(
            *place,
            F("published_at").desc(),
            F("id").desc(),
            name=name % key,
            condition=HAS_A_MOMENT & condition_for_level(level),
        )
        for key, level in LEVELS.items()
        for name, place in (("article_%s", ()), ("article_%s_section", (F("section"),)))
    ),
    # What the desk lists.
    models.Index("submitted_at", "id", name="article_submitted", condition=Q(published_at=None)),
    models.Index(
        "sent_back_to",
        F("sent_back_at").desc(),
        name="article_sent_back",
        condition=Q(sent_back_at__isnull=False),
    ),
    models.Index("embargo_until", name="article_embargo", condition=Q(embargo_until__isnull=False)),
    models.Index("merged_into", name="article_merged", condition=Q(merged_into__isnull=False)),
    models.Index("created_by", F("id").desc(), name="article_by_account"),
    models.Index(
        "created_by",
        F("modified_at").desc(),
        name="article_drafts_of_account",
        condition=Q(published_at=None, submitted_at=None),
    ),
    # Newest change first: all, those of an account, those of a section.
    models.Index(F("modified_at").desc(), F("id").desc(), name="article_changed"),
    models.Index("created_by", F("modified_at").desc(), F("id").desc(), name="article_changed_by_account"),
    models.Index("section", F("modified_at").desc(), F("id").desc(), name="article_changed_in_section"),
    models.Index(F("id").desc(), name="article_drafts", condition=Q(published_at=None)),
    models.Index(F("id").desc(), name="article_withdrawn", condition=Q(withdrawn_at__isnull=False)),
    models.Index(F("id").desc(), name="article_unstated", condition=Q(ai_use="")),
    models.Index("section", F("id").desc(), name="article_of_section"),
    # Of the articles with pictures within the text, those that show one.
    models.Index("id", name="article_with_pictures_within", condition=Q(body__contains="<img")),
]
