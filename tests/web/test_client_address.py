"""Who is asking, and over what: believed of trusted proxies only."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from web.client_address import ClientAddressMiddleware, client_address


@pytest.fixture
def seen(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "::1"]

    def seen(peer, **headers):
        """Address and scheme that a view sees when peer sends headers."""
        request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
        middleware = ClientAddressMiddleware(lambda request: HttpResponse())
        middleware(request)
        return client_address(request), request.scheme

    return seen


def test_nobody_is_believed_who_is_no_trusted_proxy(seen):
    assert seen("192.0.2.1", x_forwarded_for="203.0.113.9", x_forwarded_proto="https") == ("192.0.2.1", "http")


def test_a_trusted_proxy_is_believed(seen):
    assert seen("10.0.0.1", x_forwarded_for="203.0.113.9", x_forwarded_proto="https") == ("203.0.113.9", "https")
    assert seen("::1", x_forwarded_for="2001:db8::9") == ("2001:db8::9", "http")


def test_what_a_client_claims_before_its_proxy_is_not_believed(seen):
    assert seen("10.0.0.1", x_forwarded_for="198.51.100.1, 203.0.113.9, 10.0.0.2")[0] == "203.0.113.9"


def test_a_claim_that_is_no_address_ends_the_chain(seen):
    assert seen("10.0.0.1", x_forwarded_for="203.0.113.9, unknown")[0] == "10.0.0.1"
    assert seen("10.0.0.1", x_forwarded_for=", ,")[0] == "10.0.0.1"
    assert seen("")[0] == ""
