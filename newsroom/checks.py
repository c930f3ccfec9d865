"""What ``manage.py check`` says about a site's set-up that would only show once readers come."""

from typing import Any

from django.conf import settings
from django.core import checks

from newsroom.database import schema
from newsroom.identity.own_templates import LABEL, without_label


@checks.register(checks.Tags.security, deploy=True)
def https_needs_a_trusted_proxy(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
        return [
            checks.Warning(
                "SITE_URL says https, but TRUSTED_PROXIES names no proxy that could end TLS.",
                hint="Name the proxy's address, or every request is redirected to itself.",
                id="newsroom.W001",
            )
        ]
    return []


@checks.register(checks.Tags.database)
def server_can_hold_the_site(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """``migrate`` runs this before it writes anything."""
    fault = schema.fault_of_server() if databases else ""
    return [checks.Error(fault, id="newsroom.E001")] if fault else []


@checks.register(checks.Tags.templates)
def own_templates_have_the_label(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A template of the site's own may look as it likes, but says how an article was made wherever ours does."""
    if not settings.SITE_TEMPLATES:
        return []
    return [
        checks.Error(
            f"{name} in SITE_TEMPLATES leaves out how articles were made, which our template says.",
            hint=f'Put {{% include "{LABEL}" with level=article.level only %}} into it.',
            id="newsroom.E003",
        )
        for name in without_label(settings.SITE_TEMPLATES, settings.BASE_DIR / "templates")
    ]


def schema_fits_the_code(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """``manage.py check`` alone runs this."""
    if not databases or schema.fault_of_server():
        return []
    found: list[checks.CheckMessage] = [checks.Error(fault, id="newsroom.E002") for fault in schema.faults()]
    if remark := schema.newer_database():
        found.append(checks.Warning(remark, id="newsroom.W002"))
    if not schema.knows_letters():
        found.append(
            checks.Warning(
                "The locale of the database knows ASCII alone: the desk's search boxes and the names in an import tell"
                " capitals from small letters in other alphabets. The readers' search does not.",
                hint="Make databases with LC_CTYPE 'C.UTF-8', or with that of a language.",
                id="newsroom.W003",
            )
        )
    return found


def a_backup_was_verified(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """``manage.py check`` alone runs this."""
    from newsroom.backup.verified_backup import in_words
    from newsroom.models import VerifiedBackup

    if not databases or schema.fault_of_server() or schema.faults():
        return []
    verified = VerifiedBackup.objects.first()
    if verified and not verified.is_late:
        return [checks.Info(in_words(verified), id="newsroom.I001")]
    return [checks.Warning(in_words(verified), id="newsroom.W004")]
