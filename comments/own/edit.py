from copy import copy

from django.http import HttpRequest, HttpResponse

from articles.reading.reader_page import reader_page
from comments.models import Comment
from comments.own.manage_forms import EditForm
from comments.own.manage_link import Sent, for_link_holder, to_manage_page
from comments.spam.all_checks import Submission, findings_about
from comments.writing.taking import take_edit


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
    if not take_edit(comment.pk, message, found):
        return _page(request, comment, form, status=403)
    return to_manage_page(request, "edited")


def _page(request: HttpRequest, comment: Comment, form: EditForm, status: int) -> HttpResponse:
    context = {"comment": comment, "article": comment.article, "form": form, "is_closed": status == 403}
    return reader_page(request, "comments/manage/edit.html", context, status=status, private=True)
