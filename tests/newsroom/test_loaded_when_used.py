"""What a worker loads before its first request. Each megabyte is paid once a worker, whatever its readers ask for."""

import subprocess
import sys

LARGE = {
    "cryptography": "passkeys, and the secrets of second steps",
    "fido2": "passkeys",
    "markdown_it": "the guide for staff, and moves of Markdown",
    "PIL": "uploads, renditions and share cards",
    "defusedxml": "moves of XML",
    "schemathesis": "the tests",
}
STARTED = """
import sys
import django
django.setup()
import newsroom.asgi
from django.urls import get_resolver
get_resolver().url_patterns
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_a_worker_loads_what_no_reader_needs_when_it_is_used(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    started = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True)
    assert LARGE.keys() & set(started.stdout.split()) == set()
