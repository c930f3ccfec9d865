"""Who writes, and why: told to the database for the length of a transaction, so that its triggers can put it on record.

Whatever is written unsigned, by an import or on the command line, goes on record without an account. Source:
https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-SQL
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

# What a trigger reads. Each is SQL that gives NULL where nothing was said.
SIGNED_ACCOUNT = "nullif(current_setting('newsroom.account', true), '')::bigint"
SIGNED_REASON = "nullif(btrim(current_setting('newsroom.reason', true)), '')"
# The account that signed last in this transaction: for triggers that wait for its end, when no signature is left.
SIGNED_LAST = "nullif(current_setting('newsroom.signed_last', true), '')::bigint"


@contextmanager
def signed(account: Any, reason: str = "") -> Iterator[None]:
    """One transaction in which account writes, for reason. One within another is by its own account, for its own.

    account: None for nobody.
    """
    with transaction.atomic():
        before = _signature()
        _sign(str(account.pk) if account else "", reason)
        yield
        _sign(*before)  # where something is raised, the rollback does it


def _signature() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('newsroom.account', true), ''),"
            " coalesce(current_setting('newsroom.reason', true), '')"
        )
        return cursor.fetchone()


def _sign(account: str, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('newsroom.account', %(account)s, true), set_config('newsroom.reason', %(reason)s, true),"
            " CASE WHEN %(account)s <> '' THEN set_config('newsroom.signed_last', %(account)s, true) END",
            {"account": account, "reason": reason},
        )
