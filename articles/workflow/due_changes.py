"""The task that publishes the changes of a working copy when they are due."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from articles.models import Article
from articles.workflow.working_copy import CopyPlan, publish_changes


@task()
def publish_due_changes(copy_pk: int) -> None:
    """A second call changes nothing: a copy that is gone, or planned for another moment, is left alone."""
    with transaction.atomic():
        plan = CopyPlan.objects.select_for_update(of=("self",)).filter(copy=copy_pk, due_at__lte=timezone.now()).first()
        if plan is None:
            return
        copy = Article.objects.select_related("copy_of", "plan").get(pk=copy_pk)
        try:
            with transaction.atomic():
                publish_changes(copy, plan.due_by, plan.base_version, plan.waved_through)
        except ValidationError as refused:
            _stop(plan, " ".join(refused.messages))
        except IntegrityError:
            _stop(plan, _("The database refused the changes. Publish them by hand to see why."))


def _stop(plan: CopyPlan, why: str) -> None:
    plan.due_at, plan.stopped = None, why
    plan.save()
