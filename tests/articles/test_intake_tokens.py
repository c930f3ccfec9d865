"""A token is made and revoked at the desk, by administrators, and its words are seen once."""

import html
import re

import pytest

from articles.models import Article, IntakeToken
from tests.articles.intake import Machine
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

TOKENS = "/admin/articles/intaketoken/"


@pytest.fixture
def desk(section):
    return signed_in(account("Administrator"))


def make(desk, **changes):
    responsible = changes.pop("responsible", None) or account("Reporter")
    fields = {"system": "Example Writer", "version": "3", "responsible": responsible.pk}
    return desk.post(f"{TOKENS}add/", fields | changes)


def test_the_words_of_a_token_are_shown_once_and_open_the_intake(desk):
    page = make(desk)
    token = IntakeToken.objects.get()
    words = re.search(r'value="(newsroom_[^"]+)"', page.text)[1]
    assert "no-store" in page["Cache-Control"]
    assert set(page.cookies) <= {"csrftoken"}
    for address in (TOKENS, f"{TOKENS}{token.pk}/change/"):
        again = desk.get(address)
        assert words not in again.text
        assert words[:13] in again.text
    machine = Machine.__new__(Machine)
    machine.words = words
    assert machine.hand_in().status_code == 201
    assert Article.objects.get().created_by == token.responsible
    assert token.created_by.username.startswith("administrator")


@pytest.mark.parametrize("group", ["Moderator"])
def test_who_may_not_write_cannot_answer_for_a_machine(desk, group):
    page = make(desk, responsible=account(group))
    assert "This account may not write articles" in page.text
    assert not IntakeToken.objects.exists()


def test_a_token_is_revoked_after_a_question_and_its_row_stays(desk):
    machine = Machine()
    machine.hand_in()
    address = f"{TOKENS}{machine.token.pk}/"
    assert "cannot be undone" in desk.get(f"{address}revoke/").text
    assert IntakeToken.objects.get().revoked_at is None
    assert "Revoked." in html.unescape(desk.post(f"{address}revoke/", follow=True).text)
    assert IntakeToken.objects.get().revoked_by.username.startswith("administrator")
    assert machine.hand_in().status_code == 401
    page = desk.get(f"{address}change/")
    assert "Revoke…" not in page.text
    revoked_at = IntakeToken.objects.get().revoked_at
    desk.post(f"{address}revoke/")
    assert IntakeToken.objects.get().revoked_at == revoked_at
    assert desk.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert Article.objects.exists()


def test_nothing_of_a_token_can_be_changed(desk):
    machine = Machine()
    before = IntakeToken.objects.values().get()
    other = account("Reporter")
    desk.post(
        f"{TOKENS}{machine.token.pk}/change/",
        {"system": "Another", "version": "", "responsible": other.pk, "digest": "0", "revoked_at": ""},
    )
    assert IntakeToken.objects.values().get() == before


@pytest.mark.parametrize("group", ["Reporter", "Editor", "Moderator"])
def test_tokens_are_the_administrators_business(section, group):
    machine = Machine()
    desk = signed_in(account(group))
    for address in ("", "add/", f"{machine.token.pk}/change/", f"{machine.token.pk}/revoke/"):
        assert desk.get(f"{TOKENS}{address}").status_code == 403
    assert desk.post(f"{TOKENS}{machine.token.pk}/revoke/").status_code == 403
    assert make(desk).status_code == 403


def test_the_list_shows_what_each_token_does_in_few_queries(desk, django_assert_max_num_queries):
    machines = [Machine() for _ in range(5)]
    machines[0].hand_in()
    machines[0].hand_in()
    with django_assert_max_num_queries(9):
        page = desk.get(TOKENS)
    assert str(machines[0].responsible) in page.text
    assert re.search(r"<td[^>]*field-draft_count[^>]*>2</td>", page.text)


# The description ------------------------------------------------------------------------------------------------------


def test_the_description_is_for_staff_alone(client, django_user_model, section):
    files = ["/api/docs/swagger-ui.css", "/api/docs/swagger-ui-bundle.js", "/api/docs/swagger-ui-init.js"]
    nobody = signed_in(django_user_model.objects.create_user("reader", password="x"))
    for visitor in (client, nobody):
        answer = visitor.get("/api/docs")
        assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/api/docs")
        assert [visitor.get(address).status_code for address in ["/api/intake/openapi.json", *files]] == [404] * 4
    staff = signed_in(account("Reporter"))
    assert [staff.get(address).status_code for address in ["/api/docs", "/api/intake/openapi.json", *files]] == [
        200
    ] * 5
    assert staff.get("/api/docs/../ninja.py").status_code == 404
    assert "no-store" in staff.get("/api/docs")["Cache-Control"]


def test_the_description_names_all_that_a_machine_needs_to_know(section):
    described = signed_in(account("Reporter")).get("/api/intake/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert list(described["paths"]) == ["/api/articles/"]
    assert list(described["paths"]["/api/articles/"]) == ["post"]
    operation = described["paths"]["/api/articles/"]["post"]
    assert set(operation["responses"]) == {"201", "400", "401", "403", "411", "413", "415", "422", "429"}
    assert "application/problem+json" in operation["responses"]["422"]["content"]
    assert operation["parameters"][0]["name"] == "Idempotency-Key"
    assert operation["security"] == [{"SystemToken": []}]
    shape = described["components"]["schemas"]["Draft"]
    assert set(shape["required"]) == {"headline", "body", "section", "sources", "generated_at"}
    assert shape["properties"]["headline"]["maxLength"] == 200
    assert shape["properties"]["ai_use"]["enum"] == ["generated", "assisted"]
    assert shape["additionalProperties"] is False
