"""How a child process of root becomes someone else, for a program that refuses to run as root.

This creates no account and opens no directory to others. The child takes an *unprivileged id* for good and keeps one
capability of root's, CAP_DAC_OVERRIDE, so it still reaches a checkout that only root may enter. access(2) does not
count it, unless the bit SECBIT_NO_SETUID_FIXUP is set, and PostgreSQL calls it to find its programs.

Source: capabilities(7), prctl(2), access(2).
"""

import ctypes
import os
import pwd
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# Below 65536, so it exists in a container with a mapped range of ids; outside the ranges that systems hand out.
UNPRIVILEGED_ID = 64321

Change = Callable[[], None]
"""Changes the calling process for good; OSError where the system denies it. For ``preexec_fn``."""

_PR_SET_KEEPCAPS = 8
_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP = 28, 1 << 2
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522


def is_allowed(change: Change) -> bool:
    """Whether the system lets a process make this change: tried in a child that does nothing else."""
    child = os.fork()
    if child == 0:
        try:
            change()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def can_run(program: Path, change: Change) -> bool:
    """Whether a process that made this change may run program, where the program itself asks with access(2)."""

    def change_and_ask() -> None:
        change()
        if not os.access(program, os.R_OK | os.X_OK):
            raise PermissionError(program)

    return is_allowed(change_and_ask)


def id_with_a_name() -> int:
    """The id of some account that is not root; KeyError where there is none."""
    for account in pwd.getpwall():
        if account.pw_uid != 0:
            return account.pw_uid
    raise KeyError("no account but root")


def take_id(uid: int) -> None:
    """Go on as uid, without root's groups and without root's powers but one: to pass over file permissions."""
    keeps_capabilities = _is_linux()
    if keeps_capabilities:
        with suppress(OSError):  # without CAP_SETPCAP: then everybody has to be let in to the programs, see `can_run`
            _call("prctl", _PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
        _call("prctl", _PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if keeps_capabilities:
        _retain_only(_CAP_DAC_OVERRIDE)


def _retain_only(capability: int) -> None:
    """Drop every capability but this one, and hand it on to the program that is executed next."""
    bit = 1 << capability
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    low_and_high_words = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)  # effective, permitted, inheritable
    _call("capset", header, low_and_high_words)
    _call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def _call(function: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, function):
        raise OSError(f"this system has no {function}")
    if getattr(libc, function)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), f"{function}: {os.strerror(ctypes.get_errno())}")


def _is_linux() -> bool:
    return os.uname().sysname == "Linux"
