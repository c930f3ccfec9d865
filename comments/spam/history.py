"""What became of earlier comments from the same address."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import ngettext

from comments.models import Comment, Finding, HeldBecause
from comments.spam.submission import Submission

LOOKS_BACK = timedelta(days=365)
REFUSED = Q(status__in=[Comment.Status.REJECTED, Comment.Status.SPAM])


def check(submission: Submission) -> Finding | None:
    """Held where more was refused than published. Who proved the address is not judged by what others sent in it."""
    earlier = Comment.objects.filter(
        email_key=submission.comment.email_key, created_at__gt=timezone.now() - LOOKS_BACK
    ).exclude(pk=submission.comment.pk)
    proved = Q(confirmed_at__isnull=False)
    counts = earlier.aggregate(
        refused=Count("pk", filter=REFUSED),
        refused_and_proved=Count("pk", filter=REFUSED & proved),
        published=Count("pk", filter=Q(status=Comment.Status.PUBLISHED)),
        published_and_proved=Count("pk", filter=Q(status=Comment.Status.PUBLISHED) & proved),
    )
    refused = counts["refused_and_proved"] if counts["published_and_proved"] else counts["refused"]
    if refused <= counts["published"]:
        return None
    said = ngettext("%(count)d was refused", "%(count)d were refused", refused)
    return Finding(HeldBecause.HISTORY, said % {"count": refused})
