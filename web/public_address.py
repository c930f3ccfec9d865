"""Addresses that the site itself may open: public ones. The one that was checked is the one to connect to.

Webhooks go there, and pictures of a site that moves in come from there.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal", ".home.arpa", ".onion")


class UnreachableError(Exception):
    """Nothing is opened there; says why."""


class PrivateNetworkError(UnreachableError):
    """The host has an address that is not on the public internet."""


def checked_url(url: str) -> SplitResult:
    """The parts of an address that may be sent to, as far as it says itself. ValidationError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValidationError(_("This is not an address."), code="no_address") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOKS_TO_LOOPBACK):
        raise ValidationError(_("The address begins with https://."), code="scheme")
    host = (parts.hostname or "").rstrip(".")
    if not host or port == 0 or any(sign.isspace() or sign == "\\" or not sign.isprintable() for sign in url):
        raise ValidationError(_("This is not an address."), code="no_address")
    if parts.username is not None or parts.password is not None:
        raise ValidationError(_("No name and password in the address: what we send is signed."), code="password")
    if parts.fragment:
        raise ValidationError(_("The address has no part after #."), code="fragment")
    if not settings.WEBHOOKS_TO_LOOPBACK and (host == "localhost" or host.endswith(_LOCAL_NAMES) or _is_private(host)):
        raise ValidationError(_("This address is not on the public internet."), code="private")
    return parts


def public_addresses(host: str, port: int) -> list[str]:
    """Every address of host. UnreachableError where there is none, or one of them is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnreachableError("The name of the host is not known.") from None
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not addresses:
        raise UnreachableError("The name of the host is not known.")
    for address in addresses:
        if not is_allowed(address):
            raise PrivateNetworkError("The host is in a private network.")
    return addresses


def is_allowed(address: str) -> bool:
    """Whether an address by number is on the public internet, or on loopback where the settings allow that alone."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if settings.WEBHOOKS_TO_LOOPBACK:
        return number.is_loopback
    return _is_public(number)


def _is_public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """An IPv6 address may carry an IPv4 one, which is where it leads."""
    if isinstance(number, ipaddress.IPv6Address):
        carried = [number.ipv4_mapped, number.sixtofour, *(number.teredo or ())]
        if number in _NAT64:
            carried.append(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
        if any(each is not None and not _is_public(each) for each in carried):
            return False
    return number.is_global and not (number.is_multicast or number.is_reserved or number.is_unspecified)


def _is_private(host: str) -> bool:
    """Whether host is a number, in any way of writing that a resolver takes, and not a public one."""
    try:
        return not _is_public(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return not _is_public(ipaddress.ip_address(socket.inet_aton(host)))  # 127.1, 0x7f000001, 2130706433
    except OSError:
        return False
