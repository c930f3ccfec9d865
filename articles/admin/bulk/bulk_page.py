"""The page between choosing articles in the list and doing something with them all: what will happen to each."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.bulk.bulk_verbs import BULK_VERBS, BulkVerb, Said
from articles.admin.workflow.shown_checklist import ShownChecklist, ShowsChecklists
from articles.models import Article
from articles.workflow.checklist import check_each
from articles.workflow.checklist_finding import Finding, unseen
from web.signed_writes import signed

MOST = 100  # articles at once
# An article, the version of it that the page was about, and the advice about it that the page showed.
SEEN = re.compile(r"([1-9][0-9]{0,17}):([0-9]{1,18})((?:\+[a-z_]{1,30}-[0-9a-f]{10})*)")


class Outcome(NamedTuple):
    """will: what will happen, or has happened. skipped: why nothing does. checklist: what blocks or is advised."""

    headline: str
    address: str
    seen: str
    will: str = ""
    skipped: str = ""
    checklist: ShownChecklist = ShownChecklist()


class BulkVerbs(ShowsChecklists):
    """Django's actions, each of which opens the page. The page itself has an address for each verb, by POST."""

    actions_selection_counter = True

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        if "_popup" in request.GET or not self.has_change_permission(request):
            return {}
        return {
            verb.key: (_action_of(verb), verb.key, str(verb.action))
            for verb in BULK_VERBS.values()
            if verb.is_open_to(request.user)
        }

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.bulk_view)
        return [path("bulk/<slug:key>/", view, name="articles_article_bulk"), *super().get_urls()]

    def bulk_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """``seen``: the articles with their versions and the advice that the page showed. ``shown``: what the form
        said then. ``confirmed``: do it.

        Where the form says something else by now, that is shown first.
        """
        verb = BULK_VERBS.get(key)
        if verb is None:
            raise Http404
        if not verb.is_open_to(request.user):
            raise PermissionDenied
        found = SEEN.findall(" ".join(request.POST.getlist("seen")))
        seen = [(int(pk), int(version), advice.split("+")) for pk, version, advice in found]
        if not seen:
            messages.warning(request, _("Choose articles in the list first."))
            return redirect("admin:articles_article_changelist")
        form = verb.form(request.POST)
        if "confirmed" in request.POST and form.is_valid() and request.POST.get("shown", "") == _shown(form):
            outcomes = [self._bulk_done(request, verb, form.cleaned_data, *each) for each in seen[:MOST]]
            return self._bulk_page(request, verb, outcomes, form, is_done=True)
        keys = [pk for pk, _version, _advice in seen[:MOST]]
        articles = list(_as_listed(self.get_queryset(request).filter(pk__in=keys), verb))
        return self.preview_bulk(request, verb, articles, form, missing=len(seen[:MOST]) - len(articles))

    def preview_bulk(
        self, request: HttpRequest, verb: BulkVerb, articles: list[Article], form: forms.Form, missing: int = 0
    ) -> HttpResponse:
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        refusals = {article.pk: self._bulk_refusal(request, verb, article, said) for article in articles}
        open_to_all = [article for article in articles if not refusals[article.pk]]
        findings = _findings(verb, open_to_all, said)
        targets = self.targets(request, open_to_all[0]) if findings else {}
        outcomes = []
        for article in articles:
            found = findings.get(article.pk, [])
            outcome = _outcome(article, verb, said, refusals[article.pk] or _blocked(found), found)
            outcomes.append(outcome._replace(checklist=self.shown_checklist(article, found, targets)))
        return self._bulk_page(request, verb, outcomes, form, missing=missing)

    def _bulk_refusal(self, request: HttpRequest, verb: BulkVerb, article: Article, said: Said) -> str:
        if not self.has_change_permission(request, article):
            return _("You may not change it.")
        return verb.refusal(article, said)

    def _bulk_done(
        self, request: HttpRequest, verb: BulkVerb, said: Said, key: int, version: int, shown: list[str]
    ) -> Outcome:
        """Do it with one article, in a transaction of its own, or say why not."""
        try:
            with transaction.atomic(), signed(request.user):
                article = self.get_queryset(request).select_for_update(of=("self",)).filter(pk=key).first()
                if article is None:
                    return Outcome(_("An article that is gone"), "", "", skipped=_("It is gone, or no longer yours."))
                if article.version != version:
                    return _outcome(article, verb, said, _("A colleague changed it meanwhile. Look at it again."))
                found = _findings(verb, [article], said).get(article.pk, [])
                if refusal := self._bulk_refusal(request, verb, article, said) or _blocked(found) or _new(found, shown):
                    return _outcome(article, verb, said, refusal)
                will = verb.will(article, said)
                waved_through = [finding.words for finding in found]
                verb.do(article, said | {"waved_through": waved_through}, request.user)
                article.save()
                self.log_change(request, article, str(verb.action))
                return _outcome(article, verb, said, "")._replace(will=will)
        except ValidationError as refused:
            skipped = " ".join(refused.messages)
        except DatabaseError:
            skipped = _("The database refused it. Open it and try there.")
        article = Article.objects.only("headline", "version").get(pk=key)
        return Outcome(article.headline, _page_of(article), "", skipped=skipped)

    def _bulk_page(
        self,
        request: HttpRequest,
        verb: BulkVerb,
        outcomes: list[Outcome],
        form: forms.Form,
        *,
        missing: int = 0,
        is_done: bool = False,
    ) -> HttpResponse:
        goes = [outcome for outcome in outcomes if not outcome.skipped]
        needs_words = bool(form.fields)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Done") if is_done else verb.title,
            "verb": verb,
            "form": form,
            "goes": goes,
            "skipped": [outcome for outcome in outcomes if outcome.skipped],
            "summary": _summary(len(goes), len(outcomes) - len(goes), is_done),
            "shown": _shown(form) if form.is_bound and form.is_valid() else "",
            "missing": missing,
            "has_advice": any(outcome.checklist for outcome in goes),
            "is_done": is_done,
            "is_ready": bool(goes) and (not needs_words or (form.is_bound and form.is_valid())),
            "is_refused": form.is_bound and not form.is_valid(),
            "address": reverse("admin:articles_article_bulk", args=[verb.key]),
        }
        status = 422 if context["is_refused"] else 200
        return render(request, "admin/articles/article/bulk.html", context, status=status)


