from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from web.plain_text import LineField

LONGEST_NAME = 60
LONGEST_QUERY = 2_000


class SavedView(models.Model):
    """Filters of a list at the desk that an account gave a name.

    page: the label of the model that the list is of, such as ``articles.article``. query: the list's address behind the
    question mark.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=100)
    name = LineField(_("name"), max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY)

    class Meta:
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "page", "name"], name="savedview_one_for_each_name"),
            models.CheckConstraint(name="savedview_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
