"""A PostgreSQL of the measurements' own: the embedded server on a directory of its own, never the site's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom.start.embedded_postgres import EmbeddedPostgres

NOT_A_SECRET = "measured-with-nothing-to-protect-" * 2


@contextmanager
def benchmark_database(directory: Path) -> Iterator[None]:
    """Run a server on directory, and set Django up on it. Once in a process, before anything asks for a setting."""
    directory.mkdir(parents=True, exist_ok=True)
    server = EmbeddedPostgres(directory)
    database = server.database_settings()
    os.environ["DATABASE_URL"] = (
        f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
    )
    os.environ |= {
        "SECRET_KEY": NOT_A_SECRET,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SITE_URL": "http://127.0.0.1:8000",
        "CAPTCHA_PROVIDER": "none",
        "LOG_LEVEL": "WARNING",
    }
    with server:
        import django

        django.setup()
        yield
