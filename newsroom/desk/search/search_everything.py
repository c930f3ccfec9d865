"""One search over what an account may open at the desk: a few of each kind, by queries whose cost is bounded.

Each kind is searched as its own list at the desk is, so no one finds here what the list would not show.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Image, Page, Person, Section, Topic
from comments.admin.queue.queue_search import SearchForm
from comments.models import Comment, PublishedComment
from web.admin.bounded_list import SEARCHED

FOUND = 6  # of each kind
LONGEST = 200  # characters of a question
SHORTEST = 2
EXCERPT = 90  # characters of a comment


class Hit(NamedTuple):
    """note: which of several with one name it is."""

    words: str
    address: str
    note: str = ""


class Kind(NamedTuple):
    """more: the address of the whole list, with the same question; empty where there is no more than hits."""

    key: str
    title: str | Promise
    hits: list[Hit]
    more: str


def search_everything(request: HttpRequest, question: str) -> list[Kind]:
    """What is like question, by kind; kinds without a hit are missing. None of what the account may not open."""
    question = " ".join(question.split())[:LONGEST]
    if len(question) < SHORTEST:
        return []
    return list(_found(request, question))


def _found(request: HttpRequest, question: str) -> Iterator[Kind]:
    moderates = request.user.has_perm("comments.view_comment")
    kinds: list[tuple[str, str | Promise, type[Any], Callable[[Any], Hit]]] = [
        ("articles", _("Articles"), Article, _article),
        ("pages", _("Pages about us"), Page, _named("title")),
        ("people", _("Writers"), Person, _named("name", "role")),
        ("topics", _("Topics"), Topic, _named("name")),
        ("sections", _("Sections"), Section, _named("name")),
        ("pictures", _("Pictures"), Image, _named("alternative_text", "credit")),
        ("comments", _("Comments"), Comment if moderates else PublishedComment, _comment),
    ]
    for key, title, model, hit in kinds:
        pages: Any = admin.site.get_model_admin(model)
        if not pages.has_view_or_change_permission(request):
            continue
        rows = _rows_of(pages, request, question)
        if hits := [hit(row) for row in rows[:FOUND]]:
            opts = model._meta
            address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
            query = {"q": question} | LIST_OF_ALL.get(key, {})
            yield Kind(key, title, hits, f"{address}?{urlencode(query)}" if len(rows) > FOUND else "")


# Lists that do not open on all their rows.
LIST_OF_ALL = {"comments": {"list": "all"}, "articles": {"state": "all"}}


def _rows_of(pages: Any, request: HttpRequest, question: str) -> list[Any]:
    """One more than are shown, if there are so many."""
    if pages.model is Comment:
        found = SearchForm({"q": question, "list": "all"}).comments().select_related("article")
        return list(found.only("message", "name", "article__headline", "article__published_at")[: FOUND + 1])
    rows = pages.get_queryset(request)
    if pages.model is Page:
        rows = rows.filter(title__icontains=question)  # its list has no search
    else:
        if (
            pages.model is Image
        ):  # the one of these tables that grows with the archive, and no index finds parts of words
            rows = rows.filter(pk__in=Image.objects.order_by("-pk").values("pk")[:SEARCHED])
        rows, _repeats = pages.get_search_results(request, rows, question)
    if pages.model is Article:
        rows = rows.order_by("-modified_at", "-pk").defer("body", "standfirst", "ai_note")
    return list(rows[: FOUND + 1])


def _article(article: Any) -> Hit:
    return Hit(article.headline, _page_of(article), str(article.state.label))


def _named(name: str, note: str = "") -> Callable[[Any], Hit]:
    return lambda row: Hit(str(getattr(row, name)), _page_of(row), str(getattr(row, note)) if note else "")


def _comment(comment: Any) -> Hit:
    return Hit(Truncator(comment.message).chars(EXCERPT), _page_of(comment), comment.name)


def _page_of(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
