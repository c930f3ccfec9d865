from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from comments.models import NetworkKey, network_of
from newsroom.sessions.browser_name import browser_name
from web.client_address import client_address

SEEN_EVERY = timedelta(minutes=5)  # how exact "last seen" is; more would write a row with each request
IN_SESSION = "desk"


class SignedInSessionQuerySet(models.QuerySet["SignedInSession"]):
    def of(self, account: Any) -> SignedInSessionQuerySet:
        """The live sessions of account, the latest seen first."""
        live = Session.objects.filter(expire_date__gt=timezone.now()).values("pk")
        return self.filter(account=account.pk, session__in=live).order_by("-seen_at", "pk")

    def end(self) -> int:
        """Sign these browsers out. Returns how many sessions ended."""
        keys = list(self.values_list("pk", flat=True))
        Session.objects.filter(pk__in=keys).delete()
        return len(keys)


class SignedInSession(models.Model):
    """A browser in which an account is signed in. Django's table of sessions does not tell whose each is.

    network: the hash of the browser's network under the key of the day on which it was last seen; see NetworkKey.
    """

    # The program before this one deletes sessions without knowing of this table.
    session = models.OneToOneField(Session, models.CASCADE, primary_key=True, db_constraint=False, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    browser = models.CharField(max_length=80)
    network = models.CharField(max_length=64)
    signed_in_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = SignedInSessionQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.browser


def begin_session(request: HttpRequest) -> None:
    """Note in the session what its row will say. The session store writes the row with the session."""
    now = timezone.now().isoformat()
    request.session[IN_SESSION] = {**_client(request), "since": now, "seen": now}


def note_seen(request: HttpRequest) -> None:
    """Keep "last seen" up to date, at most once in SEEN_EVERY."""
    noted = request.session.get(IN_SESSION)
    if noted is None:  # signed in before there were such rows
        begin_session(request)
    elif timezone.now() - datetime.fromisoformat(noted["seen"]) >= SEEN_EVERY:
        request.session[IN_SESSION] = noted | _client(request) | {"seen": timezone.now().isoformat()}


def network_hash(request: HttpRequest) -> str:
    """The hash of the client's network under today's key. Two of one day can be compared, others cannot."""
    return NetworkKey.objects.today().hash("session", network_of(client_address(request)))


def _client(request: HttpRequest) -> dict[str, str]:
    return {"browser": browser_name(request.headers.get("user-agent", "")), "network": network_hash(request)}
