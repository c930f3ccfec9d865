"""Runs a command with DATABASE_URL naming a PostgreSQL as production has it: a plain role that may create databases."""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsroom.embedded_postgres import EmbeddedPostgres

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory, EmbeddedPostgres(Path(directory)) as server:
    settings = server.database_settings()
    where = {"host": settings["HOST"], "port": settings["PORT"]}
    with psycopg.connect(**where, user=settings["USER"], dbname=settings["NAME"], autocommit=True) as connection:
        connection.execute("CREATE ROLE newsroom LOGIN CREATEDB")
        connection.execute("CREATE DATABASE newsroom OWNER newsroom")
    environment = {
        "DATABASE_URL": f"postgres://newsroom@/{settings['HOST']}/newsroom",
        "SECRET_KEY": secrets.token_urlsafe(50),
    }
    status = subprocess.run(sys.argv[1:], env=os.environ | environment).returncode
sys.exit(status)
