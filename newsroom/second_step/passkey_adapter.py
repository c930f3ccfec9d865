"""What allauth asks the site for: whose passkeys they are, and how secrets are stored."""

import base64
import hashlib
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from web.identity.current_site import current_site

LOCAL = "localhost"


class PasskeyAdapter(DefaultMFAAdapter):
    """Secrets are encrypted with SECRET_KEY, so a copy of the database alone gives no codes."""

    def get_totp_issuer(self) -> str:
        return current_site().name

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - the name is allauth's
        number = Authenticator.objects.filter(user=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        from cryptography.fernet import InvalidToken

        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise ValidationError(
                _("This second step was set up under another key of the site. Ask an administrator to remove it."),
                code="other_key",
            ) from None

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": passkey_host(context.request), "name": current_site().name}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {
            "id": str(user.pk).encode(),
            "display_name": user.get_full_name() or user.get_username(),
            "name": user.get_username(),
        }


def passkey_host(request: Any) -> str:
    """The host that passkeys are made for; empty where browsers allow none.

    Browsers want https and a name, or localhost. A site that runs on loopback also works under the name localhost.
    """
    site = urlsplit(settings.SITE_URL)
    host = site.hostname or ""
    if _is_number(host):
        asked = request.get_host().partition(":")[0]
        return LOCAL if asked == LOCAL and ip_address(host).is_loopback else ""
    return host if site.scheme == "https" or host == LOCAL else ""


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _cipher() -> Any:
    from cryptography.fernet import Fernet  # large, and no reader's page uses it: see passkeys.py

    digest = hashlib.sha256(f"second step {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
