"""Mails about replies: asked for on the commenter's page, ended there or with one click in the mail program."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from articles.pages import reader_page
from comments.models import Comment
from comments.signed_links import unsubscribed_comment
from comments.views.manage.link import Sent, for_link_holder, manage_page_of, to_manage_page


@for_link_holder
def choose_reply_mails(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """Ask for a mail at each reply (``mails_replies``: on), or for no more of them. Needs a confirmed address."""
    if sent is None or comment.confirmed_at is None or not comment.may_be_answered:
        return redirect(manage_page_of(request))
    wanted = sent.get("mails_replies") == "on"
    Comment.objects.filter(pk=comment.pk).update(mails_replies=wanted)
    return to_manage_page(request, "replies-on" if wanted else "replies-off")


@partial(for_link_holder, opened=unsubscribed_comment)
def unsubscribe(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """End the mails about replies to any comment of the address. A POST does it, with nothing in it: RFC 8058."""
    if sent is not None:
        Comment.objects.of_address(comment.email).update(mails_replies=False)
    return reader_page(request, "comments/manage/unsubscribe.html", {"is_done": sent is not None}, private=True)
