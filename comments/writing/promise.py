"""What will happen to a comment once it is sent: said beside the form, by the policy in force."""

from django.utils.translation import gettext as _

from comments.models import Discussion
from comments.models.comment_policy import Policy


def promise_of(discussion: Discussion) -> str:
    """A sentence or two, for readers. Of what is only held as suspicious, no one is told beforehand why."""
    policy = discussion.policy_in_force.name
    if policy == Policy.CONFIRMED:
        return _(
            "Your comment will appear once you have confirmed your e-mail address, unless a moderator has to read it"
            " first."
        )
    if policy == Policy.TRUSTED:
        return _(
            "If we have published a comment of yours before, this one will appear once you have confirmed your e-mail"
            " address. Otherwise a moderator will read it first."
        )
    if policy == Policy.OPEN:
        return _("Your comment will appear at once, unless a moderator has to read it first.")
    return _("A moderator will read your comment before it appears.")
