from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        from comments import checks, mail  # noqa: F401 (registers the checks, and who is told of decisions)
        from comments.spam.all_checks import demand_known_checks

        demand_known_checks()
