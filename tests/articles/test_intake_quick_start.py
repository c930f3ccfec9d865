"""What docs/INTAKE.md shows is run as it is there, against a real server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site

from articles.models import Article
from tests.articles.intake import Machine

pytestmark = pytest.mark.django_db(transaction=True)

COMMANDS = {"sh": ["sh"], "python": [sys.executable, "-"]}


def snippet(language: str) -> str:
    text = Path(site.BASE_DIR, "docs", "INTAKE.md").read_text(encoding="utf-8")
    [code] = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return code


@pytest.fixture
def run(live_server, section, settings, tmp_path, draw):
    settings.MEDIA_ROOT = tmp_path / "media"

    def run(language, token):
        variables = {"NEWSROOM": live_server.url, "NEWSROOM_TOKEN": token, "PICTURE": str(draw())}
        environment = {"PATH": os.environ["PATH"], "NO_PROXY": "*", "PYTHONUTF8": "1"} | variables
        return subprocess.run(
            COMMANDS[language],
            input=snippet(language),
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    return run


@pytest.mark.parametrize("language", COMMANDS)
def test_what_the_quick_start_shows_hands_in_a_draft(run, language):
    machine = Machine()
    done = run(language, machine.words)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    article = Article.objects.get()
    assert f"/admin/articles/article/{article.pk}/change/" in done.stdout
    assert (article.state, article.created_by, article.sources.count()) == ("draft", machine.responsible, 1)
    assert "<strong>" in article.body

    assert run(language, machine.words).stdout == done.stdout
    assert Article.objects.count() == 1


@pytest.mark.parametrize("language", COMMANDS)
def test_what_the_quick_start_shows_says_why_where_it_is_refused(run, language):
    done = run(language, "newsroom_forgotten")
    assert done.returncode != 0
    assert "This token is not known" in done.stdout + done.stderr
