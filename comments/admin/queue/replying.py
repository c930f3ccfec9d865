"""The newsroom's answer to a comment, from the queue."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comments.admin.published_admin import ANSWER, AnswerForm
from comments.admin.queue.deciding import is_as_seen
from comments.admin.saved_words import with_saved_words
from comments.models import Comment


def reply(request: HttpRequest, comment: Comment) -> bool:
    """Publish the answer in the field ``message``, and the comment with it where that still waits."""
    if not request.user.has_perm(ANSWER) or not hasattr(request.user, "person"):
        raise PermissionDenied
    form = AnswerForm(with_saved_words(request, "message"))
    if not form.is_valid():
        messages.error(request, str(form.errors["message"][0]))
    elif comment.status not in (Comment.Status.PENDING, Comment.Status.PUBLISHED) or not is_as_seen(request, comment):
        messages.warning(request, _("The comment changed meanwhile. Please read it again. Nothing was published."))
    elif comment.answer(form.cleaned_data["message"], by=request.user) is None:
        messages.info(request, _("This answer stands there already."))
    else:
        messages.success(request, _("Your answer is published."))
        return True
    return False
