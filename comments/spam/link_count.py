"""Links: what most spam is for."""

from django.utils.translation import gettext as _

from comments.models import Finding, HeldBecause
from comments.spam.submission import Submission
from comments.text.links import domain_in, links_in

MOST_LINKS = 2


def check(submission: Submission) -> Finding | None:
    if in_the_name := domain_in(submission.comment.name):
        return Finding(HeldBecause.LINKS, _("in the name: %(link)s") % {"link": in_the_name})
    links = links_in(submission.comment.message)
    return Finding(HeldBecause.LINKS, ", ".join(links)) if len(links) > MOST_LINKS else None
