"""What became of earlier comments from the same address."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import ngettext

from comments.models import Comment, Finding, HeldBecause
from comments.models.comment_policy import Policy
from comments.spam.submission import Submission
from web.database.prepared import Parameter, Prepared

LOOKS_BACK = timedelta(days=365)
REFUSED = Q(status__in=[Comment.Status.REJECTED, Comment.Status.SPAM])


def _earlier() -> models.QuerySet[Comment, Any]:
    """One row with the counts, or none."""
    earlier = Comment.objects.filter(email_key=Parameter("email_key"), created_at__gt=Parameter("since"))
    proved = Q(confirmed_at__isnull=False)
    return (
        earlier.exclude(pk=Parameter("own"))
        .values("email_key")
        .annotate(
            refused=Count("pk", filter=REFUSED),
            refused_and_proved=Count("pk", filter=REFUSED & proved),
            published=Count("pk", filter=Q(status=Comment.Status.PUBLISHED)),
            published_and_proved=Count("pk", filter=Q(status=Comment.Status.PUBLISHED) & proved),
        )
    )


_EARLIER = Prepared(_earlier)


def check(submission: Submission) -> Finding | None:
    """Held where more was refused than published. Who proved the address is not judged by what others sent in it.

    Where comments are published at once, an address that is not proved is not judged: what happened to the comment
    would tell a stranger whether the address that they guessed has been refused before.
    """
    comment = submission.comment
    if comment.confirmed_at is None and comment.article.discussion.policy_in_force.name == Policy.OPEN:
        return None
    rows = _EARLIER.run(email_key=comment.email_key, since=timezone.now() - LOOKS_BACK, own=comment.pk or 0)
    if not rows:
        return None
    counts = rows[0]
    refused = counts["refused_and_proved"] if counts["published_and_proved"] else counts["refused"]
    if refused <= counts["published"]:
        return None
    said = ngettext("%(count)d was refused", "%(count)d were refused", refused)
    return Finding(HeldBecause.HISTORY, said % {"count": refused})
