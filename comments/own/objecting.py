from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from articles.reading.reader_page import reader_page
from comments.models import Comment, Objection
from comments.moderation.objection import decider_on, rejections_of
from comments.own.manage_forms import ObjectionForm
from comments.own.manage_link import Sent, for_link_holder, manage_page_of, to_manage_page


@for_link_holder
def object_to_rejection(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """Object to a rejection, once, from a confirmed address: the answer comes by mail."""
    form = ObjectionForm(sent)
    if Objection.objects.filter(comment=comment.pk).exists() or comment.confirmed_at is None:
        return redirect(manage_page_of(request)) if sent is None else _page(request, comment, form, status=403)
    if comment.status != Comment.Status.REJECTED:
        return redirect(manage_page_of(request)) if sent is None else _page(request, comment, form, status=403)
    if sent is None:
        return _page(request, comment, form)
    if not form.is_valid():
        return _page(request, comment, form, status=422)
    _objection, is_new = Objection.objects.get_or_create(
        comment_id=comment.pk, defaults={"words": form.cleaned_data["words"]}
    )
    return to_manage_page(request, "objected") if is_new else _page(request, comment, form, status=403)


def _page(request: HttpRequest, comment: Comment, form: ObjectionForm, status: int = 200) -> HttpResponse:
    decision = rejections_of([comment.pk]).get(comment.pk)
    context = {
        "comment": comment,
        "article": comment.article,
        "decision": decision,
        "decider": decider_on(decision),
        "form": form,
        "is_closed": status == 403,
    }
    return reader_page(request, "comments/manage/object.html", context, status=status, private=True)
