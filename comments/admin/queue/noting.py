"""Notes to colleagues about a comment: written and removed by anyone who decides on comments."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from comments.models import Comment, Note
from comments.moderation.note import LONGEST_NOTE
from comments.text.typed_text import is_blank, tidied, without_controls


def write_note(request: HttpRequest, comment: Comment) -> None:
    """Keep the note in the field ``note``."""
    text = tidied(without_controls(request.POST.get("note", ""))).strip()
    if is_blank(text):
        messages.error(request, _("Write a note first."))
    elif len(text) > LONGEST_NOTE:
        words = _("Nothing was saved: keep a note to %(limit)d characters; this one has %(count)d.")
        messages.error(request, words % {"limit": LONGEST_NOTE, "count": len(text)})
    else:
        Note.objects.create(comment=comment, text=text, made_by=cast(User, request.user))
        messages.success(request, _("Your note is saved. Only colleagues read it."))


def remove_note(request: HttpRequest, comment: Comment) -> None:
    """Remove the note whose key is in the field ``_remove_note``."""
    key = request.POST["_remove_note"]
    pk = int(key) if key.isdecimal() and key.isascii() and len(key) < 19 else 0
    get_object_or_404(Note, pk=pk, comment=comment).delete()
    messages.success(request, _("The note is removed."))
