"""Where a moderator chooses how to hear of comments that wait. Each sees and changes the own choice alone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from comments.models import NoticePreference


class NoticesForm(forms.ModelForm):
    class Meta:
        model = NoticePreference
        fields = ["pace"]
        widgets = {"pace": forms.RadioSelect}


def notices(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """frame: what every page of the admin draws."""
    account: Any = request.user
    mine = NoticePreference.objects.filter(account=account).first() or NoticePreference(account=account)
    form = NoticesForm(request.POST if request.method == "POST" else None, instance=mine)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(request.path)
    context = {**frame, "title": _("Mail about comments that wait"), "form": form, "address": account.email}
    return TemplateResponse(request, "admin/comments/comment/notices.html", context)
