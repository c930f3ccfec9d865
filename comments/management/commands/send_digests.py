from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comments.mail.notice import notice
from comments.models import NoticePreference


class Command(BaseCommand):
    help = "Mail what waits to the moderators who want to hear of it once a day. ``daily`` runs it; twice sends once."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        sent = failed = 0
        due = NoticePreference.objects.daily().filter(told_until__lt=midnight).select_related("account")
        for preference in due:
            mail = notice(preference) if preference.may_be_told else None
            if mail is None:
                continue
            try:
                mail.send()
            except OSError:
                failed += 1
                continue
            NoticePreference.objects.filter(pk=preference.pk).update(told_until=now)
            sent += 1
        self.stdout.write(f"digests sent: {sent}")
        if failed:
            raise CommandError(f"{failed} could not be sent: run this again when the mail server answers.")
