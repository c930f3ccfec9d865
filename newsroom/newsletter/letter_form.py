import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Person, Section, Topic
from comments.writing.comment_form import CommentForm, refuse_repeated
from newsroom.newsletter.pace import Pace

PAPER = "paper"
_IS_SLUG = re.compile(r"[-\w]{1,200}")
KINDS: dict[str, Any] = {"section": Section, "topic": Topic, "person": Person}


def _find(kind: str, slug: str) -> Any:
    return KINDS[kind].objects.filter(slug=slug).first()


class LetterForm(forms.Form):
    """Which letter, how often, and to which address.

    about: ``paper``, or a kind and a slug such as ``topic-tides``. Sections are offered; a topic or a person only where
    the address of the form names it.
    """

    use_required_attribute = False
    email = CommentForm.base_fields["email"]
    about = forms.ChoiceField(
        label=_("About"), error_messages={"required": _("Please choose."), "invalid_choice": _("Please choose.")}
    )
    pace = forms.ChoiceField(
        label=_("How often"),
        choices=Pace.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose."), "invalid_choice": _("Please choose.")},
    )

    def __init__(self, *args: Any, named: str = "", **kwargs: Any) -> None:
        """named: what the address of the form names, in the spelling of about; nothing of that name is no fault."""
        super().__init__(*args, **kwargs)
        self.subjects: dict[str, Any] = {f"section-{each.slug}": each for each in Section.objects.all()}
        kind, _dash, slug = named.partition("-")
        if kind in ("topic", "person") and _IS_SLUG.fullmatch(slug) and (found := _find(kind, slug)):
            self.subjects = {f"{kind}-{slug}": found, **self.subjects}
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            (PAPER, _("The whole paper")),
            *((value, str(subject)) for value, subject in self.subjects.items()),
        ]
        self.initial = {"about": named if named in self.subjects else PAPER, "pace": Pace.DAILY}

    def clean(self) -> None:
        refuse_repeated(self, "email", "about", "pace")

    @property
    def subject(self) -> dict[str, Any]:
        """What a subscription is found by, beside the address."""
        subject = self.subjects.get(self.cleaned_data["about"])
        return {name: subject if isinstance(subject, model) else None for name, model in KINDS.items()}
