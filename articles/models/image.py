from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.disclosure import IPTC


class Image(models.Model):
    """A picture with the words that belong to it, and how it was made."""

    class DigitalSourceType(models.TextChoices):
        """IPTC's terms for how a picture was made. Source: http://cv.iptc.org/newscodes/digitalsourcetype/"""

        CAPTURE = IPTC + "digitalCapture", _("Photograph")
        CREATION = IPTC + "digitalCreation", _("Drawn by a person with software")
        DATA_DRIVEN = IPTC + "dataDrivenMedia", _("Drawn by code from data")
        ALGORITHMIC = IPTC + "algorithmicMedia", _("Drawn by code")
        EDITED_WITH_AI = IPTC + "compositeWithTrainedAlgorithmicMedia", _("Edited with generative AI")
        CREATED_BY_AI = IPTC + "trainedAlgorithmicMedia", _("Created by generative AI")

    file = models.ImageField(_("file"), upload_to="images/%Y/%m/", width_field="width", height_field="height")
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

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="image_has_alternative_text", condition=~models.Q(alternative_text="")),
        ]

    def __str__(self) -> str:
        return self.alternative_text
