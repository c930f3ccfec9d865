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
