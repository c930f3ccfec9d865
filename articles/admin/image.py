from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.signed import SignsChanges
from articles.models import Image


@admin.register(Image)
class ImageAdmin(SignsChanges):
    list_display = ["thumbnail", "alternative_text", "credit", "digital_source_type", "uploaded_at"]
    list_display_links = ["thumbnail", "alternative_text"]
    list_filter = ["digital_source_type"]
    list_per_page = 50
    search_fields = ["alternative_text", "caption", "credit"]
    fields = ["thumbnail", "file", "alternative_text", "caption", "credit", "digital_source_type"]
    readonly_fields = ["thumbnail"]

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
