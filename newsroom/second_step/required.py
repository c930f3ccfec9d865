"""Who has a second step, who needs one, and who is led to set it up before anything else."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

# Publishing, moderating, and giving these rights to others.
NEEDS_IT = (
    "articles.publish_article",
    "comments.change_comment",
    "auth.change_user",
    "auth.change_group",
    "newsroom.add_invitation",
)
# What such an account may open before it has one.
OPEN_BEFORE = {"account", "account_proof", "second_step_codes", "second_step_passkey", "logout", "jsi18n"}
_IN_SESSION = "has_second_step"


def second_steps_of(account: Any) -> QuerySet[Authenticator]:
    """Apps and passkeys of account. Recovery codes are no step of their own."""
    return Authenticator.objects.filter(user=account.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)


def is_required_of(account: Any) -> bool:
    return settings.SECOND_STEP_REQUIRED and any(account.has_perm(right) for right in NEEDS_IT)


def set_up_first(request: HttpRequest) -> HttpResponse | None:
    """The way to the page that sets a second step up, for an account that needs one and has none."""
    if not settings.SECOND_STEP_REQUIRED or request.session.get(_IN_SESSION) or not is_required_of(request.user):
        return None
    if second_steps_of(request.user).exists():
        note_second_step(request)
        return None
    if request.resolver_match and request.resolver_match.url_name in OPEN_BEFORE:
        return None
    messages.warning(request, _("Your account may publish or moderate, so it needs a second step at the sign-in."))
    return redirect("admin:account")


def note_second_step(request: HttpRequest) -> None:
    """Spare the later requests of this session the query. Whoever loses the last step loses their sessions too."""
    request.session[_IN_SESSION] = True
