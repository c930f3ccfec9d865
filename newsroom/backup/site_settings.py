"""The site's settings as lines of ``.env``, without its secrets, which are named and left out."""

import os
import re
from urllib.parse import urlsplit

from newsroom.settings import env

_SECRET = re.compile(r"KEY|SECRET|PASSWORD|TOKEN|DSN|IDENTITY")
PUBLIC = ("RECAPTCHA_PUBLIC_KEY", "INDEXNOW_KEY")  # readers' programs see them


def settings_lines() -> list[str]:
    """A line for each variable that the site looked for and found."""
    return [
        f"# {name} is a secret, and is left out." if is_secret(name, value) else f"{name}={value}"
        for name in sorted(env.names)
        if (value := os.environ.get(name)) and "\n" not in value
    ]


def is_secret(name: str, value: str) -> bool:
    """By its name, or because it is an address with a name or password in it, or with a query that may hold one."""
    if name in PUBLIC:
        return False
    return bool(_SECRET.search(name)) or any(
        (parts := urlsplit(word)).scheme and parts.netloc and ("@" in parts.netloc or parts.query)
        for word in re.split(r"[,\s]+", value)
        if "://" in word and _can_be_split(word)
    )


def _can_be_split(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True
