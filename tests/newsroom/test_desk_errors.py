"""What goes wrong at the desk is said in the desk's frame, with the way back to it, and never in the readers'."""

import pytest
from django.test import Client

from newsroom.pages.errors import error_page, server_error
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db


def is_the_desks(answer):
    page = answer.content.decode()
    return (
        "desk/desk.css" in page
        and 'href="/admin/"' in page
        and "site.css" not in page
        and answer["Cache-Control"].startswith("no-store")
    )


@pytest.fixture
def desk():
    return signed_in(account("Reporter"))


def test_what_an_account_may_not_open(desk, make_comment):
    answer = desk.get(f"/admin/comments/comment/{make_comment().pk}/change/")
    assert answer.status_code == 403
    assert is_the_desks(answer)


def test_what_is_not_there(desk):
    for address in ("articles/article/1/preview/", "nothing/here/", "r/1/1/"):
        answer = desk.get(f"/admin/{address}")
        assert answer.status_code == 404
        assert is_the_desks(answer)


def test_a_method_that_an_address_lacks(desk):
    answer = desk.get("/admin/logout/")
    assert answer.status_code == 405
    assert is_the_desks(answer)
    assert "POST" in answer["Allow"]


def test_a_form_without_its_token(desk):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/admin/login/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert is_the_desks(answer)


def test_a_form_that_is_too_large_or_has_too_many_fields_and_a_query_that_no_list_takes(desk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answers = [
        desk.post("/admin/articles/topic/add/", {"name": "x" * 300}),
        desk.get("/admin/articles/topic/?name__startswith=a"),
        desk.get("/admin/articles/topic/?q=%00"),
    ]
    for answer in answers:
        assert 400 <= answer.status_code < 500
        assert is_the_desks(answer)
    assert "too large" in answers[0].text


def test_too_many_attempts_to_sign_in():
    for _ in range(5):
        answer = Client().post("/admin/login/", {"username": "x", "password": "y"})
    assert answer.status_code == 429
    assert is_the_desks(answer)
    assert "15 minutes" in answer.text


def test_a_fault_of_ours_costs_the_name_of_the_site_and_a_database_that_is_down_nothing(
    desk, rf, django_assert_num_queries
):
    """Not even who is signed in, whom the session of the request would name."""
    request = rf.get("/admin/articles/article/")
    request.COOKIES = {name: morsel.value for name, morsel in desk.cookies.items()}
    request.csp_nonce = ""
    with django_assert_num_queries(0):
        assert is_the_desks(error_page(request, 503))
    with django_assert_num_queries(1):
        assert is_the_desks(server_error(request))


def test_readers_keep_their_own_pages(client):
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert "site.css" in answer.text
    assert "desk" not in answer.text
