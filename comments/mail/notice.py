"""Mails to staff about comments that wait: at once, grouped, or once a day. They name no address of a commenter."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django_tasks import task

from comments.mail.delivery import UndeliveredError, deliver
from comments.mail.letter import letter
from comments.models import Comment, NoticePreference, Objection
from comments.moderation.notice_preference import BETWEEN_NOTICES
from web.database.prepared import Prepared
from web.identity.current_site import current_site

_TO_BE_TOLD = Prepared(NoticePreference.objects.to_be_told_at_once)
LISTED = 10  # comments in one mail, the oldest


def tell_moderators() -> None:
    """Queue a mail for each who wants to hear at once of comments that wait, and for whom none is on its way."""
    now = timezone.now()
    for preference in _TO_BE_TOLD.run():
        due_at = max(now, preference.told_until + BETWEEN_NOTICES)
        is_mine = NoticePreference.objects.to_be_told_at_once().filter(pk=preference.pk).update(due_at=due_at)
        if is_mine:
            send_notice.using(run_after=due_at).enqueue(preference.pk)


@task()
def send_notice(account_id: int, failures: int = 0) -> None:
    """Tell an account of the comments that came to wait since its last mail. failures: how often that failed before."""
    preference = NoticePreference.objects.select_related("account").filter(pk=account_id).first()
    if preference is None:
        return
    now = timezone.now()
    mail = None
    if preference.pace == NoticePreference.Pace.AT_ONCE and preference.may_be_told:
        mail = notice(preference, since=preference.told_until)
    mine = NoticePreference.objects.filter(pk=account_id)
    try:
        if mail is None:
            mine.update(due_at=None)
        elif deliver(mail, send_notice, account_id, failures):
            mine.update(due_at=None, told_until=now)
    except UndeliveredError:
        mine.update(due_at=None)
        raise


def notice(preference: NoticePreference, since: datetime | None = None) -> EmailMultiAlternatives | None:
    """What waits, sent after since or at all; None where nothing does."""
    waiting = Comment.objects.pending().select_related("article").oldest_first()
    if since:
        waiting = waiting.filter(created_at__gt=since)
    count, objections = waiting.count(), Objection.objects.open().count()
    if not count and (since or not objections):
        return None
    context = {
        "comments": waiting[:LISTED],
        "count": count,
        "more": max(0, count - LISTED),
        "objections": objections,
        "queue_url": f"{settings.SITE_URL}{reverse('admin:comments_comment_changelist')}",
        "notices_url": f"{settings.SITE_URL}{reverse('admin:comments_notices')}",
    }
    subject = ngettext("%(count)d comment is waiting", "%(count)d comments are waiting", count) % {"count": count}
    account = preference.account
    return letter("notice", account.email, f"{current_site().name}: {subject}", context)
