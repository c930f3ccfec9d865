"""Whatever a client sends, the intake answers with a sentence for people and a form for programs, and breaks never."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.intake.fault_words import words_for
from articles.models import Article, Image, IntakeAnswer
from tests.articles.intake import DRAFT, Machine, draft, picture, pointers

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(section, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INTAKE_RATE = 0
    return Machine()


def assert_problem(answer, status):
    """It is problem details as RFC 9457 has them, and no cache keeps it."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    problem = answer.json()
    assert (problem["status"], problem["title"]) == (status, answer.reason_phrase)
    assert problem["detail"]


# What is no JSON ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"headline=x",
        b"\xff\xfe{\x00}\x00",
        b'{"headline": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"headline": NaN}',
        b'{"headline": -Infinity}',
        b'{"headline": ' + b"9" * 5_000 + b"}",
        b'{"headline": "a", "headline": "b"}',
        b'{"headline": "a\0b"}',
        json.dumps({str(number): 0 for number in range(101)}).encode(),
        b"{}{}",
        b"\xef\xbb\xbf{}",
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_cannot_be_read_is_a_bad_request(machine, raw):
    answer = machine.send(raw)
    assert_problem(answer, 400)
    assert answer.json()["detail"].startswith("The request is not JSON: ")


@pytest.mark.parametrize("raw", [b"[]", b"null", b"7", b'"x"', b"1e999", b"[{}]", b"true"])
def test_json_that_is_no_draft_is_refused(machine, raw):
    assert_problem(machine.send(raw), 422)


def test_an_empty_request_is_a_bad_request(machine):
    assert_problem(machine.send(b""), 400)


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "", "application/xml", "é"])
def test_another_type_of_content_is_refused(machine, content_type):
    assert_problem(machine.send(b"{}", Content_Type=content_type), 415)


def test_a_compressed_request_is_refused(machine):
    assert_problem(machine.send(b"{}", Content_Encoding="gzip"), 415)


def test_a_request_that_does_not_say_its_length_is_refused(machine):
    assert_problem(machine.send(b"{}", Transfer_Encoding="chunked"), 411)


def test_a_request_that_is_too_large_is_refused_before_it_is_read(machine):
    assert_problem(machine.send(b"{}", Content_Length="16000001"), 413)


