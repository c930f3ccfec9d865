from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm, Textarea
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.article_rights import may_publish
from articles.admin.history.history_pages import HasHistory
from articles.admin.history.stale_save import RefusesStaleSaves, ShowsBothTexts
from articles.models import Article, Image, Page, Person
from articles.pictures.picture_uses import is_public, texts_with
from articles.pictures.renditions import WIDTHS
from web.admin.bounded_deletion import BoundedDeletion
from web.admin.bounded_list import BoundedList
from web.admin.signs_changes import SignsChanges


class ImageForm(RefusesStaleSaves):
    """user: the signed-in account, set on the class that the admin makes for each request."""

    user: Any = None

    class Meta:
        widgets = {"ai_prompt": Textarea(attrs={"rows": 3}), "not_ai_reason": Textarea(attrs={"rows": 2})}
        help_texts = {
            "file": format_lazy(_("JPEG, PNG or WebP, at best {width} pixels wide or wider."), width=WIDTHS[-1])
        }

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.errors and "file" in self.files and "file" not in self.errors:
            self.add_error(
                "file", _("Please choose the file again: a browser does not keep it when a form comes back.")
            )

    def clean_not_ai_reason(self) -> str:
        reason = self.cleaned_data["not_ai_reason"]
        if reason != self.instance.not_ai_reason and not self.user.has_perm("articles.publish_article"):
            raise ValidationError(_("Only an editor can say so."))
        return reason


@admin.register(Image)
class ImageAdmin(BoundedDeletion, BoundedList, SignsChanges, HasHistory, ShowsBothTexts):
    """Pictures are there for everyone who writes. Who may not publish changes the own ones, until readers see them."""

    form = ImageForm
    list_display = ["thumbnail", "alternative_text", "credit", "digital_source_type", "uploaded_at"]
    list_display_links = ["thumbnail", "alternative_text"]
    list_filter = ["digital_source_type"]
    list_per_page = 50
    search_fields = ["alternative_text", "caption", "credit"]
    fieldsets = [
        (None, {"fields": ["thumbnail", "file", "alternative_text", "caption", "credit"]}),
        (_("How it was made"), {"fields": ["what_the_file_says", "digital_source_type", "not_ai_reason"]}),
        (
            _("Where AI made or edited it"),
            {
                "fields": ["ai_system", "ai_system_version", "ai_prompt", "ai_prompt_writer"],
                "description": _(
                    "Whatever you fill in here stands in every file of the picture, for programs to read."
                ),
            },
        ),
    ]
    readonly_fields = ["thumbnail", "what_the_file_says", "uploaded_by"]

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_change(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_change(request.user, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        """Who uploaded it is shown to those who decide on the pictures of others."""
        if obj is None or not may_publish(request.user):
            return self.fieldsets
        return [*self.fieldsets, (_("On record"), {"fields": ["uploaded_by"]})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by = cast(Any, request.user)
        super().save_model(request, obj, form, change)
        if "file" in form.changed_data and obj.suggestion:
            self.message_user(request, obj.suggestion, messages.WARNING)

    def losses(self, chosen: list[Image]) -> Iterable[tuple[Any, Any]]:
        led = Article.objects.published().filter(lead_image__in=chosen).order_by("lead_image")
        yield _("published articles that lose their lead picture"), led.values_list("headline", flat=True)
        people = Person.objects.filter(picture__in=chosen).order_by("picture")
        yield _("people who lose their picture"), people.values_list("name", flat=True)

    def still_shown(self, chosen: list[Image]) -> Iterable[Any]:
        within = texts_with(chosen)
        yield Article.objects.published().filter(within).order_by("pk")
        yield Page.objects.filter(within)

    @admin.display(description=_("picture"))
    def thumbnail(self, image: Image) -> str:
        if not image.file:
            return "-"
        return format_html(
            '<img class="desk-thumbnail" src="{}" alt="" width="{}" height="{}" loading="lazy">',
            image.thumbnail,
            image.width,
            image.height,
        )

    @admin.display(description=_("what its file says"))
    def what_the_file_says(self, image: Image) -> str:
        return image.suggestion or "-"


def _may_change(account: Any, image: Image | None) -> bool:
    if image is None or may_publish(account):
        return True
    return image.uploaded_by_id == account.pk and not is_public(image)
