"""``manage.py start``: the whole site, from whatever state the checkout is in, for ``make run`` and ``make dev``."""

import errno
import http.client
import socket
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from newsroom.database import schema
from newsroom.start import first_run, static_files
from newsroom.start.embedded_postgres import EmbeddedPostgresError
from newsroom.start.embedded_postgres import server as database
from newsroom.start.supervisor import Supervisor

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds before a server that does not start is tried again; doubled each time


class Command(BaseCommand):
    help = "Gets the database, the static files and, on the first run, demo content ready; then serves the site."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reload", action="store_true", help="Reload when code changes: for development.")

    def handle(self, *, reload: bool, **options: Any) -> None:
        self._check_port()
        self._prepare_database()
        if not reload:
            self._prepare_static_files()
        connections.close_all()
        self.is_announced, self.wait, self.revives_at = False, 0.0, 0.0
        status = Supervisor(_site(reload), _worker(), _daily(), self._look_after).run()
        self._say("Newsroom has stopped.")
        if status:
            raise CommandError("The site ended by itself: the log above says why.", returncode=status)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()  # at once, in a pipe too

    def _check_port(self) -> None:
        """CommandError where the site could not listen, before anything is changed."""
        host, port = settings.HOST, settings.PORT
        try:
            family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(address)
        except socket.gaierror as error:
            raise CommandError(f"HOST is {host!r}, which is no address of this machine.") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken: stop what listens there, or choose another, as in PORT={port + 1} make run."
                ) from error
            raise CommandError(f"The site cannot listen on {host}, port {port}: {error.strerror}.") from error

    def _prepare_database(self) -> None:
        if fault := schema.fault_of_server():
            raise CommandError(fault)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Bringing the database up to date.")
        call_command("migrate", interactive=False, verbosity=0)
        if faults := schema.faults():
            raise CommandError(faults[0])
        if first_run.is_first_run():
            self._say("Loading demo content into the empty database.")
            password = first_run.fill()
            self._say(
                f"\n    Staff account: {first_run.STAFF_NAME}\n    Password:      {password}\n\n"
                "The password is shown this once; manage.py changepassword sets another.\n"
            )

    def _prepare_static_files(self) -> None:
        if static_files.collect_if_changed():
            self._say("Collected the static files.")

    def _look_after(self) -> None:
        if time.monotonic() >= self.revives_at:
            self._revive_database()
        if not self.is_announced and _answers():
            self.is_announced = True
            self._say(f"Newsroom: {settings.SITE_URL}/\nStaff:    {settings.SITE_URL}/admin/\nCtrl-C stops it.")

    def _revive_database(self) -> None:
        """What keeps a server from starting, such as a full disk, may be mended while the site waits for it."""
        try:
            if database.revive():
                self.stderr.write("PostgreSQL was gone, and is back.")
            self.wait = 0.0
        except (EmbeddedPostgresError, OSError) as error:
            self.wait = min(max(self.wait * 2, FIRST_WAIT), LONGEST_WAIT)
            self.stderr.write(f"{error} Trying again in {self.wait:.0f} s.")
        self.revives_at = time.monotonic() + self.wait


def _site(reload: bool) -> list[str]:
    configuration = "gunicorn_reload_conf.py" if reload else "gunicorn_conf.py"
    return [sys.executable, "-m", "gunicorn", "-c", f"newsroom/{configuration}"]


def _worker() -> list[str]:
    return [sys.executable, "manage.py", "db_worker", "--queue-name", "*"]


def _daily() -> list[str]:
    return [sys.executable, "manage.py", "daily", "--verbosity", "0"]


def _answers() -> bool:
    """Whether the site serves by now."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104
    site = http.client.HTTPConnection(host, settings.PORT, timeout=2)
    try:
        site.request("GET", "/healthz")
        return site.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        site.close()
