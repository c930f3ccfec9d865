"""What every mail to a commenter has in common: text and HTML from templates, in the language of the site."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from comments.text.email_key import mailable


def letter(
    name: str, to: str, subject: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """A mail from the templates comments/mail/<name>.txt and .html."""
    context = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"comments/mail/{name}.txt", context),
        to=[mailable(to)],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
    mail.attach_alternative(render_to_string(f"comments/mail/{name}.html", context), "text/html")
    return mail
