from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.pages import reader_page
from comments.models import Comment
from comments.policy import check_again, what_happens_next
from comments.signed_links import LinkExpiredError, managed_comment
from comments.views.private import for_its_writer_only


@csrf_exempt  # the signed address is the authority; no cookie adds to it
@require_http_methods(["GET", "HEAD", "POST"])
def manage_comment(request: HttpRequest, signed: str) -> HttpResponse:
    """The commenter's own page. Opening it changes nothing, since mail scanners open links; its buttons do."""
    try:
        comment = managed_comment(signed)
    except LinkExpiredError:
        return _no_such_link(request, status=410)
    if comment is None:
        return _no_such_link(request, status=404)
    if request.method == "POST":
        return _confirm(request, comment)
    context = {
        "comment": comment,
        "article": comment.article,
        "what_happens_next": what_happens_next(comment),
        "decision": comment.decisions.first(),
    }
    return for_its_writer_only(reader_page(request, "comments/manage.html", context, private=True))


def _confirm(request: HttpRequest, comment: Comment) -> HttpResponse:
    if comment.confirmed_at is None:
        comment.confirm()
        if comment.status == Comment.Status.PENDING:
            check_again(comment, request.META.get("REMOTE_ADDR", ""))
    response = redirect(request.path)
    response.status_code = 303
    return for_its_writer_only(response)


def _no_such_link(request: HttpRequest, status: int) -> HttpResponse:
    page = reader_page(request, "comments/no_such_link.html", {"expired": status == 410}, status=status, private=True)
    return for_its_writer_only(page)
