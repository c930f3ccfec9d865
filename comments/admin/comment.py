from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.age import age
from comments.admin.verdicts import HOLD, PUBLISH, REJECT, SPAM, VERDICTS, verdicts_open_to
from comments.models import Comment
from comments.reasons import Reason

EXCERPT = 400  # characters of a message in the queue


class DecideForm(ActionForm):
    """What to do with the ticked comments; a rejection names the house rule behind it."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", "---------"), *(choice for choice in Reason.choices if choice[0] != Reason.OTHER)],
        required=False,
    )


class StatusFilter(admin.SimpleListFilter):
    """Opens on what waits; the other lists are a click away."""

    title = _("list")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        waiting = gettext("Waiting (%(count)d)") % {"count": Comment.objects.pending().count()}
        decided = [choice for choice in Comment.Status.choices if choice[0] != Comment.Status.PENDING]
        return [(None, waiting), *decided, ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        for lookup, title in self.lookup_choices:
            yield {
                "selected": self.value() == lookup,
                "query_string": changelist.get_query_string({"status": lookup} if lookup else {}, ["status"]),
                "display": title,
            }

    def queryset(self, request: HttpRequest, comments: QuerySet) -> QuerySet:
        if self.value() is None:
            return comments.filter(status=Comment.Status.PENDING)
        return comments.filter(status=self.value()) if self.value() in Comment.Status.values else comments


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """The queue: what waits, oldest first. Staff decide on a comment; nobody rewrites it."""

    list_display = ["said", "article_link", "stars", "why_held", "waiting_for", "verdict"]
    list_display_links = None
    list_filter = [StatusFilter, "stars", "article__section"]
    list_select_related = ["article"]
    list_per_page = 50
    search_fields = ["name", "email", "message", "article__headline"]
    search_help_text = _("Searches names, addresses, messages and headlines.")
    show_full_result_count = False
    view_on_site = False
    action_form = DecideForm
    actions = ["publish_selected", "reject_selected", "spam_selected", "hold_selected"]
    fields = readonly_fields = (
        "article_link",
        "status",
        "name",
        "email",
        "confirmed_at",
        "stars",
        "words",
        "why_held",
        "created_at",
    )
    change_form_template = "admin/comments/comment/change_form.html"

    # Who may do what --------------------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """Commenters' addresses stand here, so that looking is for moderators too."""
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """Rejecting hides a comment and leaves a record; deleting would leave none."""
        return False

    # The queue --------------------------------------------------------------------------------------------------------

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        return ["-created_at", "-pk"] if request.GET.get("status") else ["created_at", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return super().get_queryset(request).defer("article__body")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST" and "_decide" in request.POST:
            key, _colon, pk = request.POST["_decide"].partition(":")
            known = pk if pk.isdecimal() and len(pk) < 19 else "0"
            if key == REJECT.key:  # needs a reason, which that page asks for
                return redirect(reverse("admin:comments_comment_change", args=[known]))
            self._decide(request, key, Comment.objects.filter(pk=known))
            return redirect(request.get_full_path())
        return super().changelist_view(request, {"title": gettext("Comments"), **(extra_context or {})})

    @admin.display(description=_("comment"))
    def said(self, comment: Comment) -> SafeString:
        return mark_safe(  # noqa: S308 - a template escapes
            render_to_string("admin/comments/comment/_said.html", {"comment": comment, "excerpt": EXCERPT})
        )

    @admin.display(description=_("article"), ordering="article__headline")
    def article_link(self, comment: Comment) -> SafeString:
        return format_html('<a href="{}">{}</a>', comment.article.get_absolute_url(), comment.article.headline)

    @admin.display(description=_("why held"))
    def why_held(self, comment: Comment) -> SafeString:
        """Each check that fired, with what it found."""
        findings = format_html_join("", "<li>{}</li>", ([str(finding)] for finding in comment.held_because))
        return format_html('<ul class="desk-findings">{}</ul>', findings) if findings else mark_safe("-")

    @admin.display(description=_("sent"), ordering="created_at")
    def waiting_for(self, comment: Comment) -> str:
        return age(comment.created_at)

    @admin.display(description=_("decide"))
    def verdict(self, comment: Comment) -> SafeString:
        context = {"comment": comment, "verdicts": verdicts_open_to(comment)}
        return mark_safe(render_to_string("admin/comments/comment/_verdicts.html", context))  # noqa: S308

    # Deciding ---------------------------------------------------------------------------------------------------------

    def _decide(
        self, request: HttpRequest, key: str, comments: QuerySet[Comment], reason: str = "", words: str = ""
    ) -> None:
        if not self.has_change_permission(request) or key not in VERDICTS:
            raise PermissionDenied
        verdict = VERDICTS[key]
        if verdict is REJECT and (reason not in Reason.values or (reason == Reason.OTHER and not words)):
            self.message_user(
                request, gettext("Say why: choose a reason. With “Another reason”, write it."), messages.ERROR
            )
            return
        reasons = {"reason": reason} if verdict is REJECT else {}
        count = getattr(comments, verdict.verb)(by=request.user, words=words, **reasons)
        if count:
            self.message_user(request, verdict.done % {"count": count}, messages.SUCCESS)
        else:
            self.message_user(request, gettext("Nothing to change: that was decided already."), messages.INFO)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, comments: QuerySet[Comment]) -> None:
        self._decide(request, PUBLISH.key, comments)

    @admin.action(description=_("Reject"), permissions=["change"])
    def reject_selected(self, request: HttpRequest, comments: QuerySet[Comment]) -> None:
        self._decide(request, REJECT.key, comments, request.POST.get("reason", ""))

    @admin.action(description=_("Mark as spam"), permissions=["change"])
    def spam_selected(self, request: HttpRequest, comments: QuerySet[Comment]) -> None:
        self._decide(request, SPAM.key, comments)

    @admin.action(description=_("Put back into the queue"), permissions=["change"])
    def hold_selected(self, request: HttpRequest, comments: QuerySet[Comment]) -> None:
        self._decide(request, HOLD.key, comments)

    # The page of one comment ------------------------------------------------------------------------------------------

    @admin.display(description=_("message"))
    def words(self, comment: Comment) -> SafeString:
        escaped = urlize(comment.message, nofollow=True, autoescape=True)
        return mark_safe(linebreaks(escaped))  # noqa: S308

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        comment = self.get_object(request, object_id)
        if comment is None:
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            words = request.POST.get("words", "").replace("\0", "").strip()[:1000]
            this = Comment.objects.filter(pk=comment.pk)
            self._decide(request, request.POST.get("_decide", ""), this, request.POST.get("reason", ""), words)
            return redirect(reverse("admin:comments_comment_change", args=[comment.pk]))
        may_decide = self.has_change_permission(request, comment)
        context = {
            "title": gettext("Comment by %(name)s") % {"name": comment.name},
            "subtitle": None,
            "verdicts": verdicts_open_to(comment) if may_decide else [],
            "reports": comment.reports.order_by("pk"),
            "decisions": comment.decisions.select_related("made_by"),
            "reasons": list(Reason),
            "verdict_words": dict(Comment.Status.choices),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)
