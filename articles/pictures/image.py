from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.disclosure.levels import IPTC, PICTURE_LABELS, PictureLabel, claims_less_ai_in_picture
from articles.disclosure.log_triggers import IMAGE_LOG
from articles.models.article_triggers import IMAGE_TRIGGERS
from articles.pictures.image_files import HasFiles
from articles.pictures.provenance.provenance_statement import words_for
from articles.reading.content_version import content_triggers
from web.plain_text import LineField, ParagraphsField

FOLDER = "images"  # of the storage
MADE_WITH_AI = [*PICTURE_LABELS]
# What follows from the file. The history has its digest: a file that is replaced is deleted, so no version shows it.
NOT_IN_HISTORY = [
    "file",
    "file_name",
    "width",
    "height",
    "rendition_widths",
    "rendition_formats",
    "embedded_digest",
    "stated_by_file",
    "stated_in",
    "rights",
]
# The usual licences and where their terms are. Any other words may be written as well.
LICENCES = {
    "All rights reserved": "",
    "Free for editorial use": "",
    "Public domain": "https://creativecommons.org/publicdomain/mark/1.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-ND 4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
    "CC BY-NC 4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
}


class SourceType(models.TextChoices):
    """IPTC's terms for how a picture was made. Source: http://cv.iptc.org/newscodes/digitalsourcetype/"""

    CAPTURE = IPTC + "digitalCapture", _("Photograph")
    CREATION = IPTC + "digitalCreation", _("Drawn by a person with software")
    DATA_DRIVEN = IPTC + "dataDrivenMedia", _("Drawn by code from data")
    ALGORITHMIC = IPTC + "algorithmicMedia", _("Drawn by code")
    EDITED_WITH_AI = IPTC + "compositeWithTrainedAlgorithmicMedia", _("Edited with generative AI")
    CREATED_BY_AI = IPTC + "trainedAlgorithmicMedia", _("Created by generative AI")


def _own_name(image: Image, name: str) -> str:
    """A name that no other picture has or will have, so caches may keep it permanently."""
    return f"{FOLDER}/{image.digest[:2]}/{image.digest[2:16]}-{secrets.token_hex(4)}{Path(name).suffix}"


