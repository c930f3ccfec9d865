from django.apps import AppConfig


class WebConfig(AppConfig):
    """What any page needs and no article knows."""

    name = "web"
