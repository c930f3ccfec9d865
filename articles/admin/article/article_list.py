"""The list of articles: its columns, its filters, its one query."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.lists.article_tabs import WorkTabs
from articles.disclosure.levels import LEVELS, condition_for_level
from articles.models import Article
from articles.models.states import State
from web.admin.list_of_open_forms import KnowsOpenForms
from web.times.age import age

UNSTATED = ("unstated", _("Not stated yet"))


class WithoutBodies(KnowsOpenForms, ChangeList):
    """A row shows a headline; the text stays behind."""

    def get_filters(self, request: HttpRequest) -> Any:
        """A list that opened on the account's own work stays on it with the next filter, word or order."""
        found: Any = super().get_filters(request)
        for spec in found[0]:
            if isinstance(spec, WorkTabs) and spec.opened_on_work:
                self.params[spec.parameter_name] = spec.chosen  # for the search form
                self.filter_params[spec.parameter_name] = [spec.chosen]  # for the links
        return found

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        articles = super().get_queryset(request, exclude_parameters).filter(copy_of=None)
        return articles.defer("body", "standfirst", "ai_note")


class MakingFilter(admin.SimpleListFilter):
    title = _("how it was made")
    parameter_name = "made"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [*((level.key, level.choice) for level in LEVELS.values()), UNSTATED]

    def queryset(self, request: HttpRequest, articles: QuerySet) -> QuerySet:
        if self.value() == UNSTATED[0]:
            return articles.filter(Q(ai_use=""))
        level = LEVELS.get(self.value() or "")
        return articles.filter(condition_for_level(level)) if level else articles


class OriginFilter(admin.SimpleListFilter):
    title = _("where it came from")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [("machine", _("Machine drafts"))]

    def queryset(self, request: HttpRequest, articles: Any) -> QuerySet:
        return articles.by_machines() if self.value() == "machine" else articles


class ArticleColumns:
    """Columns that are more than a field. Each says by itself what it is, since a phone shows a row as a card."""

    @admin.display(description=_("state"))
    def state_now(self, article: Article) -> str:
        state = format_html('<span class="desk-state desk-state--{}">{}</span>', article.state, article.state.label)
        names = ", ".join(getattr(article, "open_at", ()))
        if not names:
            return state
        words = gettext("Open: %(names)s") % {"names": names}
        return format_html('{} <span class="desk-open">{}</span>', state, words)

    @admin.display(description=_("last change"), ordering="modified_at")
    def changed(self, article: Article) -> str:
        return age(article.modified_at)

    @admin.display(description=_("published"), ordering="published_at")
    def age(self, article: Article) -> str:
        if article.published_at is None:
            return "-"
        if article.state == State.SCHEDULED:
            moment = date_format(timezone.localtime(article.published_at), "SHORT_DATETIME_FORMAT")
            return f"{moment}, {age(article.published_at)}"
        return age(article.published_at)

    @admin.display(description=_("how it was made"))
    def made(self, article: Article) -> Any:
        return article.level.choice if article.level else UNSTATED[1]

    @admin.display(description=_("stars"))
    def stars(self, article: Article) -> str:
        discussion = article.discussion
        if not discussion.shown_rating_count:
            return "-"
        return gettext("%(average)s of 5 (%(count)d)") % {
            "average": discussion.rating_average,
            "count": discussion.shown_rating_count,
        }

    @admin.display(description=_("comments"), ordering="discussion__comment_count")
    def comment_count(self, article: Article) -> int:
        return article.discussion.comment_count
