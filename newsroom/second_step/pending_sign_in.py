"""A sign-in after the password and before the second step: nothing is open to it but the page that asks for that."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

LASTS = timedelta(minutes=10)
_IN_SESSION = "pending_sign_in"


@dataclass(frozen=True)
class PendingSignIn:
    """hash: changes with the password. backend: that accepted it. to: the address to go to afterwards."""

    account: int
    hash: str
    backend: str
    to: str
    at: str

    @classmethod
    def begin(cls, request: HttpRequest, account: Any, to: str) -> None:
        now = timezone.now().isoformat()
        pending = cls(account.pk, account.get_session_auth_hash(), account.backend, to, now)
        request.session[_IN_SESSION] = asdict(pending)

    @classmethod
    def of(cls, request: HttpRequest) -> tuple[PendingSignIn, Any] | None:
        """It and its account; None where there is none, where it took too long, or where the account has changed."""
        noted = request.session.get(_IN_SESSION)
        if not noted:
            return None
        pending = cls(**noted)
        account = get_user_model().objects.filter(pk=pending.account, is_active=True, is_staff=True).first()
        is_over = timezone.now() - datetime.fromisoformat(pending.at) > LASTS
        if account is None or is_over or not constant_time_compare(pending.hash, account.get_session_auth_hash()):
            cls.end(request)
            return None
        return pending, account

    @staticmethod
    def end(request: HttpRequest) -> None:
        request.session.pop(_IN_SESSION, None)
