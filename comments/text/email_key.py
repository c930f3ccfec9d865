"""E-mail addresses exactly as mail servers see them. One spelling is stored, mailed, compared and banned.

Source: RFC 5321, section 4.1.2 (mailboxes), without quoted ones; RFC 5891 (IDNA 2008) for domains. Nothing is mapped to
something else but the case of ASCII letters: a letter that merely looks or folds like another is another mailbox.
"""

import re
import string

import idna

LONGEST_MAILBOX = 64  # characters before the @
LONGEST_DOMAIN = 253
LONGEST_ADDRESS = 254
_MAILBOX = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE | re.ASCII)
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class NotAnAddressError(ValueError):
    """No mail server takes this address, or programs disagree on which mailbox it means."""


def exact_address(text: str) -> str:
    """text as it is stored: the mailbox as typed, the domain in ASCII and lower case. Raises NotAnAddressError."""
    mailbox, _at, domain = text.rpartition("@")
    # Some mail programs read "=?" as the start of an encoded word, and write to what is inside it.
    if not _MAILBOX.fullmatch(mailbox) or len(mailbox) > LONGEST_MAILBOX or "=?" in mailbox:
        raise NotAnAddressError
    return f"{mailbox}@{_domain_in_ascii(domain)}"


def _domain_in_ascii(domain: str) -> str:
    labels = domain.translate(_LOWER).split(".")
    try:
        in_ascii = ".".join(idna.alabel(label).decode() for label in labels)
    except UnicodeError as fault:  # idna's own errors are of this kind
        raise NotAnAddressError from fault
    if len(labels) < 2 or len(in_ascii) > LONGEST_DOMAIN or labels[-1].isdecimal():
        raise NotAnAddressError
    return in_ascii


def mailable(address: str) -> str:
    """A stored address as mail is sent to it. Some were stored before their domain was written in ASCII."""
    try:
        return exact_address(address)
    except NotAnAddressError:
        return address


def readable(address: str) -> str:
    """address with its domain in the letters that people know."""
    mailbox, at, domain = address.rpartition("@")
    try:
        return f"{mailbox}{at}{idna.decode(domain)}"
    except UnicodeError:
        return address


def email_key(address: str) -> str:
    """The form of an address by which two spellings of it are known to be one: lower case, without a ``+tag``."""
    mailbox, _at, domain = mailable(address.strip()).translate(_LOWER).rpartition("@")
    return f"{mailbox.split('+')[0] or mailbox}@{domain}"


def spellings_of(address: str) -> tuple[set[str], set[str]]:
    """The spellings under which rows hold address, and their keys, also of rows from before domains were ASCII."""
    spellings = {address, mailable(address), readable(address)}
    former_keys = set()
    for spelling in spellings:
        mailbox, _at, domain = spelling.strip().casefold().rpartition("@")
        former_keys.add(f"{mailbox.split('+')[0]}@{domain}")
    return spellings, former_keys | {email_key(address)}
