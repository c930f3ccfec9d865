"""What is wrong with a field that a machine sent, in the language of the site. pydantic itself says it in English."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_EMPTY = gettext_lazy("This must not be empty.")
_NO_TIME = gettext_lazy("This is no time such as 2026-03-01T09:30:00Z.")
_NO_OBJECT = gettext_lazy("An object is expected here.")
# By pydantic's type of the fault. Source: https://docs.pydantic.dev/latest/errors/validation_errors/
_WORDS: dict[str, Any] = {
    "missing": gettext_lazy("This field is missing."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "string_type": gettext_lazy("Text is expected here."),
    "string_unicode": gettext_lazy("This holds a character that no text has."),
    "string_too_long": gettext_lazy("This is too long. The most characters that it may have: %(max_length)d."),
    "string_too_short": gettext_lazy("This is too short. The fewest characters that it may have: %(min_length)d."),
    "string_pattern_mismatch": gettext_lazy("This does not have the form %(pattern)s."),
    "list_type": gettext_lazy("A list is expected here."),
    "too_long": gettext_lazy("There are too many of them. The most that there may be: %(max_length)d."),
    **dict.fromkeys(("literal_error", "enum"), gettext_lazy("This must be one of these: %(expected)s.")),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), _NO_OBJECT),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _NO_TIME),
    **dict.fromkeys(("datetime_object_invalid", "timezone_offset"), _NO_TIME),
    "timezone_aware": gettext_lazy("This time lacks its offset from UTC, such as the Z in 2026-03-01T09:30:00Z."),
}
OWN = ("character", "moment")  # faults that ``draft`` raises, with words of ours


def words_for(fault: dict[str, Any]) -> str:
    """fault: as pydantic lists it, with ``type``, ``msg`` and perhaps ``ctx``."""
    facts = dict(fault.get("ctx") or {})
    if fault["type"] in OWN:
        return str(fault["msg"])
    if fault["type"] == "string_too_short" and facts.get("min_length") == 1:
        return str(_EMPTY)
    facts["expected"] = str(facts.get("expected", "")).replace(" or ", ", ").replace("'", "")
    try:
        return str(_WORDS[fault["type"]]) % facts
    except KeyError:
        return _("This is not what the description of the intake says (%(type)s).") % {"type": fault["type"]}
