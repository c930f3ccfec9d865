from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from comments.models import Comment
from comments.own.manage_forms import StarsForm
from comments.own.manage_link import Sent, for_link_holder, manage_page_of, to_manage_page
from comments.own.manage_page import manage_page


@for_link_holder
def change_stars(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """Give other stars, or take them back, at any time while the comment stands."""
    if sent is None or not (comment.may_change_stars or comment.is_locked):
        return redirect(manage_page_of(request))
    form = StarsForm(sent)
    if comment.is_locked:
        return manage_page(request, comment, form, status=403)
    if not form.is_valid():
        return manage_page(request, comment, form, status=422)
    try:
        comment.give_stars(form.cleaned_data["rating"])
    except IntegrityError:  # the discussion was locked in this very moment
        comment.article.discussion.refresh_from_db(fields=["state"])
        return manage_page(request, comment, form, status=403)
    return to_manage_page(request, "stars")
