"""What an export holds: each table of the site, or the reason why it stays here. A test walks all models.

The columns are those of the database, so what triggers write beside the models is in it too.
"""
# ruff: noqa: S608 (the SQL is put together from the constants below and names of the catalog)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

# By the label of the model. A table of a new model that is not here is in the export.
LEFT_OUT = {
    "sessions.Session": "A sign-in is valid on this site only.",
    "newsroom.SignedInSession": "A sign-in is valid on this site only.",
    "newsroom.Invitation": "An invitation is a secret link of this site. Send it anew.",
    "newsroom.PasswordResetRequest": "A request for a new password lasts until its e-mail is sent.",
    "comments.SpentChallenge": "A check against robots is remembered for a short time.",
    "comments.LinkRequest": "A request for links lasts until its e-mail is sent.",
    "comments.NetworkKey": "It is a secret that is deleted every day.",
    "comments.ShownOnce": "It shows a new comment once to its sender.",
    "comments.TotalsCheck": "It tells when this database was checked.",
    "newsroom.VerifiedBackup": "It tells which backup of this site was verified.",
    "newsroom.Announced": "It tells what this site has announced.",
    "articles.CountedHere": "It tells until when this site counted reads by itself.",
    "articles.CountedLog": "It tells which logs of this site were counted.",
    "articles.SearchWord": "The new site collects the words of its articles anew.",
    "articles.WordListProgress": "It tells how far this site has collected the words of its articles.",
    "articles.ContentVersion": "Caches depend on it. The new site makes its own.",
    "comments.MostRead": "The new site ranks its articles anew.",
    "comments.ListsVersion": "Caches depend on it. The new site makes its own.",
    "web.RateCount": "It counts the latest requests.",
    "web.OpenForm": "It tells who has a page of the desk open now.",
    "axes.AccessAttempt": "It counts failed sign-ins at this site.",
    "axes.AccessAttemptExpiration": "It counts failed sign-ins at this site.",
    "axes.AccessFailureLog": "It counts failed sign-ins at this site.",
    "axes.AccessLog": "It counts failed sign-ins at this site.",
    "account.EmailAddress": "The site does not use it: addresses of staff are with their accounts.",
    "account.EmailConfirmation": "The site does not use it, and it is a secret.",
    "django_tasks_database.DBTaskResult": "This site does its own tasks. What is due later is planned anew.",
}

# Secrets, left out unless the option ``--with-secrets`` is given.
SECRET_TABLES = {"mfa.Authenticator": "It is a secret: a second step of a sign-in."}
SECRET_COLUMNS = {
    "auth_user": {"password": "'left out'"},  # no password gives this, and its owner can request a new one
    "articles_intaketoken": {"digest": "'left out ' || id"},
    # Nothing can be signed without its secret, so it is off until it gets a new one.
    "newsroom_webhook": {
        "secret": "'left out'",
        "former_secret": "''",
        "former_until": "NULL::timestamptz",
        "is_on": "false",
    },
}

# Addresses and what is derived from them, left out with ``--without-addresses``.
_ADDRESS = r"""[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"""


def _without_addresses(column: str) -> str:
    """Shorter than any address, so the text still fits its column."""
    return f"regexp_replace({column}, '{_ADDRESS}', '[…]', 'g')"


