from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.sessions.browser_name import browser_name
from web.database.rate_count import began_at
from web.models import RateCount

MOST_FAILURES = 500  # noted in an hour of the clock, so an attack cannot fill the record


class Kind(models.TextChoices):
    SIGNED_IN = "signed_in", _("%(account)s signed in.")
    FAILED = "failed", _("A sign-in as %(account)s failed: wrong password.")
    SECOND_STEP_FAILED = "second_step_failed", _("A sign-in as %(account)s failed at the second step.")
    LOCKED = "locked", _("The sign-in as %(account)s was locked after too many failures.")
    PASSWORD_CHANGED = "password_changed", _("%(account)s has a new password.")
    SECOND_STEP_ADDED = "second_step_added", _("%(account)s set up a second step: %(detail)s.")
    SECOND_STEP_REMOVED = "second_step_removed", _("%(by)s removed a second step of %(account)s: %(detail)s.")
    RECOVERY_CODE_USED = "recovery_code_used", _("%(account)s used a recovery code.")
    SIGNED_OUT_BY = "signed_out_by", _("%(by)s signed %(account)s out (browsers: %(detail)s).")
    INVITED = "invited", _("%(by)s invited %(detail)s.")
    INVITATION_REVOKED = "invitation_revoked", _("%(by)s revoked the invitation of %(detail)s.")
    INVITATION_ACCEPTED = "invitation_accepted", _("%(account)s accepted the invitation of %(detail)s.")
    ACCOUNT_MADE = "account_made", _("%(by)s made the account %(account)s.")
    ACCOUNT_DELETED = "account_deleted", _("%(by)s deleted the account %(account)s.")
    ACCOUNT_CLOSED = "account_closed", _("%(by)s closed the account %(account)s.")
    ACCOUNT_OPENED = "account_opened", _("%(by)s opened the account %(account)s again.")
    DESK_GIVEN = "desk_given", _("%(by)s let %(account)s into the desk.")
    DESK_TAKEN = "desk_taken", _("%(by)s no longer lets %(account)s into the desk.")
    ALL_RIGHTS_GIVEN = "all_rights_given", _("%(by)s gave %(account)s all rights.")
    ALL_RIGHTS_TAKEN = "all_rights_taken", _("%(by)s took all rights from %(account)s.")
    ROLE_GIVEN = "role_given", _("%(by)s gave %(account)s the role %(detail)s.")
    ROLE_TAKEN = "role_taken", _("%(by)s took the role %(detail)s from %(account)s.")
    RIGHT_GIVEN = "right_given", _("%(by)s gave %(account)s a right of their own: %(detail)s.")
    RIGHT_TAKEN = "right_taken", _("%(by)s took a right from %(account)s: %(detail)s.")
    ROLE_MAY_MORE = "role_may_more", _("%(by)s let the role %(account)s do more: %(detail)s.")
    ROLE_MAY_LESS = "role_may_less", _("%(by)s let the role %(account)s do less: %(detail)s.")


SIGN_INS = (Kind.SIGNED_IN, Kind.RECOVERY_CODE_USED)
FAILURES = (Kind.FAILED, Kind.SECOND_STEP_FAILED, Kind.LOCKED)
_KEPT_FOR = 1  # day at least, whatever the retention says
_SHORT_LIVED = (*SIGN_INS, *FAILURES)


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    def note(
        self,
        kind: Kind,
        account: Any = None,
        *,
        by: Any = None,
        detail: str = "",
        request: HttpRequest | None = None,
    ) -> None:
        """Put on record what the database cannot see by itself. account: None for a name that no account has."""
        self.create(
            kind=kind,
            account_number=account.pk if account else None,
            account_name=account.get_username() if account else "",
            by_number=by.pk if by else None,
            by_name=by.get_username() if by else "",
            detail=detail,
            browser=browser_name(request.headers.get("user-agent", "")) if request else "",
        )

    def note_failure(self, kind: Kind, username: str, request: HttpRequest | None) -> None:
        """The typed name is on record only if an account has it: people type passwords into the wrong field."""
        if RateCount.objects.add(["failed sign-ins"], began_at())["failed sign-ins"] > MOST_FAILURES:
            return
        model = get_user_model()
        account = model.objects.filter(username=username).first() if "\0" not in username else None
        self.note(kind, account, request=request)

    def of(self, account: Any) -> AccountEventQuerySet:
        return self.filter(account_number=account.pk).exclude(kind__in=(Kind.ROLE_MAY_MORE, Kind.ROLE_MAY_LESS))

    def outlived(self, before: Any) -> AccountEventQuerySet:
        """Sign-ins and failures from before a time. Changes of rights stay."""
        return self.filter(kind__in=_SHORT_LIVED, made_at__lt=before)


class AccountEvent(models.Model):
    """A sign-in, a failure, or a change of what an account or a role may do. Never changed.

    Accounts are named by number and name, without a foreign key, since the record outlives them.
    """

    made_at = models.DateTimeField(_("when"), default=timezone.now, db_default=Now(), db_index=True)
    kind = models.CharField(_("what"), max_length=30, choices=Kind)
    account_number = models.BigIntegerField(null=True)
    account_name = models.CharField(_("account or role"), max_length=150, blank=True)
    by_number = models.BigIntegerField(null=True)
    by_name = models.CharField(_("by"), max_length=150, blank=True)
    detail = models.TextField(blank=True)
    browser = models.CharField(_("browser"), max_length=80, blank=True, db_default="")

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("sign-in or change of rights")
        verbose_name_plural = _("sign-ins and changes of rights")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["account_number", "-made_at"], name="accountevent_of_account")]
        triggers = [
            pgtrigger.Protect(name="account_event_is_append_only", operation=pgtrigger.Update),
            pgtrigger.Protect(
                name="account_event_of_rights_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "OLD.kind NOT IN ({}) OR OLD.made_at > now() - interval '{} day'".format(
                        ", ".join(f"'{kind.value}'" for kind in _SHORT_LIVED), _KEPT_FOR
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The event as a sentence."""
        from newsroom.accounts.rights_in_words import right_in_words

        rights = (Kind.RIGHT_GIVEN, Kind.RIGHT_TAKEN, Kind.ROLE_MAY_MORE, Kind.ROLE_MAY_LESS)
        detail = self.detail
        if self.kind in rights:
            detail = "; ".join(dict.fromkeys(right_in_words(name) for name in detail.split()))
        return str(Kind(self.kind).label) % {
            "account": self.account_name or _("an unknown name"),
            "by": self.by_name or _("The program"),
            "detail": detail,
        }
