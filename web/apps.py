from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """What any page needs and no article knows."""

    name = "web"
    verbose_name = _("The site")