class Image(HasFiles, models.Model):
    """A picture with the words that belong to it, and how it was made.

    A file that is set is checked by ``full_clean()`` and, where that was left out, by ``save()``; both raise
    ValidationError. Smaller files follow by a task. What is known of the picture is in each of its files, as XMP.
    focus_x, focus_y: what a narrower frame has to show, as fractions of width and height from the left and the top.
    """

    DigitalSourceType = SourceType

    file = models.ImageField(
        _("file"),
        upload_to=_own_name,
        help_text=_("JPEG, PNG or WebP."),
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    digest = models.CharField(max_length=64, db_index=True, editable=False)
    file_name = LineField(_("file name"), max_length=200, blank=True, editable=False, default="", db_default="")
    rendition_widths = ArrayField(models.PositiveIntegerField(), default=list, editable=False)
    rendition_formats = ArrayField(models.CharField(max_length=4), default=list, editable=False, db_default=[])
    embedded_digest = models.CharField(max_length=64, editable=False)
    alternative_text = LineField(
        _("alternative text"), max_length=300, help_text=_("What the picture shows, for somebody who cannot see it.")
    )
    caption = LineField(_("caption"), max_length=400, blank=True)
    credit = LineField(_("credit"), max_length=200, blank=True, help_text=_("Who made or owns the picture."))
    licence = LineField(
        _("licence"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_("Choose one, or write the terms in your own words."),
    )
    focus_x = models.FloatField(_("focal point, from the left"), default=0.5, db_default=0.5)
    focus_y = models.FloatField(_("focal point, from the top"), default=0.5, db_default=0.5)
    digital_source_type = models.CharField(_("how it was made"), max_length=120, choices=DigitalSourceType.choices)
    ai_system = LineField(_("AI system"), max_length=120, blank=True, help_text=_("Without its version."))
    ai_system_version = LineField(_("version of the AI system"), max_length=60, blank=True)
    ai_prompt = ParagraphsField(
        _("prompt"),
        max_length=2000,
        blank=True,
        help_text=_("Stands in the file, where anybody can read it."),
    )
    ai_prompt_writer = LineField(
        _("who wrote the prompt"), max_length=120, blank=True, help_text=_("Stands in the file as well.")
    )
    not_ai_reason = ParagraphsField(
        _("why it was made without AI"),
        max_length=500,
        blank=True,
        help_text=_("Where the file, or what was stated before, says that AI made or edited the picture."),
    )
    stated_by_file = models.CharField(max_length=120, blank=True, editable=False)
    stated_in = models.JSONField(default=dict, editable=False)
    rights = models.JSONField(default=dict, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: an import, or nobody knows any more."),
    )

    history = HistoricalRecords(excluded_fields=NOT_IN_HISTORY)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="image_has_alternative_text", condition=~models.Q(alternative_text="")),
            models.CheckConstraint(
                name="image_focus_is_within",
                condition=models.Q(focus_x__range=(0, 1), focus_y__range=(0, 1)),
                violation_error_message=_("The focal point is outside of the picture."),
            ),
            models.CheckConstraint(
                name="image_states_how_it_was_made",
                condition=models.Q(digital_source_type__in=SourceType.values),
                violation_error_message=_("State how the picture was made."),
            ),
            models.CheckConstraint(
                name="image_against_its_file_gives_a_reason",
                condition=~models.Q(stated_by_file__in=MADE_WITH_AI)
                | models.Q(digital_source_type__in=MADE_WITH_AI)
                | ~models.Q(not_ai_reason=""),
                violation_error_message=_("Say why the picture was made without AI although its file says otherwise."),
            ),
        ]
        triggers = [*IMAGE_TRIGGERS, *IMAGE_LOG, *content_triggers("image")]

    def __str__(self) -> str:
        return self.alternative_text

    def clean(self) -> None:
        super().clean()
        self.take_upload()
        self._confirm_less_ai()

    @property
    def label(self) -> PictureLabel | None:
        """What is said on the picture itself; None where AI had no part in it."""
        return PICTURE_LABELS.get(self.digital_source_type)

    @property
    def labelled_text(self) -> str:
        """The library's alternative text, with AI's part said first."""
        return self.label.in_front_of(self.alternative_text) if self.label else self.alternative_text

    @property
    def licence_address(self) -> str:
        """Where the terms of a usual licence are; empty for any other."""
        return LICENCES.get(self.licence, "")

    @property
    def credit_and_licence(self) -> str:
        """In words, such as ``Ada / CC BY 4.0``."""
        return " / ".join(filter(None, [self.credit, self.licence]))

    @property
    def credit_line(self) -> str:
        """Whom to name with the picture, and AI's part in it. AI is never named as who made it."""
        return " / ".join(filter(None, [self.credit, str(self.label.words) if self.label else ""]))

    @property
    def suggestion(self) -> str:
        """What the file says of itself, as words for staff; empty where it says nothing. It decides nothing."""
        if not self.stated_in:
            return ""
        words = {"where": words_for(self.stated_in)}
        kinds = dict(self.DigitalSourceType.choices)
        if self.stated_by_file not in kinds:
            return gettext("This picture carries %(where)s, which do not say how it was made.") % words
        words["kind"] = str(kinds[self.stated_by_file])
        if self.stated_by_file in MADE_WITH_AI:
            return gettext("The picture’s file says that AI had a part in it (%(where)s). Suggested: %(kind)s.") % words
        return gettext("The picture’s file says how it was made (%(where)s). Suggested: %(kind)s.") % words

    def _confirm_less_ai(self) -> None:
        if not self.digital_source_type:
            if self.suggestion:
                raise ValidationError({"digital_source_type": self.suggestion})
            return
        stated_before = Image.objects.filter(pk=self.pk).values_list("digital_source_type", flat=True).first() or ""
        if self.not_ai_reason.strip():
            return
        if self.stated_by_file in MADE_WITH_AI and not self.label:
            words = gettext("State that (IPTC: %(term)s), or let an editor give the reason why it is not so.")
            term = self.stated_by_file.removeprefix(IPTC)
            raise ValidationError({"digital_source_type": f"{self.suggestion} {words % {'term': term}}"})
        if claims_less_ai_in_picture(stated_before, self.digital_source_type):
            raise ValidationError({"not_ai_reason": gettext("Say why less AI took part than was stated before.")})

    def facts(self) -> dict[str, str]:
        """What is in each file, by property of XMP. A picture that AI made has no creator."""
        facts = {
            **self.rights,
            "Iptc4xmpExt:DigitalSourceType": self.digital_source_type,
            "dc:description": self.caption,
            "photoshop:Credit": self.credit_line,
            "Iptc4xmpCore:AltTextAccessibility": self.labelled_text,
        }
        if self.licence:
            facts |= {"xmpRights:UsageTerms": self.licence, "xmpRights:WebStatement": self.licence_address}
        if self.label:
            facts |= {
                "Iptc4xmpExt:AISystemUsed": self.ai_system,
                "Iptc4xmpExt:AISystemVersionUsed": self.ai_system_version,
                "Iptc4xmpExt:AIPromptInformation": self.ai_prompt,
                "Iptc4xmpExt:AIPromptWriterName": self.ai_prompt_writer,
            }
        if self.digital_source_type == self.DigitalSourceType.CREATED_BY_AI:
            facts.pop("dc:creator", None)
        return facts