def test_a_request_may_be_larger_than_a_form(machine, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert machine.hand_in().status_code == 201


def test_charset_and_capitals_of_the_content_type_do_not_matter(machine):
    raw = json.dumps(draft()).encode()
    assert machine.send(raw, Content_Type="Application/JSON; charset=utf-8").status_code == 201


# What is no draft -----------------------------------------------------------------------------------------------------


def test_all_faults_of_a_draft_are_named_at_once(machine):
    sources = [
        {"title": "Fine"},
        {"title": "", "address": "no address"},
        {"title": "x", "address": "javascript:alert(1)"},
    ]
    answer = machine.hand_in(headline="", section="nowhere", sources=sources[:2], ai_use="none")
    assert_problem(answer, 422)
    assert pointers(answer) == ["#/headline", "#/sources/1/title", "#/ai_use"]
    answer = machine.hand_in(section="nowhere", sources=[sources[0], sources[2]], body="<video src=x></video>")
    assert pointers(answer) == ["#/section", "#/body", "#/sources/1/address"]
    assert "world" in answer.json()["errors"][0]["detail"]
    assert not Article.objects.exists()


@pytest.mark.parametrize("field", DRAFT)
def test_what_a_draft_needs_is_named_where_it_is_missing(machine, field):
    answer = machine.hand_in(**{field: None})
    assert_problem(answer, 422)
    assert pointers(answer) == [f"#/{field}"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", "x" * 201),
        ("headline", " \n"),
        ("headline", 5),
        ("headline", 10**400),
        ("headline", None),
        ("headline", "nul \0"),
        ("headline", "bell \a"),
        ("headline", "half a pair \ud800"),
        ("standfirst", "x" * 501),
        ("standfirst", "nul \0"),
        ("body", "x" * 100_001),
        ("body", "nul \0"),
        ("body", ["x"]),
        ("body_format", "docx"),
        ("section", "nul \0"),
        ("section", {}),
        ("sources", "none"),
        ("sources", [{"title": "x"}] * 51),
        ("prompt_digest", "abc"),
        ("prompt_digest", "AB" * 32),
        ("prompt_digest", "ab" * 32 + "\n\n"),
        ("generated_at", "yesterday"),
        ("generated_at", "2026-03-01"),
        ("generated_at", "2026-03-01T09:30:00"),
        ("generated_at", "9999-12-31T23:59:59-14:00"),
        ("generated_at", "0001-01-01T00:00:00+14:00"),
        ("generated_at", "2999-01-01T00:00:00Z"),
        ("generated_at", "1700000000"),
        ("generated_at", 1700000000),
        ("generated_at", 10**300),
        ("generated_at", 1e308),
        ("version", "x" * 39),
        ("note", "x" * 501),
        ("pictures", [{}] * 6),
        ("pictures", {}),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_field_that_is_not_right_is_named(machine, field, value):
    raw = json.dumps(draft() | {field: value}).encode()
    answer = machine.send(raw)
    if field == "prompt_digest" and value.endswith("\n"):
        assert answer.status_code == 201  # white space around it is nothing
        return
    assert_problem(answer, 422)
    assert pointers(answer) == [f"#/{field}"]
    assert answer.json()["errors"][0]["detail"]


def _refusal(machine, settings, raw, language):
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        problem = machine.send(raw).json()
    return [problem["detail"], *(error["detail"] for error in problem.get("errors", []))]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"headline": None}, "Dieses Feld fehlt."),
        ({"colour": "red"}, "Ein solches Feld gibt es nicht."),
        ({"headline": ""}, "Das darf nicht leer sein."),
        ({"headline": "x" * 201}, "Das ist zu lang. So viele Zeichen darf es höchstens haben: 200."),
        ({"headline": 5}, "Hier wird Text erwartet."),
        ({"sources": "none"}, "Hier wird eine Liste erwartet."),
        ({"sources": ["x"]}, "Hier wird ein Objekt erwartet."),
        ({"sources": [{"title": "x"}] * 51}, "Es sind zu viele. So viele dürfen es höchstens sein: 50."),
        ({"body_format": "docx"}, "Das muss eins hiervon sein: markdown, html."),
        ({"prompt_digest": "abc"}, "Das hat nicht die Form ^([0-9a-f]{64})?$."),
        ({"generated_at": "yesterday"}, "Das ist keine Zeit wie 2026-03-01T09:30:00Z."),
        (
            {"generated_at": "2026-03-01T09:30:00"},
            "Dieser Zeit fehlt der Abstand zur UTC, wie das Z in 2026-03-01T09:30:00Z.",
        ),
    ],
)
def test_a_fault_is_named_in_the_language_of_the_site(machine, settings, changes, words):
    raw = json.dumps({name: value for name, value in (DRAFT | changes).items() if value is not None}).encode()
    assert _refusal(machine, settings, raw, "de") == ["Der Entwurf wurde nicht angenommen; errors sagt, warum.", words]


@pytest.mark.parametrize(
    "raw",
    [b"{", b"\xff", b"[" * 100_000, b'{"a": NaN}', b'{"a": ' + b"9" * 5_000 + b"}", b'{"a": 1, "a": 2}'],
    ids=lambda raw: repr(raw[:20]),
)
def test_why_a_request_is_no_json_is_said_in_the_language_of_the_site(machine, settings, raw):
    (english,), (german,) = _refusal(machine, settings, raw, "en"), _refusal(machine, settings, raw, "de")
    _intro, _colon, reason = english.partition(": ")
    assert reason
    assert reason not in german


def test_a_fault_of_a_kind_that_no_one_knows_yet_is_named_by_its_kind():
    assert "(new_kind)" in words_for({"type": "new_kind", "msg": "Input should be newer"})


