from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm, Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.article.article_form import ArticleForm
from articles.admin.article.article_list import ArticleColumns, MakingFilter, OriginFilter, WithoutBodies
from articles.admin.article.inlines import BylineInline, CorrectionInline, SourceInline
from articles.admin.article.preview_pages import HasPreview, links_of
from articles.admin.article.steps import (
    COPY,
    PREVIEW,
    PUBLISH,
    PUBLISH_CHANGES,
    SAVE,
    SCHEDULE,
    SEND_BACK,
    words_after,
)
from articles.admin.article_rights import may_open, may_publish
from articles.admin.article_search import keys_found
from articles.admin.body_editor import HasBodyEditor
from articles.admin.bulk.bulk_page import BulkVerbs
from articles.admin.history.history_pages import HasHistory
from articles.admin.history.stale_save import ShowsBothTexts
from articles.admin.lists.article_tabs import WorkTabs
from articles.admin.named_admin import ProposesSlugs
from articles.admin.workflow.typed_copy import copy_with_typed
from articles.admin.workflow.workflow_pages import WorkflowPages
from articles.admin.writing.bar import bar_of, panel_of
from articles.admin.writing.link_search import OffersLinks
from articles.admin.writing.panel import groups_beside
from articles.disclosure.levels import LEVELS, AiUse, Level, derive_level
from articles.models import Article, Correction, MachineDraft, WorkflowEntry
from articles.models.states import State
from articles.workflow.checklist import check_before_publishing
from articles.workflow.working_copy import goes_out_at, waved_through_for, working_copy_of
from web.admin.bounded_deletion import BoundedDeletion
from web.admin.bounded_list import BoundedList
from web.admin.signs_changes import SignsChanges
from web.signed_writes import signed
from web.times.moment import moment_words

LEAD_PICTURE = ("lead_image", "lead_alternative_text", "lead_is_decorative")
# Where a button leads once everything typed is saved.
PAGES: dict[str, str] = {
    PREVIEW.key: "admin:articles_article_preview",
    SEND_BACK.key: "admin:articles_article_send_back",
    PUBLISH.key: "admin:articles_article_publish",
    SCHEDULE.key: "admin:articles_article_schedule",
    PUBLISH_CHANGES.key: "admin:articles_article_publish_changes",
}


