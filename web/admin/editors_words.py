"""The words of the desk for what is wrong in a field, in place of Django's own sentences."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What to do about a field, by the code of Django's error; what is not here has words of its own.
FILL_IN = _("Please fill this in.")
CHOOSE = _("Please choose one.")
WORDS: dict[type[forms.Field], dict[str, str | Promise]] = {
    forms.Field: {"required": FILL_IN, "unique": _("This one is taken already. Please choose another.")},
    forms.CharField: {
        "max_length": _("At most %(limit_value)d characters fit here. These are %(show_value)d."),
        "null_characters_not_allowed": _("One of the characters cannot be stored. Please type this again."),
        "min_length": _("Write at least %(limit_value)d characters. These are %(show_value)d."),
    },
    forms.SlugField: {"invalid": _("Use letters from a to z, digits and hyphens only, such as “tides-and-moons”.")},
    forms.URLField: {"invalid": _("This is no web address. Write it in full, such as https://example.org/page.")},
    forms.EmailField: {"invalid": _("This is no e-mail address. Write it like name@example.org.")},
    forms.IntegerField: {
        "invalid": _("Write a whole number."),
        "min_value": _("Write a number that is not below %(limit_value)s."),
        "max_value": _("Write a number that is not above %(limit_value)s."),
    },
    forms.DateField: {"invalid": _("Write the day as year-month-day, such as 2027-03-31.")},
    forms.TimeField: {"invalid": _("Write the time in hours and minutes, such as 14:30.")},
    forms.DateTimeField: {"invalid": _("Write day and time, such as 2027-03-31 14:30.")},
    forms.SplitDateTimeField: {
        "required": _("Give the day and the time."),
        "invalid_date": _("Write the day as year-month-day, such as 2027-03-31."),
        "invalid_time": _("Write the time in hours and minutes, such as 14:30."),
    },
    forms.ChoiceField: {
        "required": CHOOSE,
        "invalid_choice": _("This choice is not offered any more. Please choose another."),
    },
    forms.MultipleChoiceField: {"required": _("Please choose at least one.")},
    forms.ModelChoiceField: {
        "required": CHOOSE,
        "invalid_choice": _("This choice is not there any more. Please choose another."),
    },
    forms.ModelMultipleChoiceField: {
        "required": _("Please choose at least one."),
        "invalid_choice": _("One of these choices is not there any more. Please choose again."),
        "invalid_pk_value": _("One of these choices is not there any more. Please choose again."),
    },
    forms.FileField: {
        "required": _("Please choose a file."),
        "invalid": _("No file arrived. Please choose it again."),
        "missing": _("No file arrived. Please choose it again."),
        "empty": _("The file is empty. Please choose another."),
    },
}

# What to give, where a field of this name is empty.
ASKED_FOR: dict[str, str | Promise] = {
    "headline": _("Write a headline."),
    "body": _("Write the text."),
    "section": _("Choose the section."),
    "person": _("Choose who wrote it."),
    "title": _("Write a title."),
    "name": _("Write a name."),
    "text": _("Write what readers should be told."),
    "file": _("Choose a file."),
    "alternative_text": _("Describe what the picture shows, for readers who cannot see it."),
    "digital_source_type": _("Say how the picture was made."),
    "username": _("Write a name to sign in with."),
    "value": _("Write what the rule looks for."),
    "note": _("Tell the writer what to do."),
    "password": _("Type your password."),
    "old_password": _("Type your present password."),
    "code": _("Type the code."),
    "email": _("Write the e-mail address."),
    "message": _("Write your answer."),
}
NAME_FOR_SIGN_IN = _("Use letters, digits and @ . + - _ only, without spaces.")


class InEditorsWords(forms.BaseForm):
    """In front of a form's class: its fields say what is wrong in the words of the desk.

    Pages that the admin makes itself do it for all their forms (``DeskRules``).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_editors_words(self.fields)


def use_editors_words(fields: dict[str, forms.Field]) -> None:
    """Replace Django's own sentences of fields. A sentence that a form or a model gave stays."""
    for name, field in fields.items():
        own = {"required": ASKED_FOR[name]} if name in ASKED_FOR else {}
        if name == "username":
            own["invalid"] = NAME_FOR_SIGN_IN
        _use_words(field, own)
        for part in getattr(field, "fields", ()):  # such as the day and the time of a moment
            _use_words(part, {})


def _use_words(field: forms.Field, own: dict[str, str | Promise]) -> None:
    djangos: dict[str, Any] = {}
    ours: dict[str, Any] = {}
    for parent in reversed(type(field).__mro__):
        djangos |= vars(parent).get("default_error_messages", {})
        ours |= WORDS.get(parent, {})
    for code, words in (ours | own).items():
        if field.error_messages.get(code) == djangos.get(code):
            field.error_messages[code] = words
