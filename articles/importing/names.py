"""Sections, topics and people, as files name them."""

from typing import Any

from articles.importing.article_file import ArticleFile
from articles.importing.rules import refuse_invalid
from articles.slugs import propose_slug

MOST_KEPT = 10_000


class Names:
    """Finds what a name stands for, once for all files of an import that name it.

    A number is kept until something fails. So what is renamed meanwhile stays what it was when the import first met it;
    what is removed is refused by the database at the next file that names it, and then looked for anew.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[type[Any], str], int] = {}

    def forget(self) -> None:
        """To be told when a transaction is taken back: what was made in it is gone."""
        self._numbers.clear()

    def number_of(self, model: type[Any], name: str, file: ArticleFile, key: str) -> int:
        """The primary key of the section, topic or person of that name, in any case; made where there is none.

        key: of the front matter that names it. Raises RefusedError.
        """
        number = self._numbers.get((model, name))
        if number is None:
            if len(self._numbers) >= MOST_KEPT:
                self._numbers.clear()
            number = self._numbers[model, name] = _find_or_make(model, name, file, key)
        return number


def _find_or_make(model: type[Any], name: str, file: ArticleFile, key: str) -> int:
    named = model.objects.filter(name__iexact=name).order_by("pk").values_list("pk", flat=True)
    if (found := named.first()) is not None:
        return found
    instance = model(name=name, slug=propose_slug(name, model))
    refuse_invalid(instance, file, key)
    instance.save()
    return instance.pk
