"""What the tests of comments share: sending the form as a browser does, and the worker that sends the mail."""

import pytest
from django.core.management import call_command

from tests.comments.verification_service import VerificationService

FINE = {"email": "ada@example.org", "name": "Ada", "message": "Well put.", "rating": "4"}


@pytest.fixture(autouse=True)
def _settings_of_a_quiet_site(settings):
    settings.CAPTCHA_PROVIDER = "none"
    settings.COMMENTS_MODERATION = "all"
    settings.COMMENTS_RATE = 0
    settings.SPAM_CHECKS = ["rate", "links"]


@pytest.fixture
def post(client):
    """Send the comment form to an article, filled in properly but for what is given; None leaves a field out.

    Each time with a token of its own, as from a form that was opened anew.
    """
    from comments.spam.form_token import form_token

    def send(article, follow=False, headers=None, **changes):
        changes = {"token": form_token(article.pk)} | changes
        fields = {name: value for name, value in (FINE | changes).items() if value is not None}
        return client.post(f"{article.get_absolute_url()}comments/", fields, follow=follow, headers=headers)

    return send


@pytest.fixture
def send_mail(mailoutbox):
    """Let the worker do what is waiting; the mails that went out so far."""

    def work():
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
        return mailoutbox

    return work


@pytest.fixture
def link_to(settings):
    """The path of the commenter's page of a comment, as the mail has it, and of the pages below it."""
    from comments.own.signed_links import manage_url

    return lambda comment, below="": f"{manage_url(comment).removeprefix(settings.SITE_URL)}{below}"


@pytest.fixture
def recaptcha_service(tmp_path, settings, monkeypatch):
    """A server of our own in the place of reCAPTCHA's, which the site is told to ask."""
    service = VerificationService(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(service.trust))
    settings.CAPTCHA_PROVIDER = "recaptcha"
    settings.RECAPTCHA_PUBLIC_KEY = "site-key"
    settings.RECAPTCHA_PRIVATE_KEY = "secret-key"
    settings.RECAPTCHA_DOMAIN = service.domain
    yield service
    service.close()
