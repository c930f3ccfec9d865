def email_key(address: str) -> str:
    """The form of an address by which two spellings of it are known to be one: lower case, without a ``+tag``."""
    mailbox, _at, domain = address.strip().casefold().rpartition("@")
    return f"{mailbox.split('+')[0]}@{domain}"
