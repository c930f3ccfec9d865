"""Pages beside an article's form, each for one verb that needs words: send back, withdraw."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from articles.admin.article_rights import may_publish
from articles.admin.workflow.changes_form import ChangesForm
from articles.admin.workflow.publishing_panel import PublishForm, ScheduleForm
from articles.admin.workflow.send_back import SendBackForm
from articles.admin.workflow.shown_checklist import ShowsChecklists
from articles.admin.workflow.withdrawal import WithdrawalForm
from articles.models import Article
from articles.models.states import State
from articles.versions.word_diff import blocks_of, lines_of, marked_changes
from articles.workflow.copy_differences import Difference, copy_differences
from articles.workflow.working_copy import discard_copy
from web.signed_writes import signed


class WorkflowPages(ShowsChecklists):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/withdraw/", view(self.withdraw), name="articles_article_withdraw"),
            path("<int:pk>/publish/", view(self.publish), name="articles_article_publish"),
            path("<int:pk>/schedule/", view(self.schedule), name="articles_article_schedule"),
            path("<int:pk>/publish-changes/", view(self.publish_changes), name="articles_article_publish_changes"),
            path("<int:pk>/discard/", view(self.discard), name="articles_article_discard"),
            path("<int:pk>/send-back/", view(self.send_back), name="articles_article_send_back"),
            *super().get_urls(),
        ]

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for the kind and for the reason that readers will read; the answer is the confirmation."""
        with transaction.atomic():
            article = self._locked(request, pk)
            if article.state != State.PUBLISHED:
                return self._too_late(request, article, gettext("Only a published article can be withdrawn."))
            form = WithdrawalForm(request.POST if request.method == "POST" else None, article=article)
            if request.method == "POST" and form.is_valid():
                with signed(request.user):
                    form.save(by=request.user)
                words = gettext("Withdrawn. Its address stays and tells readers the reason.")
                return self._done(request, article, gettext("Withdrawn."), words)
        return self._page(request, article, form, "withdraw", gettext("Withdraw this article?"))

    def send_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for a note to the writer."""
        with transaction.atomic():
            article = self._locked(request, pk)
            if article.state != State.SUBMITTED:
                return self._too_late(request, article, gettext("Only a submitted draft can be sent back."))
            form = SendBackForm(request.POST if request.method == "POST" else None)
            if request.method == "POST" and form.is_valid():
                article.send_back(by=request.user, note=form.cleaned_data["note"])
                with signed(request.user):
                    article.save()
                return self._done(
                    request, article, gettext("Sent back."), gettext("Sent back. The writer sees your note.")
                )
        return self._page(request, article, form, "send_back", gettext("Send this draft back?"))

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What to look at before readers see the article, and the button that lets them."""
        return self._publishing_panel(request, pk, PublishForm, gettext("Publish this article?"))

    def schedule(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same, for a later moment."""
        return self._publishing_panel(request, pk, ScheduleForm, gettext("Schedule this article?"))

    def _publishing_panel(
        self, request: HttpRequest, pk: int, form_class: type[PublishForm], title: str
    ) -> HttpResponse:
        with transaction.atomic():
            article = self._locked(request, pk)
            if article.copy_of_id or not (article.is_draft or article.is_scheduled):
                return self._too_late(request, article, gettext("This article is published already."))
            form = form_class(request.POST if request.method == "POST" else None, article=article)
            if request.method == "POST" and form.is_valid():
                with signed(request.user):
                    form.save(by=request.user)
                words = form.done
                return self._done(request, article, words, words)
        return self._page(request, article, form, form.page, title, **self._checked(request, article, form))

    def publish_changes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A working copy beside its live article, word by word, and how it takes its place."""
        with transaction.atomic():
            copy = self._locked(request, pk)
            if not copy.copy_of_id:
                return self._too_late(request, copy, gettext("This article is no working copy."))
            live = copy.copy_of = self._locked(request, copy.copy_of_id)
            form = ChangesForm(request.POST if request.method == "POST" else None, copy=copy)
            if request.method == "POST" and form.is_valid():
                try:
                    with signed(request.user):
                        words = form.save(by=request.user)
                    return self._done(request, live, gettext("Changes of a working copy."), words)
                except ValidationError as refused:
                    form.add_error(None, refused.messages)
            compared = [(found, _marked(found)) for found in copy_differences(copy)]
        title = gettext("Publish these changes?")
        more = {"compared": compared, "live": live, **self._checked(request, copy, form)}
        return self._page(request, copy, form, "publish_changes", title, **more)

    def discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Drops a working copy, once that is confirmed."""
        with transaction.atomic():
            copy = self._locked(request, pk)
            if not copy.copy_of_id:
                return self._too_late(request, copy, gettext("This article is no working copy."))
            if request.method == "POST":
                live: Any = copy.copy_of
                discard_copy(copy, by=request.user)
                return self._done(
                    request, live, gettext("Working copy discarded."), gettext("The working copy is gone.")
                )
        return self._page(request, copy, Form(), "discard", gettext("Discard this working copy?"))

    def _locked(self, request: HttpRequest, pk: int) -> Article:
        """The article, which stays as it is until the transaction ends. 403 for those who may not publish it."""
        article = get_object_or_404(self.get_queryset(request).select_for_update(of=("self",)), pk=pk)
        if not (may_publish(request.user) and self.has_change_permission(request, article)):
            raise PermissionDenied
        return article

    def _checked(self, request: HttpRequest, article: Article, form: PublishForm | ChangesForm) -> dict[str, Any]:
        return {"checklist": self.shown_checklist(article, form.findings, self.targets(request, article))}

    def _too_late(self, request: HttpRequest, article: Article, words: str) -> HttpResponse:
        self.message_user(request, words, messages.WARNING)
        return redirect("admin:articles_article_change", article.pk)

    def _done(self, request: HttpRequest, article: Article, on_record: str, words: str) -> HttpResponse:
        self.log_change(request, article, on_record)
        self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:articles_article_change", article.pk)

    def _page(
        self, request: HttpRequest, article: Article, form: Form, name: str, title: str, **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": title,
            "form": form,
            **more,
        }
        status = 422 if form.is_bound else 200
        return render(request, f"admin/articles/article/{name}.html", context, status=status)


def _marked(found: Difference) -> SafeString:
    blocks = blocks_of if found.is_html else lines_of
    return marked_changes(blocks(found.live), blocks(found.copy))
