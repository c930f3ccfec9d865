"""Mails that were written to files, where no mail server is set: they are erased with what they are about."""

import re
from collections.abc import Iterable
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings

from comments.models import Comment

BEGINNING = 150  # characters of a message that a notice to moderators shows at least


def erase_copies(comments: Iterable[Comment], addresses: Iterable[str] = ()) -> None:
    """Delete every file with a mail to one of addresses, to the writers of comments, or with what they wrote.

    comments: as they were. What a file says is decoded first, since mails are sent in quoted-printable or base64.
    """
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder or not Path(folder).is_dir():
        return
    to = {address.casefold() for address in (*addresses, *(comment.email for comment in comments)) if address}
    # Whole addresses: that of Bob does not end in that of B.
    of_them = re.compile("|".join(rf"(?<![\w.+-]){re.escape(address)}(?![\w-])" for address in to) or r"(?!)")
    marks = []
    for comment in comments:
        marks.append({f"/comments/manage/{comment.pk}."})
        marks.append({f"/comments/{comment.pk}/"})
        if comment.message:
            marks.append({_folded(comment.name), _folded(comment.message[:BEGINNING])})
    for file in Path(folder).glob("*.log"):
        text = _words_in(file)
        if of_them.search(text) or any(all(part in text for part in mark) for mark in marks):
            file.unlink(missing_ok=True)


def _words_in(file: Path) -> str:
    """All that a mail program shows of the mails in file, and their headers."""
    texts = []
    try:
        content = file.read_bytes()
    except FileNotFoundError:  # another erasure was quicker
        return ""
    for raw in content.split(b"\n" + b"-" * 79 + b"\n"):
        mail = message_from_bytes(raw, policy=policy.default)
        texts += [str(value) for value in mail.values()]
        texts += [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return _folded(" ".join(texts))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
