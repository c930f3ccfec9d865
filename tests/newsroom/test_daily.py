"""What runs once a day, by itself and by the documented timer."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.db import connection
from django.utils import timezone

from comments.models import LinkRequest, NoticePreference
from newsroom.management.commands import daily, start
from tests.staff import account

ROOT = Path(__file__).resolve().parents[2]


def run() -> str:
    said = StringIO()
    call_command("daily", stdout=said, stderr=said)
    return said.getvalue()


@pytest.fixture
def waiting(make_comment):
    """A comment that waits, and a moderator who wants to hear of it once a day."""
    moderator = account("Moderator", email="moderator@example.org")
    NoticePreference.objects.create(account=moderator, pace="daily", told_until=timezone.now() - timezone.timedelta(2))
    return make_comment()


def test_once_a_day_traces_are_forgotten_digests_sent_totals_compared_and_the_log_verified(waiting, mailoutbox):
    LinkRequest.objects.create(email="reader@example.org")
    said = run()
    assert [mail.to for mail in mailoutbox] == [["moderator@example.org"]]
    assert "one chain" in said
    assert "discussions" in said
    assert "forgotten" in said
    run()
    assert len(mailoutbox) == 1


def test_a_daily_command_that_fails_keeps_no_other_from_running(waiting, mailoutbox):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE comments_discussion SET comment_count = 7")
        cursor.execute("SET LOCAL session_replication_role = origin")
    said = StringIO()
    with pytest.raises(CommandError, match="check_totals"):
        call_command("daily", stdout=said, stderr=said)
    assert "Totals are wrong" in said.getvalue()
    assert "one chain" in said.getvalue()
    assert mailoutbox


def test_the_site_and_the_documented_timer_and_cron_run_the_daily_command():
    assert "daily" in start._daily()
    operations = (ROOT / "docs" / "OPERATIONS.md").read_text()
    assert "ExecStart=/srv/newsroom/.venv/bin/python manage.py daily" in operations
    assert re.search(r"`15 0 \* \* \* .*manage\.py daily", operations)
    for name in daily.COMMANDS:
        assert f"`manage.py {name}`" in operations


def test_every_command_that_says_it_is_to_run_daily_is_among_them():
    for folder in ("newsroom", "comments", "articles"):
        for path in (ROOT / folder / "management" / "commands").glob("[!_]*.py"):
            help_text = load_command_class(folder, path.stem).help
            if re.search(r"once a day|every (day|morning)|``daily`` runs it", help_text) and path.stem != "daily":
                assert path.stem in daily.COMMANDS
