"""The tabs above the list of articles: it opens on the account's own work, newest change first."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.admin.article_rights import may_publish
from articles.models.states import State, in_state
from web.paging import COUNTED, bounded_counts

MINE, ALL = "mine", "all"
TABS = {
    MINE: _("For me"),
    State.SUBMITTED.value: _("Waiting for an editor"),
    State.DRAFT.value: _("Drafts"),
    State.SCHEDULED.value: _("Scheduled"),
    State.PUBLISHED.value: _("Published"),
    State.WITHDRAWN.value: _("Withdrawn"),
    ALL: _("All"),
}
# What an address may say without narrowing the list.
NARROWS_NOTHING = {PAGE_VAR, ORDER_VAR, "e"}


class WorkTabs(admin.SimpleListFilter):
    """``?state=``, as tabs. Without it, and with nothing else to look for, the list opens on the account's own work."""

    title = _("state")
    parameter_name = "state"
    template = "admin/articles/article/_tabs_are_above.html"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.user = request.user
        self.articles: QuerySet = model_admin.get_queryset(request)
        self.is_popup = IS_POPUP_VAR in request.GET
        self.is_narrowed = bool(request.GET.keys() - NARROWS_NOTHING)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return list(TABS.items())

    @property
    def tabs(self) -> list[str]:
        """Those of the account. All articles of one that may not publish are its own."""
        return list(TABS) if may_publish(self.user) else [tab for tab in TABS if tab != MINE]

    @cached_property
    def counts(self) -> dict[str, int]:
        return bounded_counts({tab: self.articles_of(tab) for tab in self.tabs if tab not in (State.PUBLISHED, ALL)})

    @cached_property
    def chosen(self) -> str:
        if self.value() in self.tabs:
            return self.value() or ALL
        opens_on_work = not self.is_popup and not self.is_narrowed and MINE in self.tabs
        return MINE if opens_on_work and self.counts[MINE] else ALL

    @property
    def opened_on_work(self) -> bool:
        """Whether the list shows the account's own work though the address does not say so."""
        return self.value() != MINE and self.chosen == MINE

    def articles_of(self, tab: str) -> QuerySet:
        if tab == ALL:
            return self.articles
        if tab == MINE:
            return self.articles.filter(Q(created_by=self.user.pk) | in_state(State.SUBMITTED))
        return self.articles.filter(in_state(tab))

    def queryset(self, request: HttpRequest, articles: QuerySet) -> QuerySet:
        if self.chosen == ALL:
            return articles
        if self.chosen == MINE:
            return articles.filter(Q(created_by=self.user.pk) | in_state(State.SUBMITTED))
        return articles.filter(in_state(self.chosen))

    def choices(self, changelist: Any) -> Any:
        for tab in self.tabs:
            count = self.counts.get(tab)
            yield {
                "selected": tab == self.chosen,
                "query_string": changelist.get_query_string({self.parameter_name: tab}, [PAGE_VAR]),
                "display": TABS[tab],
                "count": None if count is None else f"{COUNTED}+" if count > COUNTED else str(count),
            }
