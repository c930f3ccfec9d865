from __future__ import annotations

import hmac
import secrets
from datetime import UTC, date
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import models
from django.utils import timezone

from web.database.prepared import Parameter, Prepared


class NetworkKeyQuerySet(models.QuerySet["NetworkKey"]):
    def today(self) -> NetworkKey:
        """The key of this day (UTC), made by the first comment of the day, which destroys those before."""
        if keys := _OF_DAY.run(day=_today()):
            return keys[0]
        key, is_new = self.get_or_create(day=_today())
        if is_new:
            self.outlived().delete()
        return key

    def outlived(self) -> NetworkKeyQuerySet:
        """Keys of days that are over. Once they are deleted, no one can tell whose hashes theirs were."""
        return self.filter(day__lt=_today())


def _new_secret() -> str:
    return secrets.token_hex(32)


class NetworkKey(models.Model):
    """The day's key for hashing network addresses: two comments of one day can be told to come from one network."""

    day = models.DateField(primary_key=True)
    secret = models.CharField(max_length=64, default=_new_secret)

    objects = NetworkKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.day)

    def hash(self, kind: str, value: str) -> str:
        """64 hexadecimal digits for value; empty for an empty one. kind keeps apart what values stand for."""
        return hmac.digest(self.secret.encode(), f"{kind}:{value}".encode(), "sha256").hex() if value else ""


_OF_DAY = Prepared(lambda: NetworkKey.objects.filter(day=Parameter("day")))


def network_of(address: str) -> str:
    """The network that one household is likely to have: an IPv4 address, an IPv6 /64; empty where address is none."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip_network((int(ip), 64), strict=False))
    return str(ip)


def wide_network_of(address: str) -> str:
    """The network that one customer of a provider has at most: an IPv4 address, an IPv6 /48. Empty where it is none.

    A household gets a /64 at least, often a /56 or a /48, of which it may use each address at will.
    Source: RFC 6177 and RIPE-690, section 4.2.
    """
    network = network_of(address)
    return str(ip_network(network).supernet(new_prefix=48)) if "/" in network else network


def _today() -> date:
    return timezone.now().astimezone(UTC).date()
