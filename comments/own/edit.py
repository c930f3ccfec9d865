from copy import copy

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.reading.reader_page import reader_page
from comments.models import Comment, Finding
from comments.own.manage_forms import EditForm
from comments.own.manage_link import Sent, for_link_holder, to_manage_page
from comments.spam.all_checks import Submission, findings_about
from comments.writing.moderation_policy import weigh_again


@for_link_holder
def edit_comment(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """Change the words, while that is possible: see Comment.is_editable."""
    if sent is None:
        status = 200 if comment.is_editable else 403
        return _page(request, comment, EditForm(initial={"message": comment.message}), status)
    form = EditForm(sent)
    if not comment.is_editable:
        return _page(request, comment, form, status=403)
    if not form.is_valid():
        return _page(request, comment, form, status=422)
    message = form.cleaned_data["message"]
    if message == comment.message:
        return to_manage_page(request, "edited")
    changed = copy(comment)
    changed.message = message
    found = findings_about(Submission(changed, request.META.get("REMOTE_ADDR", "")))
    with transaction.atomic():
        if not _change(comment.pk, message, found):
            return _page(request, comment, form, status=403)
    return to_manage_page(request, "edited")


def _change(pk: int, message: str, found: list[Finding]) -> bool:
    """Change the words and weigh them anew. False where someone answered, or time ran out, in this very moment."""
    comment = Comment.objects.select_for_update().get(pk=pk)  # a reply that is on its way waits for this lock
    if not comment.is_editable:
        return False
    comment.message = message
    comment.edited_at = timezone.now()
    comment.sent_key = None  # what was sent is no longer what is here
    comment.save()
    weigh_again(comment, found)
    return True


def _page(request: HttpRequest, comment: Comment, form: EditForm, status: int) -> HttpResponse:
    context = {"comment": comment, "article": comment.article, "form": form, "is_closed": status == 403}
    return reader_page(request, "comments/manage/edit.html", context, status=status, private=True)
