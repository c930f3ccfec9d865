"""The environment as settings: a start that cannot work stops at once, with one sentence that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks.registry import registry

PROJECT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DATABASE_URL": "postgres://newsroom:secret-word@127.0.0.1:9/newsroom",
    "SECRET_KEY": "fifty-characters-or-more-of-letters-and-digits-0123456789",
    "SITE_URL": "https://news.example.org",
    "TRUSTED_PROXIES": "127.0.0.1",
}


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]} | PRODUCTION | environment,
        capture_output=True,
        text=True,
    )


def refuses(complaint, result):
    assert result.returncode == 1, result.stdout
    assert result.stderr.count("\n") == 1
    assert complaint in result.stderr
    assert "secret-word" not in result.stderr


def test_a_site_with_its_own_database_does_not_start_without_a_secret():
    refuses("Set SECRET_KEY", manage("check", SECRET_KEY=""))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "newsroom"),
        ("DATABASE_URL", "sqlite:///secret-word"),
        ("DATABASE_URL", "postgres://newsroom:secret-word@127.0.0.1:port/newsroom"),
        ("DATABASE_URL", "postgres://newsroom:secret-word@127.0.0.1"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://newsroom:secret-word@mail.example.org:port"),
        ("EMAIL_FROM", "Newsroom"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
        ("CAPTCHA_PROVIDER", "turnstile"),
        ("CAPTCHA_PROVIDER", "recaptcha"),
        ("COMMENTS_MODERATION", "some"),
        ("COMMENTS_RATE", "-1"),
        ("SPAM_CHECKS", "links,spam"),
        ("SPAM_CHECKS", "links,akismet"),
        ("AKISMET_URL", "rest.akismet.com"),
        ("MODERATION_TARGET", "0"),
        ("COMMENTS_RATE", "many"),
        ("PORT", "80000"),
        ("SITE_URL", "news.example.org"),
        ("TRUSTED_PROXIES", "127.0.0.1,nginx"),
        ("SENTRY_DSN", "not an address"),
    ],
)
def test_a_value_of_no_use_is_named_in_one_sentence(name, value):
    refuses(name, manage("check", **{name: value}))


@pytest.mark.parametrize(
    ("complaint", "environment"),
    [("Set SECRET_KEY", {"SECRET_KEY": ""}), ("SPAM_CHECKS holds 'spam'", {"SPAM_CHECKS": "links,spam"})],
)
def test_gunicorn_stops_with_the_same_sentence(complaint, environment):
    result = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", "newsroom/gunicorn_conf.py"],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]} | PRODUCTION | environment,
        capture_output=True,
        text=True,
    )
    refuses(complaint, result)


def test_the_settings_import_no_app():
    listed = (
        "import sys; from django.conf import settings; settings.DEBUG;"
        "print({name.partition('.')[0] for name in sys.modules})"
    )
    result = subprocess.run(
        [sys.executable, "-c", listed],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "newsroom.settings"} | PRODUCTION,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'newsroom'" in result.stdout
    assert not {"'articles'", "'comments'", "'web'"} & set(result.stdout.strip("{}\n").split(", "))


def test_the_documented_production_environment_has_nothing_to_warn_about():
    documented = {}
    for line in (PROJECT / "docs" / "production.env").read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            documented[name] = value.strip('"')
    documented["SECRET_KEY"] = PRODUCTION["SECRET_KEY"]
    tags = set(registry.tags_available(deployment_checks=True)) - {"database"}  # there is none in this environment
    chosen = [f"--tag={tag}" for tag in sorted(tags)]
    result = manage("check", "--deploy", "--fail-level", "WARNING", *chosen, **documented)
    assert result.returncode == 0, result.stderr


def test_https_without_a_trusted_proxy_is_warned_about_before_it_redirects_for_ever():
    assert "TRUSTED_PROXIES" in manage("check", "--deploy", TRUSTED_PROXIES="").stderr
