"""Lists that are longer than the pages that have numbers: readers get to their end, and meet each row once."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from articles.models import Article
from web.paging import COUNTED, FURTHEST, ROWS_ON_A_PAGE

pytestmark = pytest.mark.django_db

BEYOND = 2 * ROWS_ON_A_PAGE + 5


@pytest.fixture
def archive(section):
    """Slugs of more articles than numbered pages hold, in the order of the list; four share each moment."""
    latest = datetime(2024, 3, 20, tzinfo=UTC)
    Article.objects.bulk_create(
        Article(
            slug=f"a{number}",
            headline="A",
            section=section,
            ai_use="assisted",
            published_at=latest - timedelta(minutes=number // 4),
        )
        for number in range(COUNTED + BEYOND)
    )
    return list(Article.objects.newest_first().values_list("slug", flat=True))


def shown(page):
    return re.findall(r'href="/articles/(a\d+)/"', page.text)


def next_address(page):
    found = re.search(r'href="([^"]+)" rel="next"', page.text)
    return unescape(found[1]) if found else None


@pytest.mark.parametrize("address", ["/", "/sections/world/", "/archive/2024/3/", "/?made=ai_assisted"])
def test_after_the_last_numbered_page_a_list_is_read_on_to_its_end(client, archive, address, django_assert_num_queries):
    page = client.get(address, {"page": FURTHEST} | ({"made": "ai_assisted"} if "?" in address else {}))
    rows = shown(page)
    assert rows == archive[COUNTED - ROWS_ON_A_PAGE : COUNTED]
    path = address.partition("?")[0]
    while further := next_address(page):
        assert "from=" in further
        assert ("made=ai_assisted" in further) == ("?" in address)
        page = client.get(path + further)
        assert 0 < len(shown(page)) <= ROWS_ON_A_PAGE
        rows += shown(page)
    assert rows == archive[COUNTED - ROWS_ON_A_PAGE :]


def test_there_is_no_number_after_the_last_one(client, archive):
    assert client.get(f"/?page={FURTHEST + 1}").status_code == 404
    assert f"page={FURTHEST + 1}" not in client.get(f"/?page={FURTHEST}").text


def test_a_page_further_on_leads_back_to_the_first(client, archive):
    page = client.get(f"/{next_address(client.get(f'/?page={FURTHEST}'))}")
    first = re.search(r'<a href="([^"]*)">First page</a>', page.text)
    assert first[1] == "."


@pytest.mark.parametrize("key", ["", "0", "-1", "x", "1.5", "%00", "999999999999", "9" * 19, "9" * 400])
def test_a_row_that_there_is_not_begins_no_page(client, make_article, key):
    make_article()
    assert client.get(f"/?from={key}").status_code == 404


def test_a_draft_begins_no_page_and_a_withdrawn_article_is_left_out_of_the_one_it_began(client, make_article):
    draft = make_article(published_at=None)
    first, second = make_article(slug="a1"), make_article(slug="a2")
    assert client.get(f"/?from={draft.pk}").status_code == 404
    assert shown(client.get(f"/?from={first.pk}")) == ["a1", "a2"]
    Article.objects.filter(pk=first.pk).update(withdrawn_at=first.published_at, withdrawal_reason="Wrong.")
    assert shown(client.get(f"/?from={first.pk}")) == ["a2"]
    assert shown(client.get(f"/?from={second.pk}")) == ["a2"]
