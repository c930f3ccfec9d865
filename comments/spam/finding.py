"""What speaks against showing a comment at once: which check found what."""

from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.text.typed_text import on_one_line, without_controls

LONGEST_FOUND = 200  # characters


class HeldBecause(models.TextChoices):
    """The checks, in order of cost. The captcha's come first, the house policy's last; the rest are SPAM_CHECKS."""

    UNVERIFIED = "unverified", _("The service that checks for a person could not be asked")
    CHECK_SKIPPED = "check_skipped", _("The commenter could not do the check")

    FORM = "form", _("The way the form was sent")
    HONEYPOT = "honeypot", _("A field that people do not see was filled in")
    RATE = "rate", _("Many comments in a short time")
    LINKS = "links", _("Links")
    ALPHABETS = "alphabets", _("Letters of different alphabets in one word")
    DUPLICATES = "duplicates", _("Repetition")
    RULES = "rules", _("Rules")
    HISTORY = "history", _("Earlier comments from this address")
    AKISMET = "akismet", _("Akismet")

    REPORTED = "reported", _("Reported by readers")

    LOCKED = "locked", _("The discussion is locked or hidden")
    EVERY_COMMENT = "every_comment", _("Every comment is read before it is shown")
    UNCONFIRMED = "unconfirmed", _("The address is not confirmed")
    NEW_COMMENTER = "new_commenter", _("No earlier comment from this address was published")


POLICY = {HeldBecause.LOCKED, HeldBecause.EVERY_COMMENT, HeldBecause.UNCONFIRMED, HeldBecause.NEW_COMMENTER}


class Finding(NamedTuple):
    """One reason to hold a comment, or to refuse it. check: of HeldBecause. found: for moderators, such as a word."""

    check: str
    found: str = ""
    refuses: bool = False

    @property
    def is_suspicion(self) -> bool:
        """Whether it speaks against this comment, and not only for reading all of its kind first."""
        return self.check not in POLICY

    @property
    def is_of_the_form(self) -> bool:
        """Whether the sender knows of it: the check that a person is writing was skipped, or could not be asked."""
        return self.check in (HeldBecause.UNVERIFIED, HeldBecause.CHECK_SKIPPED)

    @property
    def label(self) -> str:
        """The check in words; its bare name where this version does not know it."""
        return str(HeldBecause(self.check).label) if self.check in HeldBecause.values else self.check

    def __str__(self) -> str:
        return f"{self.label}: {self.found}" if self.found else self.label


class FindingsField(models.JSONField):
    """A list of findings, stored as ``[[check, found, refuses], …]``."""

    def from_db_value(self, value: Any, *args: Any) -> Any:
        return _as_findings(super().from_db_value(value, *args))

    def to_python(self, value: Any) -> Any:
        return _as_findings(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value([_storable(finding) for finding in value])


def _as_findings(rows: Any) -> Any:
    return [Finding(*row) for row in rows] if isinstance(rows, list) else rows


def _storable(finding: Finding) -> Finding:
    """finding fit for the database, which takes no NUL and need not keep a whole page of a bot's words."""
    found = without_controls(on_one_line(finding.found))
    return finding._replace(found=found if len(found) <= LONGEST_FOUND else f"{found[: LONGEST_FOUND - 1]}…")
