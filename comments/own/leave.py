"""The ways out: withdraw a comment, take along what is held, have it erased."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from articles.reading.reader_page import reader_page
from comments.models import Comment
from comments.own.manage_link import Sent, for_link_holder, manage_page_of, to_manage_page
from comments.own.personal_data import erase, erase_address, held_about


@for_link_holder
def withdraw_comment(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """Take the comment back permanently; GET asks whether that is meant."""
    if sent is None:
        if comment.status == Comment.Status.WITHDRAWN:
            return redirect(manage_page_of(request))
        context = {"comment": comment, "article": comment.article}
        return reader_page(request, "comments/manage/withdraw.html", context, private=True)
    comment.withdraw()
    return to_manage_page(request, "withdrawn")


@for_link_holder
def download_data(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """Everything held about the address of the comment, as a file of JSON."""
    response = JsonResponse(held_about(comment.email), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="your-comments.json"'
    return response


@for_link_holder
def erase_data(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """Erase the comment, or all that is held about its address (``what``: comment or address); GET asks which."""
    what = sent.get("what") if sent is not None else None
    of_address = Comment.objects.of_address(comment.email)
    if what not in ("comment", "address"):
        context = {"comment": comment, "article": comment.article, "comments": of_address.count()}
        status = 200 if sent is None else 422
        return reader_page(request, "comments/manage/erase.html", context, status=status, private=True)
    if what == "address" or of_address.count() == 1:
        erase_address(comment.email)
    else:
        erase(Comment.objects.filter(pk=comment.pk))
    return reader_page(request, "comments/manage/erased.html", {"what": what}, private=True)
