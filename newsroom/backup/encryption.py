"""Parts of a backup on their way to the disk and back, through age or GnuPG where the settings name a recipient."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from newsroom.backup.backup_format import BackupError

_NAMES = {"age": "age", "gpg": "GnuPG"}
_PATIENCE = 2.0  # seconds for a program to say why it failed, once its other end has failed


def encryption_program() -> str:
    """What encrypts, by the recipients of the settings: "age", "gpg", or nothing."""
    kinds = {"age" if recipient.startswith(("age1", "ssh-")) else "gpg" for recipient in settings.BACKUP_ENCRYPT_TO}
    if len(kinds) > 1:
        raise BackupError("BACKUP_ENCRYPT_TO has recipients of age and of GnuPG: name those of one of them.")
    return kinds.pop() if kinds else ""


def check_recipients() -> None:
    """BackupError where nothing could be encrypted: before the work, not after it."""
    if encryption_program():
        with tempfile.TemporaryDirectory() as folder, encrypted(Path(folder, "test")) as stream:
            stream.write(b"test")


@contextmanager
def encrypted(path: Path) -> Iterator[IO[bytes]]:
    """A new file to write to, encrypted on the way. BackupError where the program that encrypts fails."""
    with path.open("xb") as file:
        if not (kind := encryption_program()):
            yield file
            return
        recipients = [word for name in settings.BACKUP_ENCRYPT_TO for word in ("--recipient", name)]
        options = ["--encrypt"]
        if kind == "gpg":  # what comes is compressed already, and the settings say who is trusted
            options = ["--batch", "--quiet", "--no-tty", "--trust-model", "always", "--compress-algo", "none", *options]
        with _running(kind, [*options, *recipients], stdin=subprocess.PIPE, stdout=file) as process:
            stream = process.stdin
            try:
                yield stream
                stream.close()
            except BrokenPipeError:
                pass  # it has ended, and says why
            finally:
                _close(stream)


@contextmanager
def decrypted(path: Path, kind: str) -> Iterator[IO[bytes]]:
    """The content of a part, to be read to its end.

    kind: as ``encryption_program``. BackupError where it cannot be decrypted.
    """
    with path.open("rb") as file:
        if not kind:
            yield file
            return
        options = ["--decrypt"]
        if kind == "gpg":
            options = ["--batch", "--quiet", "--no-tty", *options]
        elif settings.BACKUP_IDENTITY:
            options += ["--identity", settings.BACKUP_IDENTITY]
        else:
            raise BackupError("This backup is encrypted with age: name the file of its key in BACKUP_IDENTITY.")
        with _running(kind, options, stdin=file, stdout=subprocess.PIPE) as process:
            yield process.stdout
            while process.stdout.read(1_048_576):
                pass  # only at its end it is known to be whole


@contextmanager
def _running(kind: str, options: list[str], **streams: Any) -> Iterator[Any]:
    program = shutil.which(kind)
    if not program:
        raise BackupError(f"There is no program {kind} here: install {_NAMES[kind]}.")
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen([program, *options], stderr=said, **streams) as process,
    ):
        fault: BaseException | None = None
        try:
            yield process
        except BaseException as raised:
            fault = raised
        if process.stdout and not fault:
            process.stdout.close()
        if _status(process, None if fault is None else _PATIENCE) > 0:
            said.seek(0)
            raise BackupError(f"{_NAMES[kind]} failed: {_in_one_line(said.read())}.") from fault
        if fault:
            raise fault


def _status(process: subprocess.Popen[bytes], patience: float | None) -> int:
    """The exit status of a program, which is killed where it has not ended by itself within patience, in seconds."""
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _in_one_line(said: bytes) -> str:
    return " ".join(said.decode(errors="replace").split())[:300].rstrip(".")


def _close(stream: IO[bytes]) -> None:
    with suppress(OSError):  # the other end is gone
        stream.close()
