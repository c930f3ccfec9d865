from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.django_db  # the address may be edited at the desk


def test_who_found_a_weakness_learns_where_to_write_to_and_until_when_that_holds(client, settings, time_machine):
    settings.SITE_URL = "https://news.example"
    time_machine.move_to(datetime(2026, 1, 1, 12, tzinfo=UTC), tick=False)
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "https://news.example/contact/"
    assert fields["Canonical"] == "https://news.example/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=150) < expires - datetime.now(UTC) < timedelta(days=365)


def test_the_contact_exists(client):
    assert client.get("/contact/").status_code == 200
