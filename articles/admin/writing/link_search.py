"""Articles of ours that a link may lead to, by words of their headlines: for the editor's dialog."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format

from articles.admin.article_rights import may_publish
from articles.admin.article_search import keys_found
from articles.models import Article
from articles.published import is_published

OFFERED = 8  # articles


class OffersLinks(admin.ModelAdmin):
    """Answers under ``link-search/?q=…``; finds what is published, and what the account's own list has."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.link_search)
        return [path("link-search/", view, name="articles_article_link_search"), *super().get_urls()]

    def link_search(self, request: HttpRequest) -> JsonResponse:
        """``{"articles": [{"headline", "address", "about"}]}``, public ones first, then the newest."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        words = request.GET.get("q", "")[:200].strip()
        articles: Any = Article.objects.filter(pk__in=keys_found(words) if words else [], withdrawn_at=None)
        if not may_publish(request.user):
            articles = articles.filter(is_published(timezone.now()) | Q(created_by=request.user.pk))
        found = articles.defer("body", "standfirst", "ai_note").order_by("-published_at", "-pk")
        # PostgreSQL puts rows without a time first when it sorts downwards.
        public_first = sorted(found[: 3 * OFFERED], key=lambda article: article.published_at is None)[:OFFERED]
        return JsonResponse({"articles": [_offer(article) for article in public_first]})


def _offer(article: Any) -> dict[str, str]:
    about = [str(article.state.label)]
    if article.published_at:
        about.append(date_format(timezone.localtime(article.published_at), "DATE_FORMAT"))
    return {"headline": article.headline, "address": article.get_absolute_url(), "about": ", ".join(about)}
