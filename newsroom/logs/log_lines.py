"""What every line of the log leaves out: rights, addresses of people and of networks, and rows of the database."""

import logging
import re
import time
from functools import lru_cache
from typing import Any

from pythonjsonlogger.json import JsonFormatter

_SIGNED = re.compile(r"(/(?:comments/(?:manage|unsubscribe)|preview)/|[?&]comment=)[^/?#&\s]+")
_EMAIL = re.compile(r"[^\s@<>()\[\]{}\"'=,;:]+@[^\s@<>()\[\]{}\"'=,;:]+")
# gunicorn names the client that sent what is no HTTP.
_NETWORK = re.compile(r"(\bip=)\S+?(?=:?\s|$)")
# What PostgreSQL says of a row that broke a rule: its values.
_ROW = re.compile(r"\b(DETAIL|CONTEXT):.*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL)

# No line names these, and finding them out costs a page from memory more than all else that it needs. Source: the
# "Optimization" section of Python's logging HOWTO.
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
logging._srcfile = None  # type: ignore[attr-defined]


def without_signatures(text: str) -> str:
    """text without what gives someone's rights to the person who reads it: the signed part of an address."""
    return _SIGNED.sub(r"\1…", text) if "comment" in text or "preview" in text else text


def without_people(text: str) -> str:
    """text without what tells who someone is, or gives their rights."""
    if "DETAIL" in text or "CONTEXT" in text:
        text = _ROW.sub(r"\1: …", text)
    text = without_signatures(text)
    if "ip=" in text:
        text = _NETWORK.sub(r"\1…", text)
    return _EMAIL.sub("…@…", text) if "@" in text else text


class WithoutPeople(logging.Filter):
    """Keeps people out of every message, Django's own about a request that failed and gunicorn's included."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (cleaned := without_people(message)) != message:
            record.msg, record.args = cleaned, ()
        record.__dict__.pop("request", None)
        return True


@lru_cache(maxsize=4)
def _second(number: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(number))


class _Timed(logging.Formatter):
    """Writes the time of a record as logging does, but its second once for all records within it."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return f"{_second(int(record.created))},{int(record.msecs):03d}"


class Plain(_Timed):
    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return without_people(super().formatException(ei))


class Json(_Timed, JsonFormatter):
    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return without_people(logging.Formatter.formatException(self, ei))
