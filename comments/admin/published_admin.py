from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.article_rights import headline_is_readable
from comments.admin.saved_words import saved_replies_for, with_saved_words
from comments.models import Comment, PublishedComment
from comments.models.discussion import STARS
from comments.writing.comment_form import LONGEST_MESSAGE, ReadersText
from web.admin.bounded_list import SEARCHED, LatestSearched
from web.admin.editors_words import InEditorsWords

ANSWER = "comments.answer_comment"


class AnswerForm(InEditorsWords, forms.Form):
    message = ReadersText(label=_("Answer"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 6}))


class StarsFilter(admin.SimpleListFilter):
    """One to five. Django's own looks through all comments to find out which there are."""

    title = _("stars")
    parameter_name = "stars"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [(str(stars), "★" * stars) for stars in STARS]

    def queryset(self, request: HttpRequest, comments: QuerySet) -> QuerySet:
        return comments.filter(stars=self.value()) if self.value() in list(map(str, STARS)) else comments


@admin.register(PublishedComment)
class PublishedCommentAdmin(LatestSearched):
    """What readers see, for staff who answer it. No one learns here who wrote it."""

    list_display = ["words", "name", "article_link", "stars", "created_at"]
    list_display_links = ["words"]
    list_filter = ["is_staff_reply", StarsFilter, "section"]
    list_select_related = ["article"]
    list_per_page = 50
    ordering = ["-created_at", "-pk"]
    search_fields = ["name", "message", "article__headline"]
    search_help_text = format_lazy(
        _("Searches names, messages and headlines, in the latest {count:,} comments that the filters leave."),
        count=SEARCHED,
    )
    view_on_site = True
    actions = None
    fields = readonly_fields = ("article_link", "name", "stars", "created_at", "message")
    change_form_template = "admin/comments/publishedcomment/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublishedComment]:
        return (
            super()
            .get_queryset(request)
            .filter(headline_is_readable(request.user), status=Comment.Status.PUBLISHED)
            .defer("article__body", "article__search")
        )

    @admin.display(description=_("message"))
    def words(self, comment: Comment) -> str:
        return Truncator(comment.message).chars(160)

    @admin.display(description=_("article"), ordering="article__headline")
    def article_link(self, comment: Comment) -> SafeString:
        return format_html('<a href="{}">{}</a>', comment.article.get_absolute_url(), comment.article.headline)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        comment = self.get_object(request, object_id)
        if comment is None or not self.has_view_permission(request, comment):
            return super().change_view(request, object_id, form_url, extra_context)
        form = AnswerForm(with_saved_words(request, "message") if "_answer" in request.POST else None)
        if request.method == "POST":
            if "_pin" in request.POST or "_unpin" in request.POST:
                return self._pin(request, comment, pins="_pin" in request.POST)
            if not self._may_answer(request):
                raise PermissionDenied
            if form.is_valid():
                return self._answer(request, comment, form.cleaned_data["message"])
            # What is wrong is on the page, which is rendered as if it had been asked for.
            request.method = "GET"
        context = {
            "title": gettext("Comment by %(name)s") % {"name": comment.name},
            "subtitle": None,
            "answer_form": form if self._may_answer(request) else None,
            "saved_replies": saved_replies_for(request.user),
            "person": getattr(request.user, "person", None),
            "may_pin": request.user.has_perm("comments.change_comment") and not comment.parent_id,
            "replies": comment.replies.published().oldest_first(),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def _may_answer(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ANSWER) and hasattr(request.user, "person")

    def _answer(self, request: HttpRequest, comment: PublishedComment, message: str) -> HttpResponse:
        answer = comment.answer(message, by=request.user)
        if answer is None:
            self.message_user(request, gettext("This answer stands there already."), messages.INFO)
            return redirect(request.path)
        self.log_addition(request, answer, "answer")
        self.message_user(request, gettext("Your answer is published."), messages.SUCCESS)
        return redirect(request.path)

    def _pin(self, request: HttpRequest, comment: PublishedComment, *, pins: bool) -> HttpResponse:
        if not request.user.has_perm("comments.change_comment"):
            raise PermissionDenied
        if not pins:
            comment.unpin()
            self.message_user(request, gettext("The comment is no longer pinned."), messages.SUCCESS)
        elif comment.pin():
            self.message_user(request, gettext("The comment stands on top of the others."), messages.SUCCESS)
        else:
            self.message_user(
                request, gettext("Only a published comment that is no reply can be pinned."), messages.ERROR
            )
        self.log_change(request, comment, "pin" if pins else "unpin")
        return redirect(request.path)
