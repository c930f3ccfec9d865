"""A task whose worker died in the middle of it is done again: late rather than never."""

from datetime import timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.signals import task_started
from django_tasks_db.models import DBTaskResult

LONGEST = timedelta(hours=1)  # that a task of ours could take, by far


@receiver(task_started, dispatch_uid="newsroom.interrupted_tasks")
def put_back_interrupted_tasks(sender: Any, **kwargs: Any) -> None:
    """Whichever task is begun next, by whichever worker, brings back those that nobody works on any more."""
    interrupted = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - LONGEST)
    interrupted.update(status=TaskResultStatus.READY)
