from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.disclosure.levels import (
    LEVELS,
    SEPARATOR,
    AiUse,
    Level,
    ReviewScope,
    condition_for_level,
    derive_level,
    text_digest,
)
from articles.disclosure.log_triggers import ARTICLE_LOG
from articles.models.article_fields import NOT_IN_HISTORY
from articles.models.article_parts import ArticleParts, parts_of
from articles.models.article_queryset import ArticleManager
from articles.models.article_triggers import ARTICLE_IS_FOUND_BY_ITS_BYLINES, ARTICLE_TRIGGERS
from articles.models.listing import ARTICLE_IS_LISTED, listed_under
from articles.models.states import HasStates
from articles.pictures.body_pictures import BodyPictures, label_of, pictures_named_in, pictures_within
from articles.published import HAS_A_MOMENT
from articles.reading.content_version import (
    IF_ARTICLE_WAS_PUBLISHED,
    IF_ITS_ARTICLE_IS_PUBLISHED,
    content_triggers,
)
from articles.reading.full_text import search_column
from articles.text.body import BodyField, clean_body
from articles.versions.version_parts import VERSION_HAS_ITS_PARTS, VersionParts, changes_a_version
from articles.workflow.verbs import WithdrawalKind
from web.plain_text import LineField, ParagraphsField, one_line, writable

OWN_GENERATION = _("Who had AI write a text cannot check it: ask somebody else.")


def site_language() -> str:
    return settings.LANGUAGE_CODE


