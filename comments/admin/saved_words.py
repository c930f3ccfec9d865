"""Saved replies beside the fields that they fill."""

from typing import Any

from django.http import HttpRequest

from comments.models import SavedReply


def saved_replies_for(account: Any) -> list[SavedReply]:
    """What account may choose from."""
    return list(SavedReply.objects.offered()) if account.has_perm("comments.view_savedreply") else []


def with_saved_words(request: HttpRequest, field: str) -> dict[str, str]:
    """What was posted, with the text of the saved reply that the field ``saved`` names where field was left empty.

    With script, the text is put into the field at once, to be changed. Without script, it is put there now.
    """
    posted = request.POST.dict()
    key = posted.get("saved", "")
    is_left_empty = not posted.get(field, "").strip()
    if is_left_empty and key.isdecimal() and request.user.has_perm("comments.view_savedreply"):
        texts = {str(reply.pk): reply.text for reply in SavedReply.objects.offered()}
        posted[field] = texts.get(key, "")
    return posted
