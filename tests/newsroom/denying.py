"""Runs a command on a system that denies some system calls, as containers do: ``denying.py EPERM setresuid -- …``.

A seccomp filter for this process and its children only. Source: seccomp(2); linux/filter.h.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

NUMBERS = {
    "x86_64": {"setresuid": 117},
    "aarch64": {"setresuid": 147},
}
LOAD_NUMBER, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE_WITH = 0x7FFF0000, 0x00050000
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2


def deny(error: int, calls: list[str]) -> None:
    numbers = [NUMBERS[platform.machine()][call] for call in calls]
    program = [(LOAD_NUMBER, 0, 0, 0)]
    for position, number in enumerate(numbers):
        program.append((JUMP_IF_EQUAL, len(numbers) - position, 0, number))
    program += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE_WITH | error)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


if __name__ == "__main__":
    end = sys.argv.index("--")
    deny(getattr(errno, sys.argv[1]), sys.argv[2:end])
    os.execvp(sys.argv[end + 1], sys.argv[end + 1 :])
