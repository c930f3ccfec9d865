"""What the desk calls other people's apps and their rows, on every page, also those of Django's templates."""

from types import SimpleNamespace
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsroom.desk.desk_menu import PEOPLE, PLACES, SITE, SYSTEM

# By model: one row, and several. A model of ours is here where its own name is no word of an editor.
NAMES: dict[str, tuple[str | Promise, str | Promise]] = {
    "auth.user": (_("account"), _("accounts")),
    "auth.group": (_("role"), _("roles")),
    "axes.accessattempt": (_("failed sign-in"), _("failed sign-ins")),
    "axes.accesslog": (_("sign-in"), _("sign-ins")),
    "axes.accessfailurelog": (_("failed sign-in"), _("failed sign-ins")),
    "django_tasks_database.dbtaskresult": (_("task"), _("tasks")),
    "comments.sectionpolicy": (_("policy for a section"), _("policies by section")),
}
APPS = {
    "auth": PEOPLE.title,
    "axes": PEOPLE.title,
    "newsroom": PEOPLE.title,
    "web": SITE.title,
    "django_tasks_database": SYSTEM.title,
}


class NamedOptions:
    """The options of a model, with the desk's words for its names. All else is the model's own.

    A name in the model itself would be a change of its schema, in an app that is not ours.
    """

    def __init__(self, options: Any) -> None:
        self._options = options
        self.verbose_name, self.verbose_name_plural = names_of(options)
        self.app_config = SimpleNamespace(verbose_name=_app_of(options))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._options, name)


def _app_of(options: Any) -> Any:
    """Our own app is no place in an editor's mind: its pages are under their groups of the menu."""
    if options.app_label == "newsroom" and options.label_lower in PLACES:
        return PLACES[options.label_lower][0].title
    return APPS.get(options.app_label, options.app_config.verbose_name)


def names_of(options: Any) -> tuple[Any, Any]:
    """One row, and several."""
    return NAMES.get(options.label_lower, (options.verbose_name, options.verbose_name_plural))


def list_title(options: Any) -> Any:
    """What the menu calls the list of a model."""
    place = PLACES.get(options.label_lower)
    return place[1] if place else names_of(options)[1]


def kind_of(model: type[Model] | None) -> Any:
    """One row of model, in a sentence; None for a model that is gone."""
    return names_of(model._meta)[0] if model else None
