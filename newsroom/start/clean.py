"""Removes what was installed and cached, and, if the person at the keyboard agrees, the site's data.

Run by path with the standard library alone, like ``bootstrap.py``: ``python3 -I newsroom/start/clean.py``.
"""

import fcntl
import os
import shutil
import sys

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(PROJECT, "var")
CACHES = (
    ".venv",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    os.path.join("var", "static"),
    os.path.join(".ci", "tools", "node_modules"),
)


def main():
    if is_in_use():
        sys.exit("Newsroom is running here: stop it first.")
    for name in CACHES:
        shutil.rmtree(os.path.join(PROJECT, name), ignore_errors=True)
    for parent, directories, _ in os.walk(PROJECT):
        for name in [name for name in directories if name in ("__pycache__", ".git", "node_modules", "var")]:
            directories.remove(name)
            if name == "__pycache__":
                shutil.rmtree(os.path.join(parent, name), ignore_errors=True)
    print("Removed what was installed and cached.")
    if os.path.isdir(DATA):
        if is_agreed("Remove var/ too, with every article, comment, picture and mail in it? [y/N] "):
            shutil.rmtree(DATA)
            print("Removed var/.")
        else:
            print("Kept var/, the site's data.")


def is_agreed(question):
    """Whether someone is there and says yes."""
    if not sys.stdin.isatty():
        return False
    try:
        return input(question).strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        print()
        return False


def is_in_use():
    """Whether a process uses the embedded server: each holds a lock on this file for as long as it does."""
    try:
        with open(os.path.join(DATA, "postgres.users")) as users:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


if __name__ == "__main__":
    main()
