from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from comments.admin.queue.card import cards
from comments.admin.queue.deciding import answer_post
from comments.admin.queue.notices import notices
from comments.admin.queue.noting import remove_note, write_note
from comments.admin.queue.objections import decide_on_objection
from comments.admin.queue.queue_page import choices, just_decided, queue_context
from comments.admin.queue.replying import reply
from comments.admin.queue.suspending import lift, suspend
from comments.models import Comment


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """The moderators' queue and the page of one comment. Staff decide on a comment; no one rewrites it."""

    actions = None

    # Who may do what --------------------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """Commenters' addresses are here, so looking is for moderators too."""
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """Rejecting hides a comment and leaves a record; deleting would leave none."""
        return False

    # The pages --------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        notices_url = path("notices/", self.admin_site.admin_view(self.notices_view), name="comments_notices")
        return [notices_url, *super().get_urls()]

    def notices_view(self, request: HttpRequest) -> HttpResponse:
        """How the moderator hears of what waits."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return notices(request, {**self.admin_site.each_context(request), "opts": self.opts})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue across all articles. Every form on it posts to its own address."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            done = self._answer(request)
            return redirect(_back(request, to_next=done))
        return self._page(request, "queue", {"title": _("Comments"), **queue_context(request), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One comment with all that was decided on it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        comments = Comment.objects.select_related("article__section", "parent")
        comment = get_object_or_404(comments, pk=number(object_id))
        if request.method == "POST":
            self._answer(request)
            return redirect(request.path)
        context = {
            "title": _("Comment by %(name)s") % {"name": comment.name},
            "card": cards([comment])[0],
            "reports": comment.reports.order_by("pk"),
            "decisions": comment.decisions.select_related("made_by"),
            "just_decided": just_decided(request.user),
            **choices(request.user),
        }
        return self._page(request, "comment", context)

    def _answer(self, request: HttpRequest) -> bool:
        """Do what a form asks for. Whether the moderator is done with the comment."""
        if "comment" not in request.POST:
            return answer_post(request)
        comment = get_object_or_404(Comment.objects.select_related("article"), pk=number(request.POST["comment"]))
        if "_reply" in request.POST:
            return reply(request, comment)
        if "_objection" in request.POST:
            return decide_on_objection(request, comment)
        for button, do in (
            ("_suspend", suspend),
            ("_lift", lift),
            ("_note", write_note),
            ("_remove_note", remove_note),
        ):
            if button in request.POST:
                do(request, comment)
                return False
        raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        request.current_app = self.admin_site.name
        frame = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/comments/comment/{name}.html", {**frame, **context})


def number(text: str) -> int:
    """text as the key of a row; 0 for what is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else 0


def _back(request: HttpRequest, *, to_next: bool) -> str:
    """The list that was looked at; at the comment after the one that was decided on."""
    address = request.get_full_path()
    following = request.POST.get("next", "")
    return f"{address}#comment-{following}" if to_next and following.isdecimal() else address
