"""What the checklist found, as the desk shows it: each finding leads to the field of the form that mends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from articles.admin.writing.panel import group_id
from articles.models import Article
from articles.workflow.checklist_finding import Finding
from web.admin.field_target import target_of


@dataclass(frozen=True)
class ToMend:
    """words: what was found. address: of the field in the article's form."""

    words: str
    address: str


@dataclass(frozen=True)
class ShownChecklist:
    blocking: list[ToMend] = field(default_factory=list)
    advice: list[ToMend] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.blocking or self.advice)


class ShowsChecklists(admin.ModelAdmin):
    def targets(self, request: HttpRequest, article: Article) -> dict[str, str]:
        """The ids in the form of article, by the names of its fields and the prefixes of its rows."""
        form = self.get_form(request, article, change=True)(instance=article)
        prefixes = [
            formset.get_default_prefix() for formset, _inline in self.get_formsets_with_inlines(request, article)
        ]
        return {prefix: group_id(prefix) for prefix in prefixes} | {name: target_of(form[name]) for name in form.fields}

    def shown_checklist(self, article: Article, findings: list[Finding], targets: Mapping[str, str]) -> ShownChecklist:
        page = reverse("admin:articles_article_change", args=[article.pk])

        def shown(finding: Finding) -> Any:
            target = targets.get(finding.field)
            return ToMend(finding.words, f"{page}#{target}" if target else page)

        return ShownChecklist(
            [shown(finding) for finding in findings if finding.is_blocking],
            [shown(finding) for finding in findings if not finding.is_blocking],
        )
