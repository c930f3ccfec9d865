from __future__ import annotations

from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.disclosure.levels import (
    AiUse,
    Level,
    ReviewScope,
    derive_level,
)
from articles.disclosure.log_triggers import ARTICLE_LOG
from articles.disclosure.review import HasReview
from articles.models.article_fields import NOT_IN_HISTORY
from articles.models.article_parts import ArticleParts, parts_of
from articles.models.article_queryset import ArticleManager
from articles.models.article_table import ARTICLE_CONSTRAINTS, ARTICLE_INDEXES
from articles.models.article_triggers import ARTICLE_IS_FOUND_BY_ITS_BYLINES, ARTICLE_TRIGGERS
from articles.models.states import HasStates
from articles.pictures.body_pictures import BodyPictures, label_of, pictures_named_in, pictures_within
from articles.reading.content_version import (
    IF_ARTICLE_WAS_PUBLISHED,
    IF_ITS_ARTICLE_IS_PUBLISHED,
    content_triggers,
)
from articles.reading.full_text import search_column
from articles.reading.listing import ARTICLE_IS_LISTED, listed_under
from articles.text.body import BodyField
from articles.versions.version_parts import VERSION_HAS_ITS_PARTS, VersionParts, changes_a_version
from articles.workflow.verbs import WithdrawalKind
from web.plain_text import LineField, ParagraphsField


def site_language() -> str:
    return settings.LANGUAGE_CODE


class Article(HasStates, HasReview, models.Model):
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

    read_also = ParagraphsField(
        _("read also"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_("What to read after this article: the addresses of others, one on each line."),
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
        indexes = ARTICLE_INDEXES
        constraints = ARTICLE_CONSTRAINTS
        triggers = [
            *ARTICLE_TRIGGERS,
            *ARTICLE_LOG,
            *content_triggers("article", IF_ARTICLE_WAS_PUBLISHED),
            ARTICLE_IS_LISTED,
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.drop_review_of_another_text()
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
            self.refuse_own_generation(self.reviewed_by)


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
