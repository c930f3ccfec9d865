"""What the choice of a captcha means for the pages' policy and for the deployment check."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

READ_POLICY = """
import json
from newsroom import settings
policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
print(json.dumps([policy, settings.CAPTCHA_SOURCES[settings.CAPTCHA_PROVIDER]]))
"""


@pytest.mark.parametrize(
    ("environment", "may_load", "may_not_load"),
    [
        (
            {"RECAPTCHA_PUBLIC_KEY": "a", "RECAPTCHA_PRIVATE_KEY": "b", "CAPTCHA_PROVIDER": "recaptcha"},
            ["https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/"],
            ["blob:", "sha256"],
        ),
        ({"CAPTCHA_PROVIDER": "altcha"}, ["blob:", "sha256"], ["google", "gstatic"]),
        ({"CAPTCHA_PROVIDER": "none"}, [], ["google", "gstatic", "blob:", "sha256"]),
    ],
)
def test_pages_with_the_form_may_load_what_its_captcha_needs_and_no_more(environment, may_load, may_not_load):
    run = subprocess.run(
        [sys.executable, "-c", READ_POLICY], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    everywhere, with_the_form = map(json.dumps, json.loads(run.stdout))
    assert all(source in with_the_form and source not in everywhere for source in may_load)
    assert not any(source in everywhere + with_the_form for source in may_not_load)
    assert "unsafe" not in everywhere + with_the_form


@pytest.mark.django_db
@pytest.mark.parametrize(("provider", "warns"), [("none", True), ("altcha", False)])
def test_the_deployment_check_warns_where_nothing_checks_for_a_person(settings, capsys, provider, warns):
    settings.CAPTCHA_PROVIDER = provider
    call_command("check", deploy=True, tags=["security"])
    assert ("comments.W001" in capsys.readouterr().err) is warns


TEST_KEYS = {
    "RECAPTCHA_PUBLIC_KEY": "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI",
    "RECAPTCHA_PRIVATE_KEY": "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe",
}
READERS_COME = {"SITE_URL": "https://news.example.org", "DEBUG": "off", "TRUSTED_PROXIES": "127.0.0.1"}


def run_check(**environment):
    away = {"CAPTCHA_PROVIDER", "DEBUG", "SITE_URL", *TEST_KEYS}
    environment = {name: value for name, value in os.environ.items() if name not in away} | environment
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--tag", "security"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"SITE_URL": "http://localhost:8000"},
        {"SITE_URL": "http://news.localhost:8000"},
        {"SITE_URL": "http://127.0.0.2"},
        {"SITE_URL": "http://[::1]:8000"},
        {"SITE_URL": "https://news.example.org", "DEBUG": "on"},
    ],
    ids=str,
)
def test_recaptchas_test_keys_are_a_warning_outside_production(environment):
    result = run_check(**TEST_KEYS, **environment)
    assert result.returncode == 0, result.stderr
    assert "comments.W002" in result.stderr
    assert "recaptcha_test_key_error" not in result.stderr


@pytest.mark.parametrize("name", TEST_KEYS)
def test_recaptchas_test_keys_are_an_error_in_production(name):
    keys = {"RECAPTCHA_PUBLIC_KEY": "own", "RECAPTCHA_PRIVATE_KEY": "own", name: TEST_KEYS[name]}
    result = run_check(**keys, **READERS_COME)
    assert result.returncode == 1
    assert "public test key" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("environment", [{}, READERS_COME], ids=["at home", "in production"])
@pytest.mark.parametrize(
    "captcha",
    [{"RECAPTCHA_PUBLIC_KEY": "own", "RECAPTCHA_PRIVATE_KEY": "own"}, {**TEST_KEYS, "CAPTCHA_PROVIDER": "altcha"}, {}],
    ids=["own keys", "another provider", "none"],
)
def test_other_keys_and_other_providers_are_no_fault(environment, captcha):
    result = run_check(**environment, **captcha)
    assert result.returncode == 0, result.stderr
    assert "comments.W002" not in result.stderr