ADDRESS_COLUMNS = {
    "auth_user": {"email": "''"},
    "comments_comment": {
        "email": "''",
        # One rating of an address counts for an article, so what has one address there still has one key.
        "email_key": """CASE WHEN email_key = '' OR email_key LIKE '#%' THEN email_key ELSE '#' || (
            SELECT min(same.id) FROM comments_comment AS same
            WHERE same.email_key = exported.email_key AND same.article_id = exported.article_id
        ) END""",
        "unsubscribe_key": "''",
        "mails_replies": "false",
        "sent_key": "NULL::varchar",
    },
    "comments_recommendation": {"network_hash": "NULL::varchar"},
    "comments_report": {
        # A notice of unlawful content has to name its sender; no two of them are one.
        "email": "CASE email WHEN '' THEN '' ELSE 'left-out-' || id || '@newsroom.invalid' END",
        "words": _without_addresses("words"),
    },
    "comments_rule": {"note": _without_addresses("note")},
    "comments_note": {"text": _without_addresses("text")},
    "comments_decision": {"words": _without_addresses("words")},
    "comments_objection": {"words": _without_addresses("words")},
    "newsroom_subscription": {"email": "''", "email_key": "'#' || id"},
    "newsroom_accountevent": {"detail": _without_addresses("detail")},
    "django_admin_log": {
        "object_repr": _without_addresses("object_repr"),
        "change_message": _without_addresses("change_message"),
    },
}
ADDRESS_ROWS = {
    "comments_rule": "kind <> 'address' AND pattern NOT LIKE '%@%'",
    "newsroom_subscription": "false",  # a subscription is an address
}


@dataclass(frozen=True)
class ExportOptions:
    with_secrets: bool = False
    without_addresses: bool = False


@dataclass(frozen=True)
class ExportedTable:
    """A table as it goes out. number: the column that the database numbers, or empty. changed: columns with other
    values than here. condition: SQL for the rows that go out."""

    name: str
    model: str
    key: str
    columns: tuple[str, ...]
    number: str
    changed: dict[str, str] = field(default_factory=dict)
    condition: str = "true"

    @property
    def query(self) -> str:
        """One JSON object a row, in the order of the primary key."""
        columns = ", ".join(f'{self.changed.get(name, _quoted(name))} AS "{name}"' for name in self.columns)
        return f"""
            SELECT row_to_json(exported_row)::text FROM (
                SELECT {columns} FROM {_quoted(self.name)} AS exported WHERE {self.condition}
                ORDER BY exported.{_quoted(self.key)}
            ) AS exported_row
        """

    @property
    def count_query(self) -> str:
        return f"SELECT count(*) FILTER (WHERE {self.condition}), count(*) FROM {_quoted(self.name)}"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def models_with_tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def reasons_left_out(options: ExportOptions) -> dict[str, str]:
    return LEFT_OUT if options.with_secrets else LEFT_OUT | SECRET_TABLES


def exported_tables(options: ExportOptions) -> list[ExportedTable]:
    """The tables of this database that go out, by name. One query."""
    left_out = reasons_left_out(options)
    by_name = {model._meta.db_table: model for model in models_with_tables() if model._meta.label not in left_out}
    columns, numbers = table_columns([*by_name])
    return [
        ExportedTable(
            name=name,
            model=model._meta.label,
            key=str(model._meta.pk.column),
            columns=tuple(columns.get(name, ())),
            number=numbers.get(name, ""),
            changed={
                **({} if options.with_secrets else SECRET_COLUMNS.get(name, {})),
                **(ADDRESS_COLUMNS.get(name, {}) if options.without_addresses else {}),
            },
            condition=ADDRESS_ROWS.get(name, "true") if options.without_addresses else "true",
        )
        for name, model in sorted(by_name.items())
    ]


def table_columns(tables: list[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The columns of each table that are stored as they are given, and the column that the database numbers."""
    columns: dict[str, list[str]] = {}
    numbers: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, attname, attidentity <> '' OR pg_get_serial_sequence(quote_ident(relname), attname) <> ''
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relname = ANY(%s) AND relkind = 'r' AND pg_table_is_visible(pg_class.oid)
                AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            ORDER BY relname, attnum
            """,
            [tables],
        )
        for table, column, is_number in cursor.fetchall():
            columns.setdefault(table, []).append(column)
            if is_number:
                numbers[table] = column
    return columns, numbers


def applied_migrations() -> list[str]:
    """Those of this database, as "app.name"."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
