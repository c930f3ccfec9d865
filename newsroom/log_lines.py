"""What every line of the log leaves out: rights, addresses of people and of networks, and rows of the database."""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

_SIGNED = re.compile(r"(/(?:comments/(?:manage|unsubscribe)|preview)/|[?&]comment=)[^/?#&\s]+")
_EMAIL = re.compile(r"[^\s@<>()\[\]{}\"'=,;:]+@[^\s@<>()\[\]{}\"'=,;:]+")
# gunicorn names the client that sent what is no HTTP.
_NETWORK = re.compile(r"(\bip=)\S+?(?=:?\s|$)")
# What PostgreSQL says of a row that broke a rule: its values.
_ROW = re.compile(r"\b(DETAIL|CONTEXT):.*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL)


def without_signatures(text: str) -> str:
    """text without what gives somebody's rights to whoever reads it: the signed part of an address."""
    return _SIGNED.sub(r"\1…", text)


def without_people(text: str) -> str:
    """text without what tells who somebody is, or gives their rights."""
    text = _ROW.sub(r"\1: …", text)
    return _EMAIL.sub("…@…", _NETWORK.sub(r"\1…", without_signatures(text)))


class WithoutPeople(logging.Filter):
    """Keeps people out of every message, Django's own about a request that failed and gunicorn's included."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (cleaned := without_people(message)) != message:
            record.msg, record.args = cleaned, ()
        record.__dict__.pop("request", None)
        return True


class Plain(logging.Formatter):
    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return without_people(super().formatException(ei))


class Json(JsonFormatter):
    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return without_people(logging.Formatter.formatException(self, ei))