def _action_of(verb: BulkVerb) -> Any:
    def act(pages: BulkVerbs, request: HttpRequest, chosen: Any) -> HttpResponse | None:
        keys = list(chosen.values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            words = ngettext(
                "Choose at most %(most)d article at once.", "Choose at most %(most)d articles at once.", MOST
            )
            pages.message_user(request, words % {"most": MOST}, messages.WARNING)
            return None
        articles = list(_as_listed(pages.get_queryset(request).filter(pk__in=keys), verb))
        return pages.preview_bulk(request, verb, articles, verb.form())

    return act


def _as_listed(articles: Any, verb: BulkVerb) -> Any:
    """articles in the order of the page, with what it shows; their texts only where the checklist reads them."""
    articles = articles.select_related("section").prefetch_related("topics").order_by("-modified_at", "-pk")
    return articles if verb.readers_see_it_at else articles.defer("body")


def _findings(verb: BulkVerb, articles: list[Article], said: Said) -> dict[int, list[Finding]]:
    return check_each(articles, verb.readers_see_it_at(articles, said)) if verb.readers_see_it_at and articles else {}


def _blocked(found: list[Finding]) -> str:
    is_blocked = any(finding.is_blocking for finding in found)
    return _("It cannot be published yet. The list says what to mend first.") if is_blocked else ""


def _new(found: list[Finding], shown: list[str]) -> str:
    return _("The checklist has something new about it. Look at it again.") if unseen(found, shown) else ""


def _outcome(article: Article, verb: BulkVerb, said: Said, refusal: str, found: Iterable[Finding] = ()) -> Outcome:
    advice = "".join(f"+{finding.key}" for finding in found if not finding.is_blocking)
    seen = f"{article.pk}:{article.version}{advice}"
    return Outcome(article.headline, _page_of(article), seen, "" if refusal else verb.will(article, said), refusal)


def _page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def _shown(form: forms.Form) -> str:
    return "; ".join(f"{name}: {value}" for name, value in form.cleaned_data.items())


def _summary(goes: int, skipped: int, is_done: bool) -> str:
    if is_done:
        words = ngettext("%(count)d article done.", "%(count)d articles done.", goes) % {"count": goes}
    else:
        words = ngettext("%(count)d article will change.", "%(count)d articles will change.", goes) % {"count": goes}
    if skipped and is_done:
        words += " " + ngettext("%(count)d skipped.", "%(count)d skipped.", skipped) % {"count": skipped}
    elif skipped:
        words += " " + ngettext("%(count)d will be skipped.", "%(count)d will be skipped.", skipped) % {
            "count": skipped
        }
    return words
