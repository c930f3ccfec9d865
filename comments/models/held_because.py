from django.db import models
from django.utils.translation import gettext_lazy as _


class HeldBecause(models.TextChoices):
    """Why a comment waits for a moderator. The first group is suspicion, the second the house policy."""

    UNVERIFIED = "unverified", _("The service that checks for a person could not be asked")
    CHECK_SKIPPED = "check_skipped", _("The commenter could not do the check")
    MANY_LINKS = "many_links", _("Many links")
    RATE = "rate", _("Many comments in a short time")

    EVERY_COMMENT = "every_comment", _("Every comment is read before it is shown")
    UNCONFIRMED = "unconfirmed", _("The address is not confirmed")
    NEW_COMMENTER = "new_commenter", _("No earlier comment from this address was published")


SUSPICIONS = {HeldBecause.UNVERIFIED, HeldBecause.CHECK_SKIPPED, HeldBecause.MANY_LINKS, HeldBecause.RATE}
