"""Changes of what accounts and roles may do go on record by triggers, by whatever path they come.

Django's own tables have proxies here, since triggers belong to a model. Who did it is known for what is signed (see
web.signed_writes); a command, an upgrade or a line of SQL is on record without a name.
"""

import pgtrigger
from django.contrib.auth.models import Group, User

from web.signed_writes import SIGNED_ACCOUNT

_COLUMNS = "kind, account_number, account_name, by_number, by_name, detail"
_BY = f"{SIGNED_ACCOUNT}, coalesce((SELECT username FROM auth_user WHERE id = {SIGNED_ACCOUNT}), '')"


def _row_trigger(name: str, given: str, taken: str, tables: str, detail: str, condition: str) -> pgtrigger.Trigger:
    """For a table that links accounts with something. condition: SQL that finds the account u and the other row."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Delete,
        when=pgtrigger.After,
        func=f"""
            INSERT INTO newsroom_accountevent ({_COLUMNS})
            SELECT CASE TG_OP WHEN 'INSERT' THEN '{given}' ELSE '{taken}' END, u.id, u.username, {_BY}, {detail}
            FROM auth_user u, {tables} WHERE u.id = coalesce(NEW.user_id, OLD.user_id) AND {condition};
            RETURN NULL;
        """,
    )


def _rights_of_a_role(name: str, kind: str, operation: pgtrigger.Operation, **rows: str) -> pgtrigger.Trigger:
    """One event for a statement, with all rights that it moved."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(**rows),
        func=f"""
            INSERT INTO newsroom_accountevent ({_COLUMNS})
            SELECT '{kind}', g.id, g.name, {_BY}, string_agg(t.app_label || '.' || p.codename, ' ' ORDER BY p.codename)
            FROM moved JOIN auth_group g ON g.id = moved.group_id JOIN auth_permission p ON p.id = moved.permission_id
            JOIN django_content_type t ON t.id = p.content_type_id GROUP BY g.id, g.name;
            RETURN NULL;
        """,
    )


class RecordedAccount(User):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="account_is_on_record",
                operation=pgtrigger.Insert | pgtrigger.Delete,
                when=pgtrigger.After,
                func=f"""
                    INSERT INTO newsroom_accountevent ({_COLUMNS})
                    SELECT CASE TG_OP WHEN 'INSERT' THEN 'account_made' ELSE 'account_deleted' END,
                        coalesce(NEW.id, OLD.id), coalesce(NEW.username, OLD.username), {_BY}, '';
                    IF TG_OP = 'INSERT' AND NEW.is_superuser THEN
                        INSERT INTO newsroom_accountevent ({_COLUMNS})
                        SELECT 'all_rights_given', NEW.id, NEW.username, {_BY}, '';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="account_rights_are_on_record",
                operation=pgtrigger.UpdateOf("is_active", "is_staff", "is_superuser"),
                when=pgtrigger.After,
                func=f"""
                    INSERT INTO newsroom_accountevent ({_COLUMNS})
                    SELECT what.kind, NEW.id, NEW.username, {_BY}, ''
                    FROM (VALUES
                        ('account_closed', OLD.is_active AND NOT NEW.is_active),
                        ('account_opened', NEW.is_active AND NOT OLD.is_active),
                        ('desk_taken', OLD.is_staff AND NOT NEW.is_staff),
                        ('desk_given', NEW.is_staff AND NOT OLD.is_staff),
                        ('all_rights_taken', OLD.is_superuser AND NOT NEW.is_superuser),
                        ('all_rights_given', NEW.is_superuser AND NOT OLD.is_superuser)
                    ) AS what (kind, happened) WHERE what.happened;
                    RETURN NULL;
                """,
            ),
        ]


class RecordedRole(User.groups.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            _row_trigger(
                "role_of_an_account_is_on_record",
                "role_given",
                "role_taken",
                "auth_group g",
                "g.name",
                "g.id = coalesce(NEW.group_id, OLD.group_id)",
            )
        ]


class RecordedRight(User.user_permissions.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            _row_trigger(
                "right_of_an_account_is_on_record",
                "right_given",
                "right_taken",
                "auth_permission p, django_content_type t",
                "t.app_label || '.' || p.codename",
                "p.id = coalesce(NEW.permission_id, OLD.permission_id) AND t.id = p.content_type_id",
            )
        ]


class RecordedRightOfRole(Group.permissions.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            _rights_of_a_role("role_may_more_is_on_record", "role_may_more", pgtrigger.Insert, new="moved"),
            _rights_of_a_role("role_may_less_is_on_record", "role_may_less", pgtrigger.Delete, old="moved"),
        ]
