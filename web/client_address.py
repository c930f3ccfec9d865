"""Who is asking: the network address of a client, believed only as far as our own proxies reach."""

from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def client_address(request: HttpRequest) -> str:
    """The address that the nearest proxy we do not trust, or the client itself, came from; empty if unknown."""
    return request.META.get("REMOTE_ADDR", "")


def scheme_of(environ: dict[str, Any]) -> str:
    """http or https, as the nearest proxy that is trusted says."""
    claimed = environ.get("HTTP_X_FORWARDED_PROTO")
    if claimed and _is_trusted_proxy(environ.get("REMOTE_ADDR", "")):
        return claimed
    return environ["wsgi.url_scheme"]


class ClientAddressMiddleware:
    """Believes what TRUSTED_PROXIES say of a client's address and scheme, and drops such claims of anyone else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        if not _is_trusted_proxy(peer):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        request.META["REMOTE_ADDR"] = self._behind_proxies(peer, request.META.pop("HTTP_X_FORWARDED_FOR", ""))
        return self.get_response(request)

    def _behind_proxies(self, address: str, forwarded_for: str) -> str:
        for hop in reversed([hop.strip() for hop in forwarded_for.split(",") if hop.strip()]):
            if not _is_trusted_proxy(address) or not _is_address(hop):
                break
            address = hop
        return address


def _is_trusted_proxy(address: str) -> bool:
    networks = _networks(tuple(settings.TRUSTED_PROXIES))
    return _is_address(address) and any(ip_address(address) in network for network in networks)


@cache
def _networks(proxies: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(proxy) for proxy in proxies]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
