from typing import Any

from django.contrib import admin
from django.forms import Script
from django.http import HttpRequest

from articles.admin.body_editor import HasBodyEditor
from articles.admin.history.history_pages import HasHistory
from articles.admin.history.stale_save import RefusesStaleSaves, ShowsBothTexts
from articles.models import Page
from web.admin.signs_changes import SignsChanges


class PageForm(RefusesStaleSaves):
    pass


@admin.register(Page)
class PageAdmin(SignsChanges, HasHistory, ShowsBothTexts, HasBodyEditor):
    """The pages about the house. Those of every site are public; one that moved in may be hidden."""

    form = PageForm
    list_display = ["title", "slug", "is_public", "updated_at"]
    actions = None

    class Media:
        js = [Script("desk/labels.js", type="module")]

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> Any:
        is_of_every_site = obj is None or obj.slug in Page.Slug.values
        return ["title", "body"] if is_of_every_site else ["title", "is_public", "body"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False
