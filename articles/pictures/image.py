from __future__ import annotations

import hashlib
import secrets
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.disclosure.levels import IPTC, PICTURE_LABELS, PictureLabel, claims_less_ai_in_picture
from articles.disclosure.log_triggers import IMAGE_LOG
from articles.models.article_triggers import IMAGE_TRIGGERS
from articles.pictures.provenance.provenance_statement import statement_in, words_for
from articles.pictures.provenance.xmp import written
from articles.pictures.provenance.xmp_in_files import with_xmp
from articles.pictures.renditions import render
from articles.reading.content_version import content_triggers
from web.plain_text import LineField, ParagraphsField

MADE_WITH_AI = [*PICTURE_LABELS]
# What follows from the file. The history has its digest: a file that is replaced is deleted, so no version shows it.
NOT_IN_HISTORY = [
    "file",
    "width",
    "height",
    "rendition_widths",
    "embedded_digest",
    "stated_by_file",
    "stated_in",
    "rights",
]


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
    return f"images/{image.digest[:2]}/{image.digest[2:16]}-{secrets.token_hex(4)}{Path(name).suffix}"


class Image(models.Model):
    """A picture with the words that belong to it, and how it was made.

    A file that is set is checked and rendered by ``full_clean()`` and, where that was left out, by ``save()``; both
    raise ValidationError. What is known of the picture is in each of its files, as XMP, and ``save()`` keeps it so.
    The files go with the row, once the transaction is through.
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
    rendition_widths = ArrayField(models.PositiveIntegerField(), default=list, editable=False)
    embedded_digest = models.CharField(max_length=64, editable=False)
    alternative_text = LineField(
        _("alternative text"), max_length=300, help_text=_("What the picture shows, for somebody who cannot see it.")
    )
    caption = LineField(_("caption"), max_length=400, blank=True)
    credit = LineField(_("credit"), max_length=200, blank=True, help_text=_("Who made or owns the picture."))
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

    # What rendering made of the file that was set last; the renditions are written with the row.
    _rendered_file: Any = None
    _rendered: tuple[bytes, dict[int, bytes]] | None = None

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="image_has_alternative_text", condition=~models.Q(alternative_text="")),
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._render()
        packet = written(self._facts())
        embedded_digest = hashlib.sha256(packet).hexdigest()
        files = self._rendered
        if files is None and self.embedded_digest != embedded_digest:
            files = self._stored()
        if files is None:
            super().save(*args, **kwargs)
            return
        replaced = Image.objects.filter(pk=self.pk).first()
        original, renditions = files
        before = self.file, self.embedded_digest
        self.file = ContentFile(with_xmp(original, packet), f"picture{Path(str(self.file.name)).suffix}")
        self.embedded_digest = embedded_digest
        try:
            with transaction.atomic():  # no one sees the row before its renditions are there
                super().save(*args, **kwargs)
                for width, content in renditions.items():
                    self.file.storage.save(self._rendition_name(width), ContentFile(with_xmp(content, packet)))
        except Exception:
            self._delete_written_files()
            self.file, self.embedded_digest = before
            raise
        self._rendered = None
        if replaced:
            replaced.delete_files()

    def clean(self) -> None:
        super().clean()
        self._render()
        self._confirm_less_ai()

    @property
    def label(self) -> PictureLabel | None:
        """What is said on the picture itself; None where AI had no part in it."""
        return PICTURE_LABELS.get(self.digital_source_type)

    @property
    def labelled_text(self) -> str:
        """The alternative text, with AI's part said first, once: "AI-generated picture: A bridge"."""
        words = str(self.label.words) if self.label else ""
        if not words or self.alternative_text.casefold().startswith(words.casefold()):
            return self.alternative_text
        return gettext("%(label)s: %(text)s") % {"label": words, "text": self.alternative_text}

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

    @property
    def srcset(self) -> str:
        """The renditions as the attribute ``srcset`` takes them; empty where there are none."""
        url = self.file.storage.url
        return ", ".join(f"{url(self._rendition_name(width))} {width}w" for width in self.rendition_widths)

    @property
    def src(self) -> str:
        """The address for a browser that knows no ``srcset``: the widest rendition."""
        widest = max(self.rendition_widths, default=None)
        return self.file.storage.url(self._rendition_name(widest)) if widest else self.file.url

    @property
    def thumbnail(self) -> str:
        """The address of the narrowest rendition, for lists at the desk."""
        narrowest = min(self.rendition_widths, default=None)
        return self.file.storage.url(self._rendition_name(narrowest)) if narrowest else self.file.url

    def delete_files(self) -> None:
        """Delete the picture and its renditions once the transaction is through."""
        storage = self.file.storage
        for name in [str(self.file.name), *map(self._rendition_name, self.rendition_widths)]:
            transaction.on_commit(partial(storage.delete, name))

    def _render(self) -> None:
        """Put what is served in the place of a file that was just set, and read what that file says of itself."""
        file: Any = self.file
        if not file or file._committed or file is self._rendered_file:
            return
        rendered = render(file)
        self.digest, self.width, self.height = rendered.digest, rendered.width, rendered.height
        self.rendition_widths = sorted(rendered.renditions)
        self._rendered = (rendered.original, rendered.renditions)
        file.seek(0)
        statement = statement_in(file.read(), rendered.content_type, rendered.xmp)
        self.stated_by_file, self.stated_in = statement.source_type, statement.details
        self.rights = statement.rights
        self.file = ContentFile(rendered.original, f"picture.{rendered.extension}")
        self._rendered_file = self.file

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

    def _facts(self) -> dict[str, str]:
        """What is in each file, by property of XMP. A picture that AI made has no creator."""
        facts = {
            **self.rights,
            "Iptc4xmpExt:DigitalSourceType": self.digital_source_type,
            "dc:description": self.caption,
            "photoshop:Credit": self.credit_line,
            "Iptc4xmpCore:AltTextAccessibility": self.labelled_text,
        }
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

    def _stored(self) -> tuple[bytes, dict[int, bytes]] | None:
        """The original and the renditions by width, as they are; None where one is lost, since words still count."""

        def content(name: str) -> bytes:
            with self.file.storage.open(name) as file:
                return file.read()

        try:
            renditions = {width: content(self._rendition_name(width)) for width in self.rendition_widths}
            return content(str(self.file.name)), renditions
        except FileNotFoundError:
            return None

    def _delete_written_files(self) -> None:
        file: Any = self.file
        if file._committed:
            for name in [str(file.name), *map(self._rendition_name, self.rendition_widths)]:
                file.storage.delete(name)

    def _rendition_name(self, width: int) -> str:
        return f"{str(self.file.name).rpartition('.')[0]}-{width}.webp"


@receiver(post_delete, sender=Image)
def _delete_files(instance: Image, **kwargs: Any) -> None:
    instance.delete_files()
