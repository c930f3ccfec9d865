"""One line for each request, in two formats, and nothing in it that is no one else's business."""

import json
import logging
import logging.config

import pytest
from django.conf import settings as site_settings
from django.db import IntegrityError, transaction

from comments.models import Comment
from newsroom.logs.error_reports import report_without_people


@pytest.fixture
def log_lines(tmp_path):
    """Configures the logs as the site does, in the format asked for, but into a file; then its lines."""
    file = tmp_path / "log"

    def configure(log_format):
        handler = {"class": "logging.FileHandler", "filename": str(file), "formatter": log_format}
        kept = site_settings.LOGGING["handlers"]["stderr"]
        logging.config.dictConfig(site_settings.LOGGING | {"handlers": {"stderr": kept | handler}})
        return lambda: file.read_text().splitlines()

    yield configure
    logging.config.dictConfig(site_settings.LOGGING)


def test_a_plain_line_gives_method_path_status_duration_and_queries(log_lines, client, db):
    lines = log_lines("plain")
    client.get("/archive/")
    assert [line.split(" INFO ", 1)[1].split()[:4] for line in lines()] == [
        ["newsroom.request", "GET", "/archive/", "200"]
    ]
    milliseconds, queries, word = lines()[0].split()[-3:]
    assert float(milliseconds.removesuffix("ms")) > 0
    assert int(queries) > 0
    assert word == "queries"


def test_a_json_line_gives_the_same_as_fields(log_lines, client, db, django_assert_num_queries):
    client.get("/readyz")  # which compares the database with the code, now and then
    lines = log_lines("json")
    client.get("/healthz")
    client.get("/readyz")
    alive, ready = map(json.loads, lines())
    assert (alive["method"], alive["path"], alive["status"], alive["queries"]) == ("GET", "/healthz", 200, 0)
    assert (ready["path"], ready["queries"]) == ("/readyz", 1)
    assert ready["duration_ms"] > 0
    assert ready["levelname"] == "INFO"
    assert ready["asctime"]


def test_neither_the_query_nor_a_signed_link_nor_an_address_is_logged(log_lines, client, db):
    lines = log_lines("json")
    client.get("/search/?q=my-illness", REMOTE_ADDR="203.0.113.9")
    client.get("/comments/manage/MTA6c2lnbmF0dXJl/", REMOTE_ADDR="203.0.113.9")
    log = "\n".join(lines())
    assert "/comments/manage/" in log
    for secret in ("my-illness", "MTA6c2lnbmF0dXJl", "203.0.113.9"):
        assert secret not in log


def test_an_address_with_a_line_break_is_one_line(log_lines, client, db):
    lines = log_lines("plain")
    client.get("/x%0A2026-01-01%20INFO%20forged/")
    assert len(lines()) == 1


def test_a_fault_of_the_site_is_logged_with_its_traceback_beside_the_request(log_lines, client, db, settings):
    settings.ROOT_URLCONF = "tests.newsroom.faulty_urls"
    lines = log_lines("json")
    client.raise_request_exception = False
    assert client.get("/fault/").status_code == 500
    fault, request = map(json.loads, lines())
    assert "ZeroDivisionError" in fault["exc_info"]
    assert request["status"] == 500


@pytest.mark.parametrize("log_format", ["plain", "json"])
def test_a_row_that_the_database_refuses_is_in_no_line(log_lines, make_comment, log_format):
    lines = log_lines(log_format)
    comment = make_comment(name="Grace Hopper", email="grace@example.org", message="Well put,\n\nI say.", stars=3)
    try:
        with transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(stars=9)
    except IntegrityError:
        logging.getLogger("anything").exception("It failed for %s", comment.email)
    log = "\n".join(lines())
    assert "comment_stars_1_to_5" in log
    assert "Traceback" in log
    for personal in ("Grace", "grace@example.org", "Well put", "I say"):
        assert personal not in log


def test_who_sends_what_is_no_http_is_not_named(log_lines):
    """The words are gunicorn's own."""
    lines = log_lines("plain")
    log = logging.getLogger("gunicorn.error")
    log.warning("Invalid request from ip=203.0.113.9: Invalid HTTP method: 'x'")
    log.warning("Invalid request from ip=2001:db8:1::2: Invalid HTTP method: 'x'")
    assert [line.split(" ip=")[1] for line in lines()] == ["…: Invalid HTTP method: 'x'"] * 2


def test_a_report_of_an_error_is_as_clean_as_a_line_of_the_log():
    event = {
        "exception": {"values": [{"type": "IntegrityError", "value": "no\nDETAIL:  Failing row contains (Ada)."}]},
        "request": {"url": "https://x.org/comments/manage/MTA6c2ln/", "query_string": "comment=MTA6c2ln"},
        "breadcrumbs": {"values": [{"message": "to ada@example.org", "level": "info"}]},
        "level": 40,
    }
    assert report_without_people(event) == {
        "exception": {"values": [{"type": "IntegrityError", "value": "no\nDETAIL: …"}]},
        "request": {"url": "https://x.org/comments/manage/…/"},
        "breadcrumbs": {"values": [{"message": "to …@…", "level": "info"}]},
        "level": 40,
    }
