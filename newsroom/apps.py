from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Newsroom"
    default = True

    def ready(self) -> None:
        from newsroom import checks  # noqa: F401 - importing registers them
        from newsroom.desk.groups import put_groups_in_place
        from newsroom.newsletter import subscribers_data  # noqa: F401 - importing connects it
        from newsroom.record import account_signals  # noqa: F401 - importing connects it

        post_migrate.connect(put_groups_in_place, sender=apps.get_app_config("auth"))


class DeskConfig(admin.AdminConfig):
    default = False
    default_site = "newsroom.desk.desk_site.Desk"
