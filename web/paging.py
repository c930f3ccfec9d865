"""Pages of a list, of which each costs the same, however long the list is.

The first FURTHEST pages are numbered (``?page=2``). Rows are counted no further than AHEAD pages after the one that is
asked for. What comes after the numbered pages is read on from page to page: ``?from=`` names the row, by its key, that
such a page begins with.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

ROWS_ON_A_PAGE = 20
FURTHEST, AHEAD = 50, 5  # pages
COUNTED = FURTHEST * ROWS_ON_A_PAGE  # rows; of more it is only said that there are more
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
KEY = re.compile(r"[1-9][0-9]{0,17}")


class BoundedPaginator(Paginator):
    """Counts to AHEAD pages after the requested one, to FURTHEST at most, and no further.

    requested: its number as text. counted: how many rows there are, if a caller has counted to one more than that.
    """

    def __init__(self, rows: Any, per_page: int, requested: str | None = None, counted: int | None = None) -> None:
        super().__init__(rows, per_page)
        number = int(requested) if requested and PAGE_NUMBER.fullmatch(requested) else 1
        # What is no queryset is bounded by its caller.
        bounded = isinstance(rows, QuerySet) or counted is not None
        self.most = min(FURTHEST, number + AHEAD) * per_page if bounded else len(rows)
        if counted is not None:
            self._counted = counted

    @cached_property
    def _counted(self) -> int:
        return bounded_count(self.object_list, self.most)

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most)

    @property
    def is_bounded(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._counted > self.most


class NumberedPage(Page):
    """A page of a list. next_key: of the row that the page after the last numbered one begins with; None elsewhere."""

    is_beyond = False
    next_key: int | None = None

    @property
    def query(self) -> str:
        """What is behind the list's address."""
        return f"?page={self.number}" if self.number > 1 else ""


class PageBeyond:
    """A page that comes after the numbered ones, or that begins with a row that someone was led to."""

    is_beyond = True
    number = 0

    def __init__(self, rows: list[Any], per_page: int) -> None:
        self.object_list = rows[:per_page]
        self.next_key: int | None = rows[per_page].pk if len(rows) > per_page else None

    @property
    def query(self) -> str:
        return f"?from={self.object_list[0].pk}"

    def __iter__(self) -> Iterator[Any]:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)

    def __getitem__(self, index: int) -> Any:
        return self.object_list[index]


def counted_at_first(per_page: int = ROWS_ON_A_PAGE) -> int:
    """How many rows are counted for the first page."""
    return (1 + AHEAD) * per_page + 1


def bounded_count(rows: Any, most: int = COUNTED) -> int:
    """How many there are: most + 1 where they are more than most. In their order, which has an index."""
    return rows.values("pk")[: most + 1].count() if isinstance(rows, QuerySet) else len(rows)


def bounded_counts(lists: Mapping[str, QuerySet], most: int = COUNTED) -> dict[str, int]:
    """``bounded_count`` of several lists, by their names, in one query."""
    counts = dict.fromkeys(lists, 0)
    statements: dict[str, str] = {}
    values: list[Any] = []
    for name, rows in lists.items():
        try:
            statement, its_values = rows.values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        statements[name] = f"(SELECT count(*) FROM ({statement}) AS counted)"  # noqa: S608 (Django wrote it)
        values += its_values
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(statements.values())}", values)
            counts |= dict(zip(statements, cursor.fetchone(), strict=True))
    return counts


def page_of(
    request: HttpRequest,
    rows: QuerySet | Sequence[Any],
    among: QuerySet | None = None,
    per_page: int = ROWS_ON_A_PAGE,
) -> NumberedPage | PageBeyond:
    """The page of rows that ``?page=`` or ``?from=`` asks for; 404 where there is none.

    rows: a queryset ordered by names of fields that are never empty, the key last, or a list that is bounded itself.
    among: where the row that ``?from=`` names is looked up, with what rows are ordered by; it need not be one of rows.
    """
    if isinstance(rows, QuerySet) and "from" in request.GET:
        among = rows.model._default_manager.all() if among is None else among
        return _page_beyond(request.GET["from"], rows, among, per_page)
    number = request.GET.get("page", "1")
    paginator = BoundedPaginator(rows, per_page, number)
    if not PAGE_NUMBER.fullmatch(number) or int(number) > paginator.num_pages:
        raise Http404
    bottom = (int(number) - 1) * per_page
    on_page = _rows_from(rows, bottom, per_page + 1)
    page = NumberedPage(on_page[:per_page], int(number), paginator)
    if page.number == FURTHEST and isinstance(rows, QuerySet) and len(on_page) > per_page:
        page.next_key = on_page[-1].pk
    return page


def first_page(rows: list[Any], counted: int, per_page: int = ROWS_ON_A_PAGE) -> NumberedPage:
    """As ``page_of`` gives the first page, of rows that are fetched. counted: up to ``counted_at_first``."""
    return NumberedPage(rows, 1, BoundedPaginator(rows, per_page, counted=counted))


def _rows_from(rows: Any, bottom: int, size: int) -> list[Any]:
    """Up to size rows after the first bottom ones. Of what it skips, PostgreSQL reads keys only, and counts nothing."""
    if not bottom or not isinstance(rows, QuerySet):
        return list(rows[bottom : bottom + size])
    return list(rows.filter(pk__in=rows.values("pk")[bottom : bottom + size]))


def _page_beyond(key: str, rows: QuerySet, among: QuerySet, per_page: int) -> PageBeyond:
    if not KEY.fullmatch(key):
        raise Http404
    order = [str(name) for name in rows.query.order_by]
    mark = among.filter(pk=int(key)).values_list(*(name.lstrip("-") for name in order)).first()
    if mark is None or None in mark:
        raise Http404
    page = PageBeyond(list(rows.filter(_from(order, mark))[: per_page + 1]), per_page)
    if not page:
        raise Http404
    return page


def _from(order: list[str], mark: Sequence[Any]) -> Q:
    """The rows that do not come before mark. The bound on the first column alone is what an index can begin at."""
    first = f"{order[0].lstrip('-')}__{'lte' if order[0].startswith('-') else 'gte'}"
    after, same = Q(), Q()
    for name, value in zip(order, mark, strict=True):
        column, comes_later = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        after |= same & Q((f"{column}__{comes_later}", value))
        same &= Q((column, value))
    return Q((first, mark[0])) & (after | same)
