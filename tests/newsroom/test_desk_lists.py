"""No list at the desk is queried by what it does not show: lookups are made up for every list and every field."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from newsroom.desk.desk_rules import DeskRules
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

LISTS = sorted(admin.site._registry.values(), key=lambda pages: pages.opts.label)
each_list = pytest.mark.parametrize("pages", LISTS, ids=lambda pages: pages.opts.label)
LOOKUPS = ("", "exact", "iexact", "startswith", "icontains", "regex", "gt", "lte", "in", "range", "isnull", "length")


def fields_within_reach(model, prefix="", depth=2):
    """The names of fields of model and of what it is related to, as a lookup names them."""
    for field in model._meta.get_fields():
        name = field.name  # of a relation backwards, what a query calls it; a hidden one ends with "+"
        if name.endswith("+"):
            continue
        yield prefix + name
        if depth and field.is_relation and field.related_model:
            yield from fields_within_reach(field.related_model, f"{prefix}{name}__", depth - 1)


def shown(pages, request):
    """The fields that filters, links and dates of a list are about."""
    filters = [each[0] if isinstance(each, list | tuple) else each for each in pages.get_list_filter(request)]
    names = {getattr(each, "parameter_name", each) for each in filters}
    return names | set(getattr(pages, "linked_lookups", ())) | {pages.date_hierarchy} - {None}


@pytest.fixture
def root_request(rf):
    request = rf.get("/")
    request.user = User.objects.create_superuser("root")
    return request


@each_list
def test_a_list_takes_no_lookup_of_a_field_that_no_filter_of_it_shows(pages, root_request):
    assert isinstance(pages, DeskRules)
    about = shown(pages, root_request)
    for field in fields_within_reach(pages.model):
        for lookup in LOOKUPS:
            key = f"{field}__{lookup}" if lookup else field
            allowed = pages.lookup_allowed(key, "a", root_request)
            assert not allowed or any(key == name or key.startswith(f"{name}__") for name in about), key


@each_list
def test_no_filter_compares_letters(pages, root_request):
    for field in fields_within_reach(pages.model, depth=1):
        for lookup in ("startswith", "istartswith", "contains", "regex", "gt", "lte", "in", "range"):
            assert not pages.lookup_allowed(f"{field}__{lookup}", "a", root_request), field


@each_list
def test_a_search_looks_only_at_what_the_list_or_the_page_of_a_row_shows(pages, root_request):
    on_pages = {name for name in _flat(pages.get_fields(root_request)) if isinstance(name, str)}
    listed = set(map(str, pages.get_list_display(root_request)))
    rendered = {  # columns of ours that show a field of another name
        "article__headline": {"article_link", "article"},
        "comment__message": {"comment_link"},
        "comment__name": {"comment_link"},
        "message": {"words"},
        "account_name": {"words"},
        "by_name": {"words"},
        "detail": {"words"},
        "target": {"leads_to"},
        "article__slug": {"leads_to"},
    }
    for name in pages.get_search_fields(root_request):
        assert {name, *rendered.get(name, ())} & (on_pages | listed), name


def _flat(fields):
    for field in fields:
        yield from _flat(field) if isinstance(field, list | tuple) else [field]


@each_list
def test_a_list_is_ordered_by_its_columns_alone(pages, root_request, client):
    client.force_login(root_request.user, "django.contrib.auth.backends.ModelBackend")
    address = reverse(f"admin:{pages.opts.app_label}_{pages.opts.model_name}_changelist")
    if client.get(address).status_code == 302:
        return  # of the one row that there is, its page
    columns = len(pages.get_list_display(root_request))
    for order in (columns + 5, -99, "email", "0", "1.-1"):
        assert client.get(f"{address}?o={order}").status_code == 200


@pytest.mark.parametrize(
    ("group", "address", "query"),
    [
        ("Editor", "comments/publishedcomment", "email__startswith=a"),
        ("Editor", "comments/publishedcomment", "email_key__startswith=a"),
        ("Editor", "comments/publishedcomment", "network_hash__startswith=a"),
        ("Editor", "comments/publishedcomment", "article__created_by__email__startswith=a"),
        ("Editor", "comments/publishedcomment", "parent__email__startswith=a"),
        ("Reporter", "articles/article", "created_by__password__startswith=a"),
        ("Reporter", "articles/image", "uploaded_by__email__startswith=a"),
        ("Reporter", "articles/person", "account__email__startswith=a"),
        ("Reporter", "articles/topic", "articles__headline__startswith=a"),
        ("Reporter", "articles/section", "articles__body__contains=a"),
        ("Moderator", "comments/discussion", "article__body__startswith=a"),
        ("Administrator", "auth/user", "password__startswith=a"),
    ],
)
def test_a_forged_query_is_refused_at_once_and_not_answered_with_rows(group, address, query):
    desk = signed_in(account(group))
    assert desk.get(f"/admin/{address}/").status_code == 200
    for extra in ("", "&_facets=True", "&_popup=1", "&e=1", "&q=a"):
        assert desk.get(f"/admin/{address}/?{query}{extra}").status_code == 400


def test_an_editor_does_not_find_a_commenter_by_the_address(make_comment):
    make_comment(name="Grace", email="secret@example.org", status="published")
    desk = signed_in(account("Editor"))
    page = "/admin/comments/publishedcomment/"
    assert "Grace" in desk.get(page).text
    for words in ("secret", "secret@example.org", "example.org"):
        assert "Grace" not in re.sub(r'value="[^"]*"', "", desk.get(f"{page}?q={words}").text)


def test_links_of_the_desk_into_its_lists_work(make_article, make_comment):
    desk = signed_in(account("Administrator"))
    article, comment = make_article(), make_comment()
    for address in (
        f"articles/disclosureevent/?article={article.pk}",
        f"comments/report/?comment={comment.pk}&list=all",
        "articles/article/?state=draft&origin=machine",
        f"articles/article/?section__id__exact={article.section_id}&made=human&q=x&p=1",
        "django_tasks_database/dbtaskresult/?status__exact=FAILED",
        "auth/user/?is_staff__exact=1&groups__id__exact=1",
        f"comments/discussion/?article__section__id__exact={article.section_id}",
        "comments/rule/?kind__exact=words&effect__exact=hold",
    ):
        assert desk.get(f"/admin/{address}").status_code == 200, address


def test_every_model_is_registered_through_the_desk():
    assert all(apps.get_model(pages.opts.label) is pages.model for pages in LISTS)
    assert len(LISTS) > 15
