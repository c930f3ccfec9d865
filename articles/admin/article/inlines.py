from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.article.typed_rows import KeepsTypedRows
from articles.models import Article, Byline, Correction, Source


class BylineInline(admin.StackedInline):
    model = Byline
    formset = KeepsTypedRows
    fields = [("person", "position")]
    autocomplete_fields = ["person"]
    classes = ["desk-line"]
    extra = 1


class SourceForm(forms.ModelForm):
    address = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")


class SourceInline(admin.StackedInline):
    model = Source
    form = SourceForm
    formset = KeepsTypedRows
    fields = [("title", "publisher", "address", "position")]
    classes = ["desk-line"]
    extra = 1


class CorrectionInline(admin.StackedInline):
    """Offered once readers have seen the article: before that there is nothing to correct in public."""

    model = Correction
    fields = ["kind", "text", "cause", "made_at", "made_by"]
    readonly_fields = ["made_at", "made_by"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return obj is not None and not obj.is_draft and super().has_add_permission(request, obj)
