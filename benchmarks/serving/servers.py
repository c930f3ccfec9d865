"""The servers that are measured side by side: each a child of this process, on a free port of loopback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    def __init__(self, command: list[str], log: Path, environment: dict[str, str], port: int) -> None:
        self.port = port
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | environment, stdout=out, stderr=out)

    @property
    def children(self) -> list[int]:
        """Its worker processes."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in found]

    def processor_seconds(self) -> float:
        """What its workers have used of the processors so far."""
        ticks = 0
        for pid in self.children:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def megabytes(self) -> float:
        """Resident memory of the largest of its workers, shared pages included."""
        return max(self.memory())

    def memory(self) -> list[float]:
        """Resident memory of each of its workers, MB."""
        return [self._status(pid, "VmRSS") / 1024 for pid in self.children]

    def threads(self) -> int:
        return sum(self._status(pid, "Threads") for pid in self.children)

    def open_files(self) -> int:
        """Of all its workers: sockets, connections to the database and pipes too."""
        return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in self.children)

    def restart_worker(self) -> float:
        """Kill its only worker. Seconds until the one that takes its place gives its first answer."""
        (pid,) = self.children
        os.kill(pid, signal.SIGKILL)
        began = time.monotonic()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=60):
            return time.monotonic() - began

    def _status(self, pid: int, field: str) -> int:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


@contextmanager
def serving(command: list[str], scratch: Path, name: str, port: int, **environment: str) -> Iterator[Server]:
    server = Server(command, scratch / f"{name}.log", environment, port)
    try:
        _wait_for(server)
        yield server
    finally:
        server.process.terminate()
        server.process.wait(30)


def _wait_for(server: Server) -> None:
    for _attempt in range(600):
        if server.process.poll() is not None:
            raise RuntimeError(server.log.read_text())
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"It does not listen: {server.log.read_text()}")


def gunicorn(application: str, port: int, *options: str) -> list[str]:
    """One worker, on loopback."""
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--keep-alive", "5"),
        *(*options, application),
    ]


def bare(port: int) -> list[str]:
    """The yardstick: a bare Django view under gunicorn's threads, as many as the site has."""
    return gunicorn("benchmarks.serving.bare:application", port, "--worker-class", "gthread", "--threads", "4")


def nginx(scratch: Path, ports: dict[str, int], behind: int) -> list[str] | None:
    """A static file, and the site behind a cache as docs/OPERATIONS.md shows it; None where there is no nginx."""
    binary = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if binary is None:
        return None
    configuration = scratch / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    configuration.write_text(f"""
        {user} daemon off; worker_processes 1; error_log stderr; pid {scratch}/nginx.pid;
        events {{}}
        http {{
            access_log off; keepalive_requests 1000000000;
            client_body_temp_path {scratch}/body; proxy_temp_path {scratch}/proxy; fastcgi_temp_path {scratch}/fastcgi;
            uwsgi_temp_path {scratch}/uwsgi; scgi_temp_path {scratch}/scgi;
            proxy_cache_path {scratch}/cache keys_zone=pages:10m max_size=200m inactive=1h use_temp_path=off;
            server {{ listen 127.0.0.1:{ports["static"]}; root {scratch}/static; default_type text/html; }}
            server {{
                listen 127.0.0.1:{ports["cached"]};
                location / {{
                    proxy_pass http://127.0.0.1:{behind};
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $http_host;
                    proxy_cache pages;
                    proxy_cache_key $scheme$http_host$request_uri;
                    proxy_cache_revalidate on;
                    proxy_cache_background_update on;
                    proxy_cache_lock on;
                }}
            }}
        }}
    """)
    return [binary, "-c", str(configuration), "-p", str(scratch)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
