"""The models' own rules, held against what a file says: they decide what is refused."""

from collections.abc import Iterable

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from articles.importing.article_file import ArticleFile
from articles.importing.outcome import RefusedError, Remark
from articles.models.article_fields import ARTICLE_FIELDS

# The fields of Article that become what the file says, by the key that states them.
FIELDS = {field.in_file: field.name for field in ARTICLE_FIELDS if field.in_file and "file" not in field.own_code}
KEYS = {field.name: field.in_file for field in ARTICLE_FIELDS if field.in_file}
# Of what a key holds, the fields that have a key of their own in it.
KEYS_WITHIN = {"alternative_text": "alt", "made_at": "made"} | {
    name: name for name in ("title", "publisher", "address", "text", "kind", "cause", "file", "caption", "credit")
}


def refuse_invalid(
    instance: models.Model,
    file: ArticleFile,
    key: str = "",
    *,
    checks_database: bool = True,
    besides: Iterable[str] = (),
) -> None:
    """Hold instance to its model's rules. key: of the front matter that it comes from, where that is one.

    asks_first: whether the database is asked what it would say, about constraints and what foreign keys lead to.
    besides: the fields whose faults are known already. Raises RefusedError.
    """
    foreign_keys = {field.name for field in instance._meta.concrete_fields if field.is_relation}
    unchecked = ({"article"} if checks_database else foreign_keys) | {*besides}
    try:
        # A constraint would only repeat, without a line, what is wrong with the values.
        is_whole = checks_database and not file.faults
        instance.full_clean(exclude=unchecked, validate_unique=checks_database, validate_constraints=is_whole)
    except ValidationError as fault:
        faults = []
        for field, messages in fault.message_dict.items():
            name = key or KEYS.get(field, field)
            within = f" ({KEYS_WITHIN[field]})" if key and field in KEYS_WITHIN else ""
            words = messages if field == NON_FIELD_ERRORS else [f"{name}{within}: {' '.join(messages)}"]
            faults += [Remark(each, file.lines.get(name)) for each in words]
        raise RefusedError.of(faults) from fault
