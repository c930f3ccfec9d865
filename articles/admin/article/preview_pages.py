"""The preview at the desk, at the width of a phone and of a desktop, and the links for people without an account."""

from datetime import timedelta
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from articles.models import Article, PreviewLink
from articles.reading.preview import preview_page
from articles.reading.preview_link import LIFETIMES, MOST_LINKS, USUAL_LIFETIME
from web.admin.editors_words import InEditorsWords
from web.times.durations import duration_in_words

WIDTHS = {"phone": _("Phone"), "desktop": _("Desktop")}
ENDED_SHOWN = 10  # links that no longer work


def _lifetimes() -> list[tuple[int, str]]:
    return [(days, duration_in_words(timedelta(days=days))) for days in LIFETIMES]


class LinkForm(InEditorsWords, forms.Form):
    days = forms.TypedChoiceField(label=_("How long it works"), choices=_lifetimes, coerce=int, initial=USUAL_LIFETIME)


def links_of(article: Article) -> dict[str, list[PreviewLink]]:
    """The links of an article that readers cannot see: those that work, and the last that ended. Two queries."""
    links = article.preview_links.select_related("made_by", "revoked_by")
    return {"working": list(links.working()[:MOST_LINKS]), "ended": list(links.ended()[:ENDED_SHOWN])}


class HasPreview(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", view(self.preview), name="articles_article_preview"),
            path("<int:pk>/preview/page/", view(self.previewed_page), name="articles_article_previewed"),
            path("<int:pk>/preview/links/", view(require_POST(self.make_link)), name="articles_article_link"),
            path(
                "<int:pk>/preview/links/<int:link>/revoke/",
                view(require_POST(self.revoke_link)),
                name="articles_article_revoke_link",
            ),
            *super().get_urls(),
        ]

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The article's page in a frame, with the way back to the form, and the links to it."""
        return self._preview(request, self._article(request, pk), LinkForm())

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": [SELF]}))
    def previewed_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The article as readers would see it. Only our own desk may show this page in a frame."""
        return preview_page(request, self._article(request, pk), is_framed=True)

    def make_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        article = self._article_with_links(request, pk)
        if article.is_visible:
            self.message_user(request, gettext("Readers can see this article: it needs no link."), messages.WARNING)
            return redirect(self._links_address(article))
        form = LinkForm(request.POST)
        if not form.is_valid():
            return self._preview(request, article, form, status=422)
        with transaction.atomic():
            Article.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=article.pk)  # one at a time
            if article.preview_links.working().count() >= MOST_LINKS:
                words = ngettext(
                    "%(most)d link to this article works. Revoke it before you make another.",
                    "%(most)d links to this article work. Revoke one that nobody needs before you make another.",
                    MOST_LINKS,
                )
                form.add_error("days", words % {"most": MOST_LINKS})
                return self._preview(request, article, form, status=422)
            PreviewLink.lasting(article, form.cleaned_data["days"], by=request.user).save()
        self.message_user(request, gettext("The link is ready. Copy its address below."), messages.SUCCESS)
        return redirect(self._links_address(article))

    def revoke_link(self, request: HttpRequest, pk: int, link: int) -> HttpResponse:
        article = self._article_with_links(request, pk)
        found = get_object_or_404(article.preview_links.all(), pk=link)
        found.revoke(by=request.user)
        found.save(update_fields=["revoked_at", "revoked_by"])
        self.message_user(request, gettext("Revoked. The link opens nothing any more."), messages.SUCCESS)
        return redirect(self._links_address(article))

    def may_make_links(self, request: HttpRequest, article: Article) -> bool:
        """To an article that readers cannot see yet, for anyone who may open it and who writes."""
        return not article.is_visible and request.user.has_perm("articles.change_article")

    def _article(self, request: HttpRequest, pk: int) -> Article:
        article = get_object_or_404(self.get_queryset(request).for_preview(), pk=pk)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return article

    def _article_with_links(self, request: HttpRequest, pk: int) -> Article:
        article = self._article(request, pk)
        if not request.user.has_perm("articles.change_article"):
            raise PermissionDenied
        return article

    def _links_address(self, article: Article) -> str:
        return reverse("admin:articles_article_preview", args=[article.pk]) + "#links"

    def _preview(self, request: HttpRequest, article: Article, form: LinkForm, status: int = 200) -> HttpResponse:
        width = request.GET.get("width")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": gettext("Preview"),
            "widths": WIDTHS,
            "width": width if width in WIDTHS else "desktop",
            "may_make_links": self.may_make_links(request, article),
            "links": links_of(article),
            "form": form,
        }
        response = render(request, "admin/articles/article/preview.html", context, status=status)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
