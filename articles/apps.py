from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        from articles import checks  # noqa: F401  registers itself
        from articles.reading.default_pages import create_missing_pages

        post_migrate.connect(create_missing_pages, sender=self)
