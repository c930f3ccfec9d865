"""Text without formatting, held to what XML, and so every feed, can carry."""

import re
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models

# What XML 1.0 has no way to write: control characters but tab and line ends, lone surrogates, two non-characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("[\t\n\r]+")


def writable(text: str) -> str:
    """text without the characters that no XML document can hold. What is writable stays as it is."""
    return _UNWRITABLE.sub("", text)


def writable_throughout(value: Any) -> Any:
    """value with each text in it writable, however deep in lists and dicts: for what leaves the site in a format.

    Fields clean what comes by Django. What came by SQL is cleaned here, where one character would break a whole file.
    """
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, list | tuple):
        return [writable_throughout(each) for each in value]
    if isinstance(value, dict):
        return {name: writable_throughout(each) for name, each in value.items()}
    return value


def one_line(text: str) -> str:
    """text as one writable line; line ends and tabs become a space."""
    return writable(_LINE_ENDS.sub(" ", text))


class _WritableText(models.Field):
    """Cleans on every way into the database: form, import, ``save()``, ``update()``, ``bulk_create()``."""

    def clean_text(self, text: str) -> str:
        return writable(text)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.clean_text(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.clean_text(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(self.clean_text(value) if isinstance(value, str) else value, connection)

    def deconstruct(self) -> Any:
        """For the database it is the plain field, so migrations need not know this one."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class LineField(_WritableText, models.CharField):
    """One line of plain text."""

    def clean_text(self, text: str) -> str:
        return one_line(text)


class ParagraphsField(_WritableText, models.TextField):
    """Plain text that may have line ends. max_length holds in every validation, not only in forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))
