"""Links: what most spam is for."""

import re

from django.utils.translation import gettext as _

from comments.models import Comment, Finding, HeldBecause
from comments.spam.submission import Submission

MOST_LINKS = 2
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)[^\s/?#<>\"']*", re.IGNORECASE)


def check(submission: Submission) -> Finding | None:
    if in_the_name := links_in(submission.comment.name):
        return Finding(HeldBecause.LINKS, _("in the name: %(link)s") % {"link": in_the_name[0]})
    links = links_in(submission.comment.message)
    return Finding(HeldBecause.LINKS, ", ".join(links)) if len(links) > MOST_LINKS else None


def links_in(text: str) -> list[str]:
    """The links in text as far as their host."""
    return _LINK.findall(text)


def hosts_in(comment: Comment) -> set[str]:
    """The hosts that the comment links to, in lower case and without a port."""
    links = links_in(comment.message) + links_in(comment.name)
    return {link.rpartition("://")[2].rpartition("@")[2].partition(":")[0].casefold().rstrip(".") for link in links}