@admin.register(Article)
class ArticleAdmin(
    BulkVerbs,
    BoundedList,
    BoundedDeletion,
    SignsChanges,
    ArticleColumns,
    WorkflowPages,
    HasHistory,
    HasPreview,
    ShowsBothTexts,
    HasBodyEditor,
    OffersLinks,
    ProposesSlugs,
):
    """The editors' desk. Who may not publish sees the own articles only, and writes in them until they are public."""

    form = ArticleForm
    inlines = [BylineInline, SourceInline, CorrectionInline]
    autocomplete_fields = ["topics"]
    list_display = ["headline", "state_now", "section", "changed", "age", "made", "stars", "comment_count"]
    list_filter = [WorkTabs, "section", MakingFilter, OriginFilter]
    list_select_related = ["section", "discussion"]
    list_per_page = 50
    ordering = ["-modified_at", "-pk"]
    search_fields = ["headline"]
    search_help_text = _("Searches words of articles, parts of the latest headlines, and web addresses.")
    view_on_site = False
    change_form_template = "admin/articles/article/change_form.html"

    class Media:
        js = [Script(f"desk/{name}.js", type="module") for name in ("disclosure", "writing", "rows")]

    # Who may do what --------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles = super().get_queryset(request)
        return articles if may_publish(request.user) else articles.filter(created_by=request.user.pk)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or may_open(request.user, obj))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or may_publish(request.user):
            return True
        return obj.is_draft and may_open(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Drafts only: what readers may have seen is withdrawn, and its address says so."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or (obj.is_draft and not obj.copy_of_id and self.has_change_permission(request, obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A draft takes its empty discussion and its bylines with it; that needs no permission of its own."""
        listed, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected

    # The list ---------------------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": gettext("Articles"), **(extra_context or {})})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        return (queryset.filter(pk__in=keys_found(search_term)) if search_term.strip() else queryset), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[WithoutBodies]:
        return WithoutBodies

    # The page of one article ------------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list[Any]:
        making = ["ai_use", "ai_system", "ai_note"]
        publication: list[str] = []
        if self._may_write(request, obj):
            if may_publish(request.user) and obj and obj.ai_use in (AiUse.ASSISTED, AiUse.GENERATED):
                making.insert(1, "less_ai_reason")
            if request.user.has_perm("articles.review_article"):
                making += ["checked", "checked_parts", "checked_by"] + (["uncheck"] if obj and obj.reviewed_at else [])
            if may_publish(request.user):
                unseen = obj is None or obj.is_draft or obj.is_scheduled
                publication = ["embargo_until"] if unseen else ["tell_readers"]
                if obj and obj.copy_of_id:  # it has neither a moment nor an address of its own
                    publication = []
                publication.append("leads_front")
        if not (obj and obj.copy_of_id):
            publication.append("slug")
        return [
            (_("Text"), {"fields": ["headline", "standfirst", "body"], "classes": ["text"]}),
            (_("How it was made"), {"fields": making, "classes": ["making"]}),
            (
                _("Section and topics"),
                {"fields": ["section", "kicker", "topics", "language", "read_also"], "classes": ["place"]},
            ),
            (_("Lead picture"), {"fields": [*LEAD_PICTURE], "classes": ["picture"]}),
            (_("Sources"), {"fields": ["without_sources"], "classes": ["sources"]}),
            (_("Publication"), {"fields": publication, "classes": ["publication"]}),
        ]

    def _may_write(self, request: HttpRequest, article: Article | None) -> bool:
        return self.has_change_permission(request, article) if article else self.has_add_permission(request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new article starts empty: what an address names may not be there."""
        return {}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user  # type: ignore[attr-defined]
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        may_write = self._may_write(request, obj)
        context |= {
            "levels": _levels_open_to(obj),
            "level": obj.level if obj else None,
            "bar": bar_of(request.user, obj, may_write),
            "groups": groups_beside(context["adminform"], context["inline_admin_formsets"], obj, may_write),
            "to_check": _to_check(obj) if obj else None,
            "sent_back": WorkflowEntry.objects.note_for_next_review(obj) if obj and obj.is_draft else None,
            "working_copy": working_copy_of(obj) if may_write else None,
            "may_withdraw": bool(obj and obj.state == State.PUBLISHED and may_publish(request.user)),
            "preview_links": links_of(obj)["working"] if obj and not obj.is_visible else None,
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # Saving -----------------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """A new article becomes a draft first: its sources need it there, and a check may be bound to them."""
        if not change:
            obj.created_by = cast(Any, request.user)
            form.record_changes([], others_changed=True)
            obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if form.step == COPY.key:
            copy_with_typed(form, formsets)
            for rows in formsets:  # the admin tells of them; those of the live article stay as they are
                rows.new_objects = rows.changed_objects = rows.deleted_objects = []
            return
        super().save_related(request, form, formsets, change)
        article = form.instance
        if not change and not form.goes_beyond_a_draft:
            return
        checked_before = article.reviewed_by
        if change:
            corrections = [row for rows in formsets for row in rows.new_objects if isinstance(row, Correction)]
            form.record_changes(
                corrections,
                others_changed=any(
                    rows.has_changed() for rows in formsets if rows.model is not Correction or not corrections
                ),
            )
        form.take_step()
        with signed(request.user, form.cleaned_data.get("less_ai_reason", "")):
            article.save()
        if checked_before and not article.reviewed_by and not form.cleaned_data.get("uncheck"):
            self._say_that_the_check_is_void(request, article, checked_before)
        if form.step == SAVE.key and (moment := goes_out_at(article)):
            self._say_what_goes_out(request, article, moment)

    def _say_what_goes_out(self, request: HttpRequest, article: Article, moment: datetime) -> None:
        """An editor's save of what is scheduled is a yes to the change, but not to advice that nobody has read."""
        stored = Article.objects.get(pk=article.pk)
        waved_through = waved_through_for(stored)
        found = check_before_publishing(stored, moment)
        new = [finding.words for finding in found if finding.words not in waved_through]
        if new:
            words = gettext("Readers will see this from %(moment)s, and the checklist has something new:")
            words %= {"moment": moment_words(moment)}
            link = format_html('<a href="{}">{}</a>', panel_of(stored), gettext("Go through the checklist again"))
            self.message_user(request, format_html("{} {} {}", words, " ".join(new), link), messages.WARNING)

    def _say_that_the_check_is_void(self, request: HttpRequest, article: Article, checker: Any) -> None:
        words = gettext("The text changed after %(person)s checked it, so that check no longer counts.")
        words %= {"person": checker}
        if article.level and article.level.statement:
            words += " " + gettext("Readers will see: “%(statement)s”") % {"statement": article.level.statement}
        self.message_user(request, words, messages.WARNING)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for added in formset.save(commit=False):
            if isinstance(added, Correction) and added.pk is None:
                added.made_by = request.user
        super().save_formset(request, form, formset, change)

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        pressed = request.POST.get("_step", SAVE.key)
        if pressed == COPY.key:
            self.message_user(request, words_after(pressed, obj), messages.SUCCESS)
            copy = Article.objects.get(copy_of=obj.pk)
            return redirect("admin:articles_article_change", copy.pk)
        if pressed in PAGES:
            return redirect(PAGES[pressed], obj.pk)
        self.message_user(request, words_after(pressed, obj), messages.SUCCESS)
        return redirect("admin:articles_article_change", obj.pk)


def _to_check(article: Article) -> dict[str, Any] | None:
    """What the person who checks the text wants beside it: its sources, and what a machine said that handed it in."""
    machine_drafts = MachineDraft.objects.select_related("token__responsible").prefetch_related("pictures")
    machine_draft = machine_drafts.filter(article=article).first()
    sources = list(article.sources.all())
    if not sources and not machine_draft:
        return None
    is_open = article.ai_use == AiUse.GENERATED and article.reviewed_at is None
    return {"sources": sources, "machine_draft": machine_draft, "is_open": is_open}


def _levels_open_to(article: Article | None) -> list[Level]:
    """Every level, with the words that it would have for article: a check of what readers can read came later."""
    reviewed_at = (article and article.reviewed_at) or timezone.now()
    checked = derive_level(
        AiUse.GENERATED,
        reviewed_at=reviewed_at,
        published_at=(article.copy_of or article).published_at if article else None,
    )
    return [checked if checked and checked.key == level.key else level for level in LEVELS.values()]
