from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every Monday")
