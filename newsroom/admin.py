"""What libraries put at the desk, and the modules that register pages of the site itself."""

from allauth.account.admin import EmailAddress  # the module registers its pages
from allauth.mfa.admin import Authenticator
from django.contrib import admin
from django.contrib.auth import admin as of_django  # noqa: F401 - importing registers its pages
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks import TaskResultStatus
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

admin.site.unregister(DBTaskResult)
admin.site.unregister(User)
admin.site.unregister(Group)
# allauth's own pages: an address that it keeps for sign-ups, and secrets.
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)

from newsroom.accounts import account_admin, invitation_admin, role_admin  # noqa: E402, F401 - importing registers them
from newsroom.arranging import front_page_admin  # noqa: E402, F401
from newsroom.identity import site_profile_admin  # noqa: E402, F401
from newsroom.moving_in import batch_admin  # noqa: E402, F401
from newsroom.newsletter import newsletter_admin  # noqa: E402, F401
from newsroom.reads import readers_admin  # noqa: E402, F401
from newsroom.record import record_admin  # noqa: E402, F401
from newsroom.redirects import redirect_admin  # noqa: E402, F401
from newsroom.webhooks import webhook_admin  # noqa: E402, F401


@admin.register(DBTaskResult)
class TaskAdmin(DBTaskResultAdmin):
    """What the worker does: mostly mails. One that failed for good can be tried again."""

    list_display = ("task_name", "status", "enqueued_at", "finished_at", "run_after")  # type: ignore[assignment]
    list_filter = ("status",)  # type: ignore[assignment]
    list_per_page = 50
    show_full_result_count = False
    actions = ["try_again"]

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, results: QuerySet[DBTaskResult]) -> None:
        """Put failed ones back as if for the first time. A mail's second argument counts its failures."""
        with transaction.atomic():
            failed = list(results.filter(status=TaskResultStatus.FAILED).select_for_update())
            for result in failed:
                result.task.using(run_after=None).enqueue(*result.args_kwargs["args"][:1])
                result.delete()
        words = ngettext("%(count)d is tried again.", "%(count)d are tried again.", len(failed))
        self.message_user(request, words % {"count": len(failed)})
