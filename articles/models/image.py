from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from articles.disclosure import IPTC
from articles.models.article_triggers import IMAGE_TRIGGERS
from articles.renditions import render


def _own_name(image: Image, name: str) -> str:
    """A name that no other picture has or will have, so that caches may keep it for ever."""
    return f"images/{image.digest[:2]}/{image.digest[2:16]}-{secrets.token_hex(4)}{Path(name).suffix}"


class Image(models.Model):
    """A picture with the words that belong to it, and how it was made.

    A file that is set is checked and rendered by ``full_clean()`` and, where that was left out, by ``save()``; both
    raise ValidationError. The files go with the row, once the transaction is through.
    """

    class DigitalSourceType(models.TextChoices):
        """IPTC's terms for how a picture was made. Source: http://cv.iptc.org/newscodes/digitalsourcetype/"""

        CAPTURE = IPTC + "digitalCapture", _("Photograph")
        CREATION = IPTC + "digitalCreation", _("Drawn by a person with software")
        DATA_DRIVEN = IPTC + "dataDrivenMedia", _("Drawn by code from data")
        ALGORITHMIC = IPTC + "algorithmicMedia", _("Drawn by code")
        EDITED_WITH_AI = IPTC + "compositeWithTrainedAlgorithmicMedia", _("Edited with generative AI")
        CREATED_BY_AI = IPTC + "trainedAlgorithmicMedia", _("Created by generative AI")

    file = models.ImageField(
        _("file"),
        upload_to=_own_name,
        help_text=_("JPEG, PNG or WebP, at best 1440 pixels wide or wider."),
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    digest = models.CharField(max_length=64, db_index=True, editable=False)
    rendition_widths = ArrayField(models.PositiveIntegerField(), default=list, editable=False)
    alternative_text = models.CharField(
        _("alternative text"), max_length=300, help_text=_("What the picture shows, for somebody who cannot see it.")
    )
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who made or owns the picture."))
    digital_source_type = models.CharField(_("how it was made"), max_length=120, choices=DigitalSourceType.choices)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    # What rendering made of the file that was set last; the renditions are written with the row.
    _rendered_file: Any = None
    _unsaved_renditions: dict[int, bytes] = {}

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="image_has_alternative_text", condition=~models.Q(alternative_text="")),
            models.CheckConstraint(
                name="image_states_how_it_was_made",
                condition=models.Q(digital_source_type__startswith=IPTC),
                violation_error_message=_("State how the picture was made."),
            ),
        ]
        triggers = IMAGE_TRIGGERS

    def __str__(self) -> str:
        return self.alternative_text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._render()
        if not self._unsaved_renditions:
            super().save(*args, **kwargs)
            return
        replaced = Image.objects.filter(pk=self.pk).first()
        with transaction.atomic():  # nobody sees the row before its renditions are there
            super().save(*args, **kwargs)
            for width, content in self._unsaved_renditions.items():
                self.file.storage.save(self._rendition_name(width), ContentFile(content))
        self._unsaved_renditions = {}
        if replaced:
            replaced.delete_files()

    def clean(self) -> None:
        super().clean()
        self._render()

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
        """Put what is served in the place of a file that was just set."""
        file: Any = self.file
        if not file or file._committed or file is self._rendered_file:
            return
        rendered = render(file)
        self.digest, self.width, self.height = rendered.digest, rendered.width, rendered.height
        self.rendition_widths = sorted(rendered.renditions)
        self._unsaved_renditions = rendered.renditions
        self.file = ContentFile(rendered.original, f"picture.{rendered.extension}")
        self._rendered_file = self.file

    def _rendition_name(self, width: int) -> str:
        return f"{str(self.file.name).rpartition('.')[0]}-{width}.webp"


@receiver(post_delete, sender=Image)
def _delete_files(instance: Image, **kwargs: Any) -> None:
    instance.delete_files()