class Article(HasStates, models.Model):
    """What the newsroom says: a text, where it stands, how it was made, and its states as times."""

    headline = LineField(_("headline"), max_length=200)
    slug = models.SlugField(_("web address"), max_length=120, unique=True, help_text=_("The last part of the address."))
    kicker = LineField(_("kicker"), max_length=60, blank=True, help_text=_("Short label above the headline."))
    standfirst = ParagraphsField(
        _("standfirst"), max_length=500, blank=True, help_text=_("One or two sentences that say what the article is.")
    )
    body = BodyField(_("body"))
    language = models.CharField(_("language"), max_length=12, default=site_language)
    section = models.ForeignKey(
        "Section", verbose_name=_("section"), on_delete=models.PROTECT, related_name="articles", db_index=False
    )
    people: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Person", through="Byline", related_name="articles", verbose_name=_("bylines")
    )
    topics: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Topic", blank=True, related_name="articles", verbose_name=_("topics")
    )
    lead_image = models.ForeignKey(
        "Image", verbose_name=_("lead picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    lead_alternative_text = LineField(
        _("what the lead picture shows"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("For those who cannot see it, in this article. Empty: as the library says."),
    )
    lead_is_decorative = models.BooleanField(
        _("the lead picture only decorates"),
        default=False,
        db_default=False,
        help_text=_("It shows nothing that the text does not say. Screen readers pass over it."),
    )
    leads_front = models.BooleanField(
        _("lead of the front page"),
        default=False,
        help_text=_("Stands on top of the front page while it is on it; of several, the newest."),
    )

    ai_use = models.CharField(_("use of AI"), max_length=9, choices=AiUse.choices, blank=True)
    ai_system = LineField(_("AI system"), max_length=120, blank=True, help_text=_("Name and version."))
    ai_note = ParagraphsField(_("what AI did"), max_length=500, blank=True)
    generated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("had AI write it"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who had AI write it cannot check it. Empty: an import, which nobody here ran."),
    )
    reviewed_by = models.ForeignKey(
        "Person", verbose_name=_("checked by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    review_scope = ArrayField(
        models.CharField(max_length=8, choices=ReviewScope.choices),
        verbose_name=_("what was checked"),
        default=list,
        blank=True,
        editable=False,
    )
    reviewed_digest = models.CharField(max_length=64, blank=True, editable=False)

    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Empty: a draft. In the future: scheduled.")
    )
    updated_at = models.DateTimeField(
        _("updated at"), null=True, blank=True, help_text=_("The last change of substance, shown to readers.")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = ParagraphsField(
        _("reason for withdrawal"), max_length=500, blank=True, help_text=_("Readers see it at the article's address.")
    )
    withdrawal_kind = models.CharField(
        _("kind of withdrawal"),
        max_length=6,
        choices=WithdrawalKind.choices,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text=_("Empty: not withdrawn, or withdrawn before kinds were asked for."),
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    embargo_until = models.DateTimeField(
        _("embargo until"), null=True, blank=True, help_text=_("Nobody can publish the article before this moment.")
    )
    without_sources = models.BooleanField(
        _("this article needs no source"),
        default=False,
        db_default=False,
        help_text=_("Such as an opinion, a poem or a notice of our own."),
    )
    copy_of = models.OneToOneField(
        "self",
        verbose_name=_("working copy of"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="working_copy",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    sent_back_at = models.DateTimeField(_("sent back at"), null=True, editable=False)
    sent_back_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    modified_at = models.DateTimeField(_("modified at"), default=timezone.now, editable=False)
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveBigIntegerField(_("version"), default=1, editable=False)
    search = search_column()

    history = HistoricalRecords(bases=[VersionParts], excluded_fields=NOT_IN_HISTORY)
    fetched_parts: ArticleParts | dict[str, Any]  # where a query brought them along, see ``parts``

    objects = ArticleManager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        base_manager_name = "objects"
        permissions = [
            ("publish_article", _("Can publish, schedule and withdraw articles")),
            ("review_article", _("Can record that an article was checked")),
        ]
        indexes = [
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
        constraints = [
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
        triggers = [
            *ARTICLE_TRIGGERS,
            *ARTICLE_LOG,
            *content_triggers("article", IF_ARTICLE_WAS_PUBLISHED),
            ARTICLE_IS_LISTED,
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._drop_review_of_another_text()
        if not self._unrecorded:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.write_record()

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    @property
    def level(self) -> Level | None:
        """How the article was made; None while that is not stated."""
        return derive_level(self.ai_use, reviewed_at=self.reviewed_at, published_at=self.published_at)

    @property
    def how_it_was_made(self) -> str:
        """The label's words in full and what AI did, as plain text; empty where nothing is owed."""
        if self.level is None or not self.level.is_disclosed:
            return ""
        return f"{self.level.statement} {self.ai_note}".strip()

    @property
    def body_pictures(self) -> BodyPictures:
        """The library's rows for the pictures within the text. One query, none where it holds no picture."""
        return pictures_within(self.body)

    @property
    def lead_text(self) -> str:
        """The alternative text of the lead picture for this article, with AI's part said; empty where it decorates."""
        image = self.lead_image
        if image is None:
            return ""
        text = "" if self.lead_is_decorative else self.lead_alternative_text or image.alternative_text
        return image.label.in_front_of(text) if image.label else text

    @property
    def card_picture_text(self) -> str:
        """On a card the headline says what the picture shows, but not AI's part in it."""
        return self.lead_image.labelled_text if self.lead_image and self.lead_image.label else ""

    @property
    def is_mixed(self) -> bool:
        """Whether AI had another part in a picture than in the text: the picture then speaks for itself."""
        level = self.level
        pictures = self.body_pictures
        labels = [label_of(picture, pictures) for picture in pictures_named_in(self.body)]
        labels += [self.lead_image.label] if self.lead_image else []
        return bool(level and any(label and label.level.html_value != level.html_value for label in labels))

    @property
    def parts_checked(self) -> list[str]:
        """What the check covered, in words; empty where there is none."""
        return [str(ReviewScope(part).label) for part in self.review_scope]

    @property
    def parts(self) -> ArticleParts:
        """Its bylines, sources, corrections and topics, for pages and feeds."""
        return parts_of(self)

    @property
    def last_changed_at(self) -> datetime | None:
        """When readers were last told of something new: published, updated or corrected. None for a draft."""
        times = [self.published_at, self.updated_at, *(correction.made_at for correction in self.parts.corrections)]
        return self.published_at and max(filter(None, times))

    def clean(self) -> None:
        super().clean()
        if self.reviewed_by:
            self._refuse_own_generation(self.reviewed_by)

    def review(self, by: Any, scope: Iterable[str], at: Any = None) -> None:
        """Record that a person, by, checked what scope names, as it stands now. Saving is the caller's.

        scope: of ``ReviewScope``. ValidationError where it is empty, and where by ran the generation.
        """
        chosen = set(scope)
        if not chosen or not chosen <= set(ReviewScope.values):
            raise ValidationError({"review_scope": _("Say what was checked.")})
        self._refuse_own_generation(by)
        self.reviewed_by = by
        self.reviewed_at = at or timezone.now()
        self.review_scope = [each for each in ReviewScope.values if each in chosen]
        self.reviewed_digest = self._digest()

    def drop_review(self) -> None:
        """Forget the check: no one vouches for the text. Saving is the caller's."""
        self.reviewed_by = None
        self.reviewed_at = None
        self.review_scope = []
        self.reviewed_digest = ""

    def _refuse_own_generation(self, reviewer: Any) -> None:
        if self.generated_by_id and self.generated_by_id == reviewer.account_id:
            raise ValidationError({"reviewed_by": OWN_GENERATION})

    def _digest(self) -> str:
        """SHA-256 of what the review is bound to. ``article_review_is_of_this_text`` computes the same in SQL.

        Text is digested as it will be stored, or cleaning it would look like a change.
        """
        picture = ""
        if ReviewScope.PICTURES in self.review_scope and self.lead_image:
            picture = SEPARATOR.join((self.lead_image.digest, self.lead_image.caption))
        sources = ""
        if ReviewScope.SOURCES in self.review_scope and self.pk:
            stored = self.sources.order_by("position", "pk").values_list("title", "publisher", "address")
            sources = "\x1e".join(map(SEPARATOR.join, stored))
        return text_digest(
            one_line(self.headline),
            writable(self.standfirst),
            clean_body(self.body),
            ",".join(self.review_scope),
            picture,
            sources,
        )

    def _drop_review_of_another_text(self) -> None:
        if self.reviewed_digest and self.reviewed_digest != self._digest():
            self.drop_review()


class Byline(models.Model):
    """A person named as a writer of an article, in the order of the page."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE)
    person = models.ForeignKey("Person", verbose_name=_("person"), on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="byline_names_a_person_once")]
        triggers = [
            *content_triggers("byline", IF_ITS_ARTICLE_IS_PUBLISHED),
            changes_a_version("byline"),
            listed_under("person"),
            ARTICLE_IS_FOUND_BY_ITS_BYLINES,
        ]

    def __str__(self) -> str:
        return str(self.person)


class ArticleTopic(Article.topics.through):  # type: ignore[name-defined, misc]
    """That an article is about a topic."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            *content_triggers("article_topic", IF_ITS_ARTICLE_IS_PUBLISHED),
            changes_a_version("article_topic"),
            listed_under("topic"),
        ]


pgtrigger.register(VERSION_HAS_ITS_PARTS)(Article.history.model)
