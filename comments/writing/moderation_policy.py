"""The policy in force under an article: which comments are published at once, and why the others wait."""

from django.utils.translation import gettext as _

from comments.models import Comment, Finding, HeldBecause
from comments.models.comment import CHANGED_BY_A_VERDICT
from comments.models.comment_policy import PUBLISHES_AT_ONCE, Policy
from comments.spam.all_checks import CHECKS_OF_THE_TEXT, Submission, findings_about


def store(comment: Comment) -> None:
    """Save a comment that was just sent, with what speaks against showing it; what it leads to, does ``follow``."""
    comment.held_because = _findings(comment)
    comment.save()


def apply_policy(comment: Comment) -> None:
    """Publish a pending comment, refuse it, or hold it and say why: its suspicions, then what the policy asks for."""
    comment.held_because = _findings(comment)
    Comment.objects.filter(pk=comment.pk).update(held_because=comment.held_because)
    follow(comment)
    comment.refresh_from_db()


def _findings(comment: Comment) -> list[Finding]:
    suspicions = [finding for finding in comment.held_because if finding.is_suspicion]
    return [*suspicions, *map(Finding, _policy_reasons(comment))]


def follow(comment: Comment) -> None:
    """Decide on a pending comment, where what was found leaves nothing to a moderator.

    In a transaction last, since publishing locks the discussion until its end.
    """
    pending = Comment.objects.filter(pk=comment.pk).pending()
    if comment.is_refused:
        pending.mark_spam(words="spam checks")
    elif not comment.held_because:
        pending.publish(words=f"policy: {_policy_of(comment)}")
    else:
        return
    comment.refresh_from_db(fields=CHANGED_BY_A_VERDICT)


def check_again(comment: Comment, address: str) -> None:
    """Check a comment that is saved already, as after a change by its writer, or before it may be published.

    address: the network address that asks for it. Services outside may be asked: not within a transaction.
    """
    weigh_again(comment, findings_about(Submission(comment, address)))


def weigh_again(comment: Comment, found: list[Finding]) -> None:
    """What is not clean goes back to the queue, or is refused. found: what the checks find in it now."""
    of_the_sending = [finding for finding in comment.held_because if finding.check not in CHECKS_OF_THE_TEXT]
    if comment.status == Comment.Status.PUBLISHED:
        of_the_sending = []  # a moderator, or the policy, let them pass
        if found or _policy_reasons(comment):
            Comment.objects.filter(pk=comment.pk).hold(words="changed by its writer")
    comment.held_because = [*of_the_sending, *found]
    apply_policy(comment)


def _policy_of(comment: Comment) -> str:
    return comment.article.discussion.policy_in_force.name


def _policy_reasons(comment: Comment) -> list[HeldBecause]:
    policy = _policy_of(comment)
    if policy not in PUBLISHES_AT_ONCE:
        return [HeldBecause.EVERY_COMMENT]
    if comment.is_locked:
        return [HeldBecause.LOCKED]
    if policy == Policy.OPEN:
        return []
    reasons = []
    if comment.confirmed_at is None:
        reasons.append(HeldBecause.UNCONFIRMED)
    if policy == Policy.TRUSTED and not _has_a_published_comment(comment):
        reasons.append(HeldBecause.NEW_COMMENTER)
    return reasons


def _has_a_published_comment(comment: Comment) -> bool:
    """Whether the address proved itself on an earlier comment that is published."""
    earlier = Comment.objects.published().filter(email_key=comment.email_key, confirmed_at__isnull=False)
    return earlier.exclude(pk=comment.pk).exists()


def after_sending(comment: Comment) -> str:
    """A few plain sentences for the sender of a comment, who has proved nothing yet.

    They follow from the policy and the form alone. What the address has sent before, and what was found about it, would
    tell a stranger that a guess was right.
    """
    if comment.confirmed_at or comment.status in (Comment.Status.REJECTED, Comment.Status.WITHDRAWN):
        return what_happens_next(comment)
    if comment.status == Comment.Status.PUBLISHED or any(finding.is_of_the_form for finding in comment.held_because):
        return f"{what_happens_next(comment)} {_please_confirm()}"
    policy = _policy_of(comment)
    if policy == Policy.CONFIRMED:
        return _(
            "Thank you. One step left: open the link we’ve e-mailed you and confirm your address. Your comment will"
            " then be published, unless a moderator has to read it first."
        )
    if policy == Policy.TRUSTED:
        return _(
            "Thank you. One step left: open the link we’ve e-mailed you and confirm your address. Your comment will"
            " then be published if we have published one of yours before. Otherwise a moderator will read it first."
        )
    return f"{_a_moderator_reads_it()} {_please_confirm()}"


def what_happens_next(comment: Comment) -> str:
    """One or two plain sentences for the person who has the link in our mail."""
    if comment.status == Comment.Status.PUBLISHED:
        return _("Thank you. Your comment is published.")
    if comment.status == Comment.Status.REJECTED:
        return _("A moderator read your comment and decided not to publish it.")
    if comment.status == Comment.Status.WITHDRAWN:
        return _("You withdrew this comment. No one can see it.")
    if HeldBecause.UNVERIFIED in comment.held_by:
        return _(
            "Thank you. We have your comment. The service that checks for humans could not be reached, so your comment"
            " will appear once a moderator has read it."
        )
    if HeldBecause.CHECK_SKIPPED in comment.held_by:
        return _(
            "Thank you. We have your comment. You skipped the check, so your comment will appear once a moderator has"
            " read it."
        )
    if comment.held_by == [HeldBecause.UNCONFIRMED]:
        return _("Thank you. We have your comment. Confirm your address, and it will be published.")
    return _a_moderator_reads_it()


def _a_moderator_reads_it() -> str:
    return _("Thank you. We have your comment. It will appear once a moderator has read it.")


def _please_confirm() -> str:
    return _(
        "We’ve sent you an e-mail: please open the link in it and confirm your address. Only then can we write to you"
        " about your comment."
    )
