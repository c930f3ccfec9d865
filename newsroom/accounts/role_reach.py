"""Which roles and rights an account may hand out: never more than it has itself."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, QuerySet


def rights_in_reach(user: Any) -> QuerySet[Permission]:
    """The rights that user has, and so may give to a role or an account."""
    if user.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(pk__in=_own_rights(user))


def roles_in_reach(user: Any) -> QuerySet[Group]:
    """The roles that hold no right which user lacks. All, for a superuser."""
    if user.is_superuser:
        return Group.objects.order_by("name")
    beyond = Group.permissions.through.objects.filter(group=OuterRef("pk")).exclude(permission__in=_own_rights(user))
    return Group.objects.filter(~Exists(beyond)).order_by("name")


def _own_rights(user: Any) -> QuerySet[Permission, Any]:
    own = Permission.objects.filter(user=user.pk) | Permission.objects.filter(group__user=user.pk)
    return own.order_by().distinct().values("pk")
