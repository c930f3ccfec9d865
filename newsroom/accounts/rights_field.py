"""Rights as sentences with ticks, in a form."""

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from newsroom.accounts.rights_in_words import Right, held, names_of, permissions_of, rights_by_heading


class RightsWidget(forms.CheckboxSelectMultiple):
    template_name = "accounts/rights.html"


class RightsField(forms.MultipleChoiceField):
    """What is held in part stays as it is, unless its sentence is ticked."""

    widget = RightsWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.offered: list[Right] = []

    def offer(self, reach: set[str]) -> None:
        """Show the sentences whose every permission is in reach."""
        groups = []
        for heading, rights in rights_by_heading():
            mine = [right for right in rights if right.permissions <= reach]
            self.offered += mine
            if mine:
                groups.append((heading, [(right.key, right.words) for right in mine]))
        self.choices = groups

    def ticks(self, names: set[str]) -> list[str]:
        return [right.key for right in self.offered if held(right, names)]

    def names_after(self, before: set[str], ticked: list[str]) -> set[str]:
        """The permissions that remain where before was held and ticked was sent."""
        gone = {name for right in self.offered if held(right, before) for name in right.permissions}
        given = {name for right in self.offered if right.key in ticked for name in right.permissions}
        return (before - gone) | given


def rights_list(names: set[str]) -> Any:
    """The sentences that names amount to, as a list with ticks."""
    sentences = [right.words for _heading, rights in rights_by_heading() for right in rights if held(right, names)]
    items = format_html_join("", "<li>✓ {}</li>", ((words,) for words in sentences))
    return format_html('<ul class="desk-rights">{}</ul>', items) if sentences else _("Nothing")


def set_rights(permissions: Any, field: RightsField, ticked: list[str]) -> None:
    """Write what was ticked to a relation to permissions."""
    permissions.set(permissions_of(field.names_after(names_of(permissions.all()), ticked)))
