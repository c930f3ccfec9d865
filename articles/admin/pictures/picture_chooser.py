"""What the chooser of pictures requests: its dialog, and in JSON the pictures of the library and an upload."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from articles.models import Image
from articles.pictures.body_pictures import picture_at
from articles.pictures.image import LICENCES
from articles.pictures.upload_check import CONTENT_TYPES, MAX_BYTES, allowed
from web.signed_writes import signed

SHOWN_AT_ONCE = 24
LONGEST_NUMBER = 18  # digits of a primary key
MAIN_FIELDS = ("alternative_text", "digital_source_type", "credit")
MORE_FIELDS = ("caption", "licence", "ai_system", "ai_system_version", "not_ai_reason")


class HasChooser(admin.ModelAdmin):
    """Everyone who may see pictures chooses among all; who may add one uploads. The rules are those of the form."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("chooser/", view(require_GET(self.chooser)), name="articles_image_chooser"),
            path("chooser/pictures/", view(require_GET(self.chooser_pictures)), name="articles_image_chooser_pictures"),
            path("chooser/upload/", view(require_POST(self.chooser_upload)), name="articles_image_chooser_upload"),
            *super().get_urls(),
        ]

    def chooser(self, request: HttpRequest) -> HttpResponse:
        """The dialog, as a part of a page."""
        self._demand_view(request)
        may_upload = self.has_add_permission(request)
        form = self.get_form(request, None)(auto_id="chooser_%s") if may_upload else None
        if form:  # one click for each choice; a list that drops down takes two
            form.fields["digital_source_type"].widget = forms.RadioSelect(choices=Image.DigitalSourceType.choices)
        context = {
            "main_fields": [form[name] for name in MAIN_FIELDS] if form else [],
            "more_fields": [form[name] for name in MORE_FIELDS] if form else [],
            "may_upload": may_upload,
            "accept": ",".join(CONTENT_TYPES),
            "allowed": allowed(),
            "most_bytes": MAX_BYTES,
            "licences": LICENCES,
        }
        return render(request, "admin/articles/image/_chooser.html", context)

    def chooser_pictures(self, request: HttpRequest) -> JsonResponse:
        """Pictures of the library, newest first: those that a search finds, or the one with a number or an address."""
        self._demand_view(request)
        asked = request.GET
        if "address" in asked:
            found = picture_at(asked["address"])
            return JsonResponse({"pictures": [_facts(found)] if found else [], "more": False})
        if number := asked.get("number", ""):
            is_number = number.isdecimal() and len(number) < LONGEST_NUMBER
            found = Image.objects.filter(pk=int(number)).first() if is_number else None
            return JsonResponse({"pictures": [_facts(found)] if found else [], "more": False})
        pictures, _may_repeat = self.get_search_results(request, self.get_queryset(request), asked.get("q", "").strip())
        if asked.get("mine"):
            pictures = pictures.filter(uploaded_by=request.user.pk)
        before = asked.get("before", "")
        if before.isdecimal() and len(before) < LONGEST_NUMBER:
            pictures = pictures.filter(pk__lt=int(before))
        page = list(pictures.order_by("-pk")[: SHOWN_AT_ONCE + 1])
        return JsonResponse(
            {"pictures": [_facts(image) for image in page[:SHOWN_AT_ONCE]], "more": len(page) > SHOWN_AT_ONCE}
        )

    def chooser_upload(self, request: HttpRequest) -> JsonResponse:
        """A new picture: 201 with what the library knows of it, or 422 with sentences by the name of the field."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form: Any = self.get_form(request, None)(request.POST, request.FILES)
        form.loses_file = False
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=422)
        image = form.save(commit=False)
        with signed(request.user):
            self.save_model(request, image, form, change=False)
            self.log_addition(request, image, gettext("Uploaded while writing."))
        return JsonResponse({"picture": _facts(image)}, status=201)

    def _demand_view(self, request: HttpRequest) -> None:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied


def _facts(image: Image) -> dict[str, Any]:
    """What the chooser shows of image, and what a text needs that it is put into."""
    return {
        "id": image.pk,
        "address": image.file.url,
        "thumbnail": image.thumbnail,
        "width": image.width,
        "height": image.height,
        "alternative": image.alternative_text,
        "caption": image.caption,
        "credit": image.credit_and_licence,
        "label": str(image.label.words) if image.label else "",
        "file_name": image.file_name,
        "page": reverse("admin:articles_image_change", args=[image.pk]),
    }
