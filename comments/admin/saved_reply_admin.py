from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from comments.models import SavedReply
from comments.writing.comment_form import OneLine, ReadersText
from web.admin.bounded_list import BoundedList


class SavedReplyForm(forms.ModelForm):
    """Its words go to readers, so they are refused where a reader's would be: damaged, or with control characters."""

    class Meta:
        model = SavedReply
        fields = ["name", "text"]
        field_classes = {"name": OneLine, "text": ReadersText}


@admin.register(SavedReply)
class SavedReplyAdmin(BoundedList):
    """The words that moderators choose from where they answer or reject."""

    form = SavedReplyForm
    list_display = ["name", "beginning", "changed_by", "changed_at"]
    list_select_related = ["changed_by"]
    list_per_page = 50
    search_fields = ["name", "text"]
    search_help_text = _("Searches names and texts.")
    view_on_site = False

    @admin.display(description=_("text"))
    def beginning(self, reply: SavedReply) -> str:
        return Truncator(reply.text).chars(120)

    def save_model(self, request: HttpRequest, reply: SavedReply, form: Any, change: bool) -> None:
        reply.changed_by, reply.changed_at = cast(User, request.user), timezone.now()
        super().save_model(request, reply, form, change)
