"""Gets a fresh checkout ready: a virtual environment in ``.venv`` with the packages that ``requirements/`` locks.

Run by path, before anything is installed: ``python3 -I newsroom/start/bootstrap.py [test]``. Hence the standard library
alone, and a syntax that an old Python reads, to say that it is too old. Quick, and without network, when nothing has
changed: ``.venv/installed.json`` keeps the digests of what was installed, and leaves out what is being installed.
"""

import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time

OLDEST_PYTHON = (3, 11)
PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(PROJECT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
INSTALLED = os.path.join(VENV, "installed.json")
LOG = os.path.join(VENV, "install.log")
SEE = "see .venv/install.log"
MEGABYTES_NEEDED = {"base": 350, "test": 700}

NO_NETWORK = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "Read timed out",
    "ProxyError",
)


class SetupError(Exception):
    """One sentence for the person at the keyboard."""


def main():
    sets = ["base", "test"] if "test" in sys.argv[1:] else ["base"]
    try:
        check_python(sys.version_info)
        with only_one_at_a_time():
            prepare(sets)
    except KeyboardInterrupt:
        sys.exit("Interrupted: the next make starts this step again.")
    except SetupError as error:
        sys.exit(str(error))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            sys.exit(disk_is_full())
        sys.exit(f"Newsroom could not be set up: {error}.")


def check_python(version):
    """SetupError where version, as in sys.version_info, is too old, or lacks what makes virtual environments."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        raise SetupError(
            f"Newsroom needs Python 3.11 or newer, and {sys.executable} is {version[0]}.{version[1]}.{version[2]}: "
            "name a newer one, as in make run PYTHON=python3.12."
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "This Python cannot make virtual environments: install its venv module, on Debian and Ubuntu with "
            f"apt install python{version[0]}.{version[1]}-venv."
        )


@contextlib.contextmanager
def only_one_at_a_time():
    """Holds the checkout against a second make that would install into the same place."""
    checkout = os.open(PROJECT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(checkout, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another make is setting Newsroom up: waiting for it.")
            fcntl.flock(checkout, fcntl.LOCK_EX)
        yield
    finally:
        os.close(checkout)


def prepare(sets):
    """Install what differs from the locked requirements of sets, each "base" or "test"; nothing, mostly."""
    wanted = {name: digest(requirements(name)) for name in sets}
    installed = read_installed()
    missing = [name for name in sets if installed.get(name) != wanted[name]]
    if not missing:
        return
    check_disk(missing)
    if not installed:
        say("Making a virtual environment in .venv.")
        run([sys.executable, "-m", "venv", "--clear", VENV], "The virtual environment could not be made")
    # What is being installed counts as missing until it is whole: the base, interrupted, is begun anew in an empty one.
    installed = {} if "base" in missing else {"base": installed["base"]}
    write_installed(installed)
    files = [requirements(name) for name in missing]
    say(f"Installing {sum(map(count, files))} packages: this takes a minute or so, and happens once.")
    began = time.time()
    install = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    for file in files:
        install.extend(["--requirement", file])
    run(install, "The packages could not be installed")
    installed.update(wanted)
    write_installed(installed)
    say(f"Installed in {time.time() - began:.0f} s.")


def read_installed():
    """Digests of the requirements that the environment holds; empty where there is none, or a half-made one."""
    try:
        with open(INSTALLED) as file:
            installed = json.load(file)
    except (OSError, ValueError):
        return {}
    return installed if os.access(VENV_PYTHON, os.X_OK) else {}


def write_installed(installed):
    with open(INSTALLED + ".new", "w") as file:
        json.dump(installed, file)
    os.replace(INSTALLED + ".new", INSTALLED)


def requirements(name):
    return os.path.join(PROJECT, "requirements", name + ".txt")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def count(path):
    """Packages that a locked file names."""
    with open(path) as file:
        return sum("==" in line and not line.startswith((" ", "#")) for line in file)


def check_disk(sets):
    needed = sum(MEGABYTES_NEEDED[name] for name in sets)
    if shutil.disk_usage(PROJECT).free < needed * 1000000:
        raise SetupError(disk_is_full())


def disk_is_full():
    free = shutil.disk_usage(PROJECT).free // 1000000
    needed = sum(MEGABYTES_NEEDED.values())
    return f"The disk is full: {PROJECT} has {free} MB left, and Newsroom needs {needed} MB to be set up and tested."


def run(command, what_failed):
    """Run command with its output in the log. SetupError with the reason that the log gives."""
    os.makedirs(VENV, exist_ok=True)
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = result.stdout.decode("utf-8", "replace")
    if result.returncode != 0:
        with open(LOG, "w") as log:
            log.write(output)
        raise SetupError(explain(what_failed, output))


def explain(what_failed, output):
    """One sentence on why the command that printed output failed."""
    if "No space left on device" in output:
        return disk_is_full()
    if any(sign in output for sign in NO_NETWORK):
        return (
            what_failed
            + ": the package index cannot be reached, and the first set-up needs the network (see .venv/install.log)."
        )
    if "DO NOT MATCH THE HASHES" in output:
        return (
            what_failed + ": the package index gave out other files than requirements/ locks (see .venv/install.log)."
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    reason = (errors or lines or ["no reason given"])[-1]
    return f"{what_failed}: {reason.rstrip('.')} ({SEE})."


def say(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
