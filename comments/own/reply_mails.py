"""Mails about replies: asked for on the commenter's page, ended there or with one click in the mail program."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.reading.reader_page import reader_page
from comments.models import Comment
from comments.own.manage_link import Sent, for_link_holder, manage_page_of, no_such_link, to_manage_page
from comments.own.signed_links import LinkExpiredError, unsubscribe_key, unsubscribed_comments
from web.private import for_its_writer_only


@for_link_holder
def choose_reply_mails(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """Ask for a mail at each reply (``mails_replies``: on), or for no more of them. Needs a confirmed address."""
    if sent is None or comment.confirmed_at is None or not comment.may_be_answered:
        return redirect(manage_page_of(request))
    wanted = sent.get("mails_replies") == "on"
    key = unsubscribe_key(comment.email) if wanted else ""
    Comment.objects.filter(pk=comment.pk).update(mails_replies=wanted, unsubscribe_key=key)
    return to_manage_page(request, "replies-on" if wanted else "replies-off")


@csrf_exempt  # the signed address is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """End the mails about replies to any comment of the address. A POST does it, whatever is in it: RFC 8058.

    Mail programs send it, from wherever they are and in any transfer coding, so nothing of it is looked at.
    """
    try:
        comments = unsubscribed_comments(signed)
    except LinkExpiredError:
        return no_such_link(request, None, status=410)
    if comments is None:
        return no_such_link(request, None, status=404)
    is_done = request.method == "POST"
    if is_done:
        comments.update(mails_replies=False, unsubscribe_key="")
    page = reader_page(request, "comments/manage/unsubscribe.html", {"is_done": is_done}, private=True)
    return for_its_writer_only(page)
