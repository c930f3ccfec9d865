from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Func, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.article_triggers import PERSON_TRIGGERS
from articles.reading.content_version import content_triggers
from articles.reading.listing import Listing
from articles.slugs.former_slug import former_slug_triggers
from web.plain_text import LineField


class PersonQuerySet(models.QuerySet["Person"]):
    def in_public(self) -> PersonQuerySet:
        """Those whom a published article names: a name that only drafts hold is no one's business yet."""
        wrote = Listing.objects.in_public().filter(person=OuterRef("pk"))
        checked = Article.objects.published().filter(reviewed_by=OuterRef("pk"))
        return self.filter(Exists(wrote) | Exists(checked))


class Person(models.Model):
    """Someone named on the page: in a byline, or as the checker of an article. Has a staff account or none."""

    name = LineField(_("name"), max_length=120)
    slug = models.SlugField(_("web address"), max_length=120, unique=True)
    role = LineField(_("role"), max_length=120, blank=True, help_text=_("Such as “Science editor”."))
    bio = models.TextField(_("biography"), blank=True)
    picture = models.ForeignKey(
        "articles.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("staff account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        indexes = [GinIndex(Func(F("name"), function="articles_name_vector"), name="person_by_words_of_name")]
        triggers = [*PERSON_TRIGGERS, *content_triggers("person"), *former_slug_triggers("person")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if (
            self.pk
            and self.account_id
            and Article.objects.filter(reviewed_by=self, generated_by=self.account_id).exists()
        ):
            raise ValidationError({"account": _("This account had AI write a text that this person checked.")})
