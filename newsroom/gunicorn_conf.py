"""How gunicorn serves the site, in ``make run`` and in production: ``gunicorn -c newsroom/gunicorn_conf.py``.

The command line wins over this file, as in ``--bind unix:/run/newsroom.sock``. Source: gunicorn's settings reference.
"""

import ctypes
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from newsroom.start.startup import load_settings  # noqa: E402

load_settings()

from django.conf import settings  # noqa: E402
from gunicorn.glogging import Logger  # noqa: E402

from newsroom.start.embedded_postgres import server as database  # noqa: E402
from newsroom.start.processors import available_processors  # noqa: E402
from web.database.database_limits import limits  # noqa: E402

limits.apply(settings.DATABASES["default"])

# The C library of GNU gives memory back as soon as it is let go, and what a rendered page takes, above all for brotli,
# is asked for again with the next: 390 faults of the processor, a tenth of the page's time. So 3 MB are held back. One
# heap for all threads: where each has its own, what one lets go is no use to the others, some 15 MB in a worker.
# Source: mallopt(3), M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX.
if hasattr(c_library := ctypes.CDLL(None), "mallopt"):
    for parameter, value in {-1: 3 << 20, -3: 4 << 20, -8: 1}.items():
        c_library.mallopt(parameter, value)

# A client that is silent or slow takes an open file. Where all are taken no one else is answered, and most systems
# allow 1,024 until a program itself asks for more of what they allow at most.
OPEN_FILES = 65_536
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
if soft not in (resource.RLIM_INFINITY, hard) and soft < wanted:
    with suppress(OSError, ValueError):  # macOS allows less than it says
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

wsgi_app = "newsroom.asgi:application"
chdir = str(PROJECT)
bind = f"[{settings.HOST}]:{settings.PORT}" if ":" in settings.HOST else f"{settings.HOST}:{settings.PORT}"

# The event loop answers cached pages, reads what is sent, and waits for who reads slowly; newsroom.serving has its own
# threads for Django. Each of them keeps one connection to the database, and so does the loop.
worker_class = "asgi"
asgi_lifespan = "on"
asgi_loop = "asyncio"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(available_processors() + 1, 16))
preload_app = True  # a fault in the site shows once, before anything is served; nothing connects while loading

timeout = 30  # seconds until a worker that does not move is replaced
graceful_timeout = 10  # seconds that requests have to end when the site stops
keepalive = 5  # seconds that an idle connection stays open
limit_request_line = 131_072  # bytes: a search of that length has its answer; newsroom.serving refuses all others
limit_request_fields = 60
limit_request_field_size = 8190  # bytes

# Whom to believe about TLS and addresses is TRUSTED_PROXIES' business alone: newsroom.client_address.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}


class WithoutRequests(Logger):
    """newsroom.logs.request_log writes one line for each request, with its duration and queries."""

    def access(self, *_request: Any) -> None:
        pass


logger_class = WithoutRequests
logconfig_dict = settings.LOGGING
control_socket_disable = True


def on_starting(arbiter: Any) -> None:
    database.__enter__()  # a RuntimeError's sentence is all that gunicorn prints of it


def on_exit(arbiter: Any) -> None:
    database.__exit__()
