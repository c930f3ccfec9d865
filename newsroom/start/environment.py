"""The environment as settings: a value of no use stops the start with one sentence that names its variable."""

from collections.abc import Sequence
from email.utils import parseaddr
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):
    """Variables of the environment and of ``.env``. Each method: ImproperlyConfigured where the value is of no use."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()  # of the variables that were looked for

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        self.names.add(var)
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} is {self.ENVIRON.get(var)!r}, which is not a number.") from error

    def choice(self, var: str, choices: Sequence[str], default: str) -> str:
        """One word of choices."""
        value = self.str(var, default)
        if value not in choices:
            raise ImproperlyConfigured(f"{var} is {value!r}, but has to be one of: {', '.join(choices)}.")
        return value

    def language(self, var: str, codes: Sequence[str], default: str) -> str:
        """One of codes, also as people write it: ``en-GB`` is ``en-gb``."""
        value = self.str(var, default).strip()
        if value.lower() not in codes:
            raise ImproperlyConfigured(f"{var} is {value!r}, but has to be one of: {', '.join(codes)}.")
        return value.lower()

    def words(self, var: str) -> list[str] | None:
        """Words separated by commas; an empty value is none of them. None where the variable is not set."""
        values = self.list(var, default=None)
        return None if values is None else [value.strip() for value in values]

    def number(self, var: str, default: int, *, at_least: int = 0, at_most: int | None = None) -> int:
        """A whole number within bounds."""
        value = self.int(var, default)
        if value < at_least or (at_most is not None and value > at_most):
            bounds = f"at least {at_least}" if at_most is None else f"between {at_least} and {at_most}"
            raise ImproperlyConfigured(f"{var} is {value}, but has to be {bounds}.")
        return value

    def folder(self, var: str) -> Path | None:
        """A folder that is there, or None where var is empty."""
        value = self.str(var, "").strip()
        if not value:
            return None
        folder = Path(value).resolve()
        if not folder.is_dir():
            raise ImproperlyConfigured(f"{var} is {value!r}, which is no folder that can be read.")
        return folder

    def site_url(self, var: str, default: str) -> str:
        """The address that readers type, without a slash at its end."""
        value = self.str(var, "") or default
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ImproperlyConfigured(
                f"{var} is {value!r}, but has to be an address such as https://news.example.org."
            )
        return value.rstrip("/")

    def networks(self, var: str) -> list[str]:
        """Addresses and networks, separated by commas."""
        networks = [network.strip() for network in self.list(var, default=[])]
        for network in networks:
            try:
                ip_network(network)
            except ValueError as error:
                raise ImproperlyConfigured(
                    f"{var} holds {network!r}, which is no address or network such as 10.0.0.0/8."
                ) from error
        return networks

    def postgres(self, var: str) -> dict[str, Any]:
        """An entry of Django's DATABASES. The value holds a password, so no message repeats it."""
        if not self.str(var).startswith(("postgres://", "postgresql://")):
            raise ImproperlyConfigured(_NO_POSTGRES_URL.format(var))
        try:
            database = self.db_url(var)
        except (ImproperlyConfigured, ValueError) as error:
            raise ImproperlyConfigured(_NO_POSTGRES_URL.format(var)) from error
        if not database["NAME"]:
            raise ImproperlyConfigured(_NO_POSTGRES_URL.format(var))
        return database

    def mail(self, var: str) -> dict[str, Any]:
        """Django's EMAIL_ settings. The value holds a password, so no message repeats it."""
        try:
            mail = self.email_url(var)
        except (ImproperlyConfigured, ValueError) as error:
            raise ImproperlyConfigured(_NO_MAIL_URL.format(var)) from error
        if mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend") and not mail["EMAIL_HOST"]:
            raise ImproperlyConfigured(_NO_MAIL_URL.format(var))
        return mail

    def sender(self, var: str, default: str) -> str:
        """A mail address, with or without a name: Newsroom <news@example.org>."""
        value = self.str(var, "") or default
        if "@" not in parseaddr(value)[1]:
            raise ImproperlyConfigured(f"{var} is {value!r}, which holds no mail address.")
        return value


def is_loopback(host: str) -> bool:
    """Whether host, a name or an address, is this machine to itself, so no reader of another machine comes by it."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


_NO_POSTGRES_URL = "{} is no PostgreSQL address: write postgres://user:password@host:5432/database."
_NO_MAIL_URL = "{} is no mail server's address: write smtp+tls://user:password@host:587."
