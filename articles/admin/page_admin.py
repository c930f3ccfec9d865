from django.contrib import admin
from django.forms import Script
from django.http import HttpRequest

from articles.admin.body_editor import HasBodyEditor
from articles.models import Page


@admin.register(Page)
class PageAdmin(HasBodyEditor):
    """The pages about the house: their set is fixed, their words are the staff's."""

    list_display = ["title", "slug", "updated_at"]
    fields = ["title", "body"]
    actions = None

    class Media:
        js = [Script("desk/labels.js", type="module")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False