def test_the_longest_words_that_are_allowed_are_taken(section, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    machine = Machine(system="S" * 80, version="9" * 38)
    address = "https://example.org/" + "a" * 480
    drawn = {"alt": "a" * 300, "caption": "c" * 400, "credit": "d" * 200, "system": "s" * 120, "version": "v" * 60}
    answer = machine.hand_in(
        key="k" * 200,
        headline="h" * 200,
        standfirst="ß" * 500,
        body="b" * 100_000,
        sources=[{"title": "t" * 300, "publisher": "p" * 200, "address": address}] * 50,
        note="n" * 500,
        pictures=[{"file": picture(), "digital_source_type": "trainedAlgorithmicMedia", **drawn}],
    )
    assert answer.status_code == 201, answer.content
    assert Article.objects.get().sources.count() == 50


def test_very_many_faults_are_named_in_part(machine):
    answer = machine.hand_in(sources=[{f"x{number}": 1 for number in range(90)}] * 40)
    assert_problem(answer, 422)
    assert len(answer.json()["errors"]) == 50


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from([*DRAFT, "system", "version", "standfirst", "ai_use", "note", "prompt_digest", "pictures"])


@given(changes=st.dictionaries(fields, json_values, max_size=4))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_draft_breaks_the_intake(machine, changes):
    answer = machine.send(json.dumps(draft() | changes).encode())
    assert answer.status_code in (201, 400, 422)


@given(raw=st.binary(min_size=1, max_size=200))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_the_intake(machine, raw):
    assert machine.send(raw).status_code in (400, 422)


# Again ----------------------------------------------------------------------------------------------------------------


def test_the_same_request_under_the_same_key_is_answered_the_same_and_done_once(machine):
    first = machine.hand_in(key="a-1")
    Article.objects.update(headline="Edited meanwhile")
    again = machine.hand_in(key="a-1")
    assert (again.status_code, again.json(), again["Location"]) == (201, first.json(), first["Location"])
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Article.objects.count() == 1


def test_another_request_under_the_same_key_is_refused(machine):
    machine.hand_in(key="a-1")
    answer = machine.hand_in(key="a-1", headline="Something else")
    assert_problem(answer, 422)
    assert Article.objects.count() == 1


def test_a_key_belongs_to_its_token(machine):
    machine.hand_in(key="a-1")
    assert "Idempotent-Replayed" not in Machine().hand_in(key="a-1")
    assert Article.objects.count() == 2


def test_a_refused_draft_leaves_its_key_free_and_no_file_behind(machine, settings):
    good = {"file": picture(), "alt": "A harbour", "digital_source_type": "digitalCapture"}
    assert machine.hand_in(key="a-1", section="nowhere", pictures=[good]).status_code == 422
    assert not settings.MEDIA_ROOT.exists()
    assert not IntakeAnswer.objects.exists()
    assert machine.hand_in(key="a-1", pictures=[good]).status_code == 201
    assert Image.objects.count() == 1


@pytest.mark.parametrize("key", ["x" * 201, "two words", "ключ"])
def test_a_key_that_is_none_is_refused(machine, key):
    answer = machine.hand_in(key=key)
    assert_problem(answer, 422)
    assert answer.json()["errors"][0]["header"] == "Idempotency-Key"


def test_a_key_is_kept_for_a_day_and_then_forgotten(machine, time_machine):
    time_machine.move_to("2030-03-01 12:00Z", tick=False)
    machine.hand_in(key="a-1")
    time_machine.move_to("2030-03-02 11:59Z", tick=False)
    call_command("forget_traces", verbosity=0)
    assert machine.hand_in(key="a-1").json()["id"] == Article.objects.get().pk
    time_machine.move_to("2030-03-02 12:01Z", tick=False)
    assert "Idempotent-Replayed" not in machine.hand_in(key="a-1")
    time_machine.move_to("2030-03-04 12:01Z", tick=False)
    call_command("forget_traces", verbosity=0)
    assert not IntakeAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once_is_done_once(machine):
    def hand_in(_number):
        try:
            return machine.hand_in(key="a-1")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(hand_in, range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Article.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_drafts_of_one_headline_at_once_all_come_in(machine):
    def hand_in(_number):
        try:
            return machine.hand_in().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(hand_in, range(4))) == {201}
    assert Article.objects.values("slug").distinct().count() == 4


# Readers --------------------------------------------------------------------------------------------------------------


def test_a_worker_that_serves_readers_never_imports_what_only_machines_need():
    code = (
        "import newsroom.asgi, sys; from django.urls import reverse; from django.core.checks import run_checks;"
        "run_checks(); reverse('front'); sys.exit(bool({'ninja', 'pydantic'} & {*sys.modules}))"
    )
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    assert subprocess.run([sys.executable, "-c", code], cwd=site.BASE_DIR, env=environment).returncode == 0


# Too often ------------------------------------------------------------------------------------------------------------


def test_past_the_rate_a_token_waits_for_the_next_hour(machine, settings, time_machine):
    settings.INTAKE_RATE = 2
    time_machine.move_to("2030-03-01 12:10:00Z", tick=False)
    assert machine.hand_in().status_code == 201
    assert machine.send(b"{}").status_code == 422
    answer = machine.hand_in()
    assert_problem(answer, 429)
    assert answer["Retry-After"] == "3000"
    assert Machine().hand_in().status_code == 201
    time_machine.move_to("2030-03-01 13:00:00Z", tick=False)
    assert machine.hand_in().status_code == 201
