"""Who is asking: the network address of a client, believed only as far as our own proxies reach."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def client_address(request: HttpRequest) -> str:
    """The address that the nearest proxy we do not trust, or the client itself, came from; empty if unknown."""
    return request.META.get("REMOTE_ADDR", "")


class ClientAddressMiddleware:
    """Believes what TRUSTED_PROXIES say of a client's address and scheme, and drops such claims of anybody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = [ip_network(proxy) for proxy in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        if not self._is_trusted(peer):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        request.META["REMOTE_ADDR"] = self._behind_proxies(peer, request.META.pop("HTTP_X_FORWARDED_FOR", ""))
        return self.get_response(request)

    def _behind_proxies(self, address: str, forwarded_for: str) -> str:
        for hop in reversed([hop.strip() for hop in forwarded_for.split(",") if hop.strip()]):
            if not self._is_trusted(address) or not _is_address(hop):
                break
            address = hop
        return address

    def _is_trusted(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self.trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
