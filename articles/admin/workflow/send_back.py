"""Sending a submitted draft back: a page of its own, since its writer is told what to do."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.admin.editors_words import InEditorsWords


class SendBackForm(InEditorsWords, forms.Form):
    note = forms.CharField(
        label=_("Note to the writer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 60, "autofocus": True}),
        help_text=_("What to change. The writer sees it on the first page of the desk and above the text."),
        error_messages={"required": _("Tell the writer what to do.")},
    )
