"""A moderator's word on what a commenter says against a rejection: a second one's, where there is one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from comments.admin.queue.deciding import typed_words
from comments.models import Comment, Objection


def decide_on_objection(request: HttpRequest, comment: Comment) -> bool:
    """Publish comment after all, or let the rejection stand.

    Fields: ``_objection``, which is ``upheld`` or ``stands``, and ``words``. PermissionDenied for the one who
    rejected it while others may decide.
    """
    outcome = request.POST["_objection"]
    if outcome not in ("upheld", "stands"):
        raise PermissionDenied
    objection = get_object_or_404(Objection, comment=comment.pk)
    if not objection.decide(by=request.user, upheld=outcome == "upheld", words=typed_words(request)):
        messages.warning(request, _("Somebody decided on the objection meanwhile. Nothing was changed."))
        return False
    if outcome == "upheld":
        messages.success(request, _("The objection is upheld: the comment is published, and the commenter is told."))
    else:
        messages.success(request, _("The rejection stands, and the commenter is told."))
    return True
