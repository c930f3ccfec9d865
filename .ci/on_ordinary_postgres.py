"""Runs a command with DATABASE_URL naming a PostgreSQL as production has it: Debian's own, and a role of few rights.

The role may create databases. The locale is C, so the server itself knows ASCII only. Debian's package has to be there;
the server here is one of our own, and takes neither a port nor the machine's service.
"""

import os
import pwd
import secrets
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import psycopg

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=None)
if PROGRAMS is None:
    sys.exit("Debian's PostgreSQL is not here: apt-get install postgresql.")

with tempfile.TemporaryDirectory() as directory:
    data = Path(directory, "data")
    data.mkdir()
    run = subprocess.run
    if os.geteuid() == 0:  # PostgreSQL does not run as root: Debian's package brings an account for it
        account = pwd.getpwnam("postgres")
        for path in (Path(directory), data):
            os.chown(path, account.pw_uid, account.pw_gid)
        run = partial(run, user=account.pw_uid, group=account.pw_gid, extra_groups=[])
    options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    run([PROGRAMS / "initdb", "-D", data, *options], stdout=subprocess.DEVNULL, check=True)
    server = [PROGRAMS / "pg_ctl", "-D", data, "-l", data / "log", "-w"]
    run([*server, "-o", f"-k {directory} -c listen_addresses=''", "start"], check=True)
    try:
        with psycopg.connect(host=directory, user="postgres", dbname="postgres", autocommit=True) as connection:
            print(f"PostgreSQL {connection.execute('SHOW server_version').fetchone()[0]}", flush=True)
            connection.execute("CREATE ROLE newsroom LOGIN CREATEDB")
            connection.execute("CREATE DATABASE newsroom OWNER newsroom")
        environment = {
            "DATABASE_URL": f"postgres://newsroom@/{directory}/newsroom",
            "SECRET_KEY": secrets.token_urlsafe(50),
        }
        status = subprocess.run(sys.argv[1:], env=os.environ | environment).returncode
    finally:
        run([*server, "-m", "immediate", "stop"], check=True)
sys.exit(status)
