"""What every mail has in common: text and HTML from templates, in the language of the site."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from comments.text.email_key import mailable
from web.identity.current_site import current_site


def letter(
    name: str,
    to: str,
    subject: str,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
    folder: str = "comments/mail",
) -> EmailMultiAlternatives:
    """A mail from the templates <name>.txt and <name>.html in folder."""
    site = current_site()
    context = {"site": site, "site_name": site.name, "site_url": settings.SITE_URL, **context}
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"{folder}/{name}.txt", context),
        from_email=site.sender,
        to=[mailable(to)],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
    mail.attach_alternative(render_to_string(f"{folder}/{name}.html", context), "text/html")
    return mail
