from django.contrib import admin
from django.db.models import QuerySet
from django.forms import URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.article.typed_rows import KeepsTypedRows
from articles.admin.workflow.typed_copy import CorrectionsOfACopy
from articles.admin.writing.ordered_rows import OrderedRow
from articles.models import Article, Byline, Correction, Source


class BylineInline(admin.StackedInline):
    model = Byline
    form = OrderedRow
    formset = KeepsTypedRows
    fields = ["person", "position"]
    autocomplete_fields = ["person"]
    template = "admin/articles/article/_rows.html"
    extra = 1
    add_words = _("Add a byline")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("person")


class SourceForm(OrderedRow):
    address = URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")


class SourceInline(admin.StackedInline):
    model = Source
    form = SourceForm
    formset = KeepsTypedRows
    fields = ["title", "publisher", "address", "position"]
    template = "admin/articles/article/_rows.html"
    extra = 1
    add_words = _("Add a source")


class CorrectionInline(admin.StackedInline):
    """Offered once readers have seen the article: before that there is nothing to correct in public."""

    model = Correction
    formset = CorrectionsOfACopy
    fields = ["kind", "text", "cause", "made_at", "made_by"]
    readonly_fields = ["made_at", "made_by"]
    template = "admin/articles/article/_rows.html"
    extra = 1
    add_words = _("Add a correction")

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return obj is not None and not obj.is_draft and super().has_add_permission(request, obj)
