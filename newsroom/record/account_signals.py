"""What happens at the sign-in goes on record, and begins a session with its row.

``NewsroomConfig.ready`` imports this module, which connects it.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from newsroom.models import AccountEvent
from newsroom.record.account_event import Kind
from newsroom.second_step.proof import prove_now
from newsroom.sessions.signed_in_session import begin_session


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    begin_session(request)
    prove_now(request)
    AccountEvent.objects.note(Kind.SIGNED_IN, user, request=request)


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    if not getattr(request, "axes_locked_out", False):  # a lock is noted by its page
        AccountEvent.objects.note_failure(Kind.FAILED, str(credentials.get("username") or ""), request)
