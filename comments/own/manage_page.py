from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from articles.reading.reader_page import reader_page
from comments.models import Comment, Objection
from comments.moderation.objection import decider_on, rejections_of
from comments.own.manage_forms import StarsForm
from comments.own.manage_link import Sent, for_link_holder, signed_part, to_manage_page
from comments.writing.moderation_policy import check_again, what_happens_next

# What the page says about the change that led to it.
DONE = {
    "confirmed": _("Your e-mail address is confirmed."),
    "edited": _("Your changes are saved."),
    "stars": _("Your stars are saved."),
    "replies-on": _("We’ll e-mail you when someone replies."),
    "replies-off": _("You won’t get any more e-mails about replies."),
    "objected": _("We have your appeal. We’ll e-mail you the decision."),
    "withdrawn": _("Your comment has been withdrawn."),
}


@for_link_holder
def manage_comment(request: HttpRequest, comment: Comment, sent: Sent) -> HttpResponse:
    """The commenter's own page. Its first button confirms the address; the others lead to pages of their own."""
    if sent is not None:
        _confirm(request, comment)
        return to_manage_page(request, "confirmed")
    return manage_page(request, comment, StarsForm.of(comment))


def _confirm(request: HttpRequest, comment: Comment) -> None:
    if comment.confirmed_at is None:
        comment.confirm()
        if comment.status == Comment.Status.PENDING:
            check_again(comment, request.META.get("REMOTE_ADDR", ""))


def manage_page(request: HttpRequest, comment: Comment, stars_form: StarsForm, status: int = 200) -> HttpResponse:
    rejection = rejections_of([comment.pk]).get(comment.pk)
    objection = Objection.objects.filter(comment=comment.pk).first()
    done = request.GET.get("done", "")
    context = {
        "comment": comment,
        "article": comment.article,
        "signed": signed_part(request),
        "form": stars_form,
        "done": done,
        "done_words": DONE.get(done, ""),
        "what_happens_next": what_happens_next(comment),
        "decision": rejection if comment.status == Comment.Status.REJECTED else None,
        "objection": objection,
        "decider": decider_on(rejection) if _is_open(comment, objection) else "",
        "is_editable": comment.is_editable,
        "may_object": comment.status == Comment.Status.REJECTED and objection is None,
    }
    return reader_page(request, "comments/manage/page.html", context, status=status, private=True)


def _is_open(comment: Comment, objection: Objection | None) -> bool:
    """Whether the comment's rejection may be objected to, or an objection to it waits."""
    return comment.status == Comment.Status.REJECTED and (objection is None or objection.decided_at is None)
