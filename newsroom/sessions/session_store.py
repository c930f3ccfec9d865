"""Django's sessions in the database, and beside each of an account a row that says whose it is."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction


class SessionStore(DatabaseStore):
    def save(self, must_create: bool = False) -> None:
        with transaction.atomic():
            super().save(must_create)
            self._name_its_account()

    def _name_its_account(self) -> None:
        from newsroom.models import SignedInSession
        from newsroom.sessions.signed_in_session import IN_SESSION

        noted, account = self.get(IN_SESSION), self.get(SESSION_KEY)
        if noted is None or account is None:
            return
        row = SignedInSession(
            session_id=str(self.session_key),
            account_id=account,
            browser=noted["browser"],
            network=noted["network"],
            signed_in_at=datetime.fromisoformat(noted["since"]),
            seen_at=datetime.fromisoformat(noted["seen"]),
        )
        SignedInSession.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["session"],
            update_fields=["account", "browser", "network", "signed_in_at", "seen_at"],
        )
