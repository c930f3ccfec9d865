"""Where a moderator chooses how to hear of comments that wait. Each sees and changes the own choice alone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from comments.models import NoticePreference
from comments.moderation.notice_preference import BETWEEN_NOTICES
from web.admin.editors_words import InEditorsWords
from web.times.durations import duration_in_words


class NoticesForm(InEditorsWords, forms.ModelForm):
    class Meta:
        model = NoticePreference
        fields = ["pace"]
        widgets = {"pace": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pace: Any = self.fields["pace"]
        pace.help_text = _("At once: at most one mail in %(time)s.") % {"time": duration_in_words(BETWEEN_NOTICES)}


def notices(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """frame: what every page of the admin renders."""
    account: Any = request.user
    mine = NoticePreference.objects.filter(account=account).first() or NoticePreference(account=account)
    form = NoticesForm(request.POST if request.method == "POST" else None, instance=mine)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(request.path)
    context = {**frame, "title": _("Mail about comments that wait"), "form": form, "address": account.email}
    return TemplateResponse(request, "admin/comments/comment/notices.html", context)
