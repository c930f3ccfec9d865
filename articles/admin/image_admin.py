from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Q
from django.forms import ModelForm, Script
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.article_rights import may_publish
from articles.admin.history.history_pages import HasHistory
from articles.admin.history.stale_save import ShowsBothTexts
from articles.admin.pictures.image_filters import LicenceFilter, OwnFilter
from articles.admin.pictures.image_form import ImageForm
from articles.admin.pictures.picture_chooser import HasChooser
from articles.admin.pictures.shown_at import places_of
from articles.models import Article, Image, Page, Person, Topic
from articles.pictures.picture_uses import goes_out, texts_with
from articles.published import is_published
from web.admin.bounded_deletion import NAMED, BoundedDeletion
from web.admin.bounded_list import BoundedList
from web.admin.signs_changes import SignsChanges
from web.paging import bounded_count


@admin.register(Image)
class ImageAdmin(BoundedDeletion, BoundedList, SignsChanges, HasHistory, ShowsBothTexts, HasChooser):
    """Pictures are there for everyone who writes.

    Who may not publish changes the own ones, until readers see them or will see them by themselves.
    """

    form = ImageForm
    list_display = ["alternative_text", "credit", "digital_source_type", "uploaded_at"]
    list_filter = ["digital_source_type", LicenceFilter, OwnFilter]
    list_per_page = 48
    search_fields = ["alternative_text", "caption", "credit", "file_name"]
    search_help_text = _("Searches alternative texts, captions, credits and file names.")
    fieldsets = [
        (None, {"fields": ["file", "alternative_text", "caption", "credit", "licence", "focus_left", "focus_top"]}),
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
    readonly_fields = ["what_the_file_says", "file_name", "uploaded_by"]
    change_form_template = "admin/articles/image/change_form.html"

    class Media:
        js = [Script("desk/focus-point.js", type="module")]

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_change(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_change(request.user, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        """Who uploaded it is shown to those who decide on the pictures of others."""
        if obj is None or not may_publish(request.user):
            return self.fieldsets
        return [*self.fieldsets, (_("On record"), {"fields": ["file_name", "uploaded_by"]})]

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

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Names what no reader sees yet as well, to those who may open it."""
        chosen = list(objs)
        listed, counts, needed, protected = super().get_deleted_objects(chosen, request)
        unseen = Article.objects.exclude(is_published(timezone.now()))
        using = unseen.filter(Q(lead_image__in=chosen) | texts_with(chosen)).order_by("pk")
        if count := bounded_count(using):
            words = _("drafts, working copies and other articles, not public now, that lose it")
            counts[words] = count
            if may_publish(request.user):
                listed += [words, list(using.values_list("headline", flat=True)[:NAMED])]
        return listed, counts, needed, protected

    def losses(self, chosen: list[Image]) -> Iterable[tuple[Any, Any]]:
        led = Article.objects.published().filter(lead_image__in=chosen).order_by("lead_image")
        yield _("published articles that lose their lead picture"), led.values_list("headline", flat=True)
        people = Person.objects.filter(picture__in=chosen).order_by("picture")
        yield _("people who lose their picture"), people.values_list("name", flat=True)
        topics = Topic.objects.filter(picture__in=chosen).order_by("picture")
        yield _("topics that lose their picture"), topics.values_list("name", flat=True)

    def still_shown(self, chosen: list[Image]) -> Iterable[Any]:
        within = texts_with(chosen)
        yield Article.objects.published().filter(within).order_by("pk")
        yield Page.objects.filter(within)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """The picture as it is stored: a file that was just refused has no address."""
        stored = Image.objects.filter(pk=obj.pk).first() if obj else None
        context |= {"picture": stored, "places": places_of(stored, request.user) if stored else None}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=_("what its file says"))
    def what_the_file_says(self, image: Image) -> str:
        return image.suggestion or "-"


def _may_change(account: Any, image: Image | None) -> bool:
    if image is None or may_publish(account):
        return True
    return image.uploaded_by_id == account.pk and not goes_out(image)
