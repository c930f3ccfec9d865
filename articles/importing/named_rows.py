"""Sections, topics and people, as files name them."""

from difflib import get_close_matches
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from articles.importing.article_file import ArticleFile
from articles.importing.model_rules import refuse_invalid
from articles.importing.outcome import RefusedError, Remark
from articles.models import Section
from articles.slugs.proposed_slug import propose_slug

MOST_CACHED = 10_000
MOST_COMPARED = 1_000
ALIKE = 0.85  # as difflib measures: one letter in seven is another
LAST_POSITION = 32_767  # that the database's column holds


class Names:
    """Finds what a name stands for, once for all files of an import that name it.

    A number is kept until something fails. So what is renamed meanwhile stays what it was when the import first met it;
    what is removed is refused by the database at the next file that names it, and then looked for anew.
    """

    def __init__(self, *, new_sections: bool = False) -> None:
        self._numbers: dict[tuple[type[Any], str], int] = {}
        self._new_sections = new_sections
        self.notes: list[Remark] = []  # about the file at hand

    def forget(self) -> None:
        """To be told when a transaction is taken back: what was made in it is gone."""
        self._numbers.clear()

    def number_of(self, model: type[Any], name: str, file: ArticleFile, key: str) -> int:
        """The primary key of the section, topic or person of that name, in any case; made where there is none.

        A section is made only if that was said.

        key: of the front matter that names it. Raises RefusedError.
        """
        number = self._numbers.get((model, name))
        if number is None:
            if len(self._numbers) >= MOST_CACHED:
                self._numbers.clear()
            number = self._numbers[model, name] = self._find_or_make(model, name, file, key)
        return number

    def _find_or_make(self, model: type[Any], name: str, file: ArticleFile, key: str) -> int:
        named = model.objects.filter(name__iexact=name).order_by("pk").values_list("pk", flat=True)
        if (found := named.first()) is not None:
            return found
        instance = model(name=name, slug=propose_slug(name, model))
        if model is Section:
            if not self._new_sections:
                raise RefusedError(_no_section(name), file.lines.get(key))
            last = Section.objects.aggregate(last=Max("position"))["last"]
            instance.position = min((last or 0) + 1, LAST_POSITION)  # a new one ends the menu
        refuse_invalid(instance, file, key)
        if model is not Section and (similar := _similar(name, model)):
            words = _("“%(name)s” is new. There is “%(similar)s”: is that what you mean?")
            self.notes.append(Remark(words % {"name": name, "similar": similar}, file.lines.get(key)))
        instance.save()
        return instance.pk


def _similar(name: str, model: type[Any]) -> str:
    """A name that there is already and that name may be a slip of; empty where there is none."""
    near = model.objects.filter(name__istartswith=name[:1]).values_list("name", flat=True)[:MOST_COMPARED]
    by_small_letters = {each.casefold(): each for each in near}
    found = get_close_matches(name.casefold(), by_small_letters, n=1, cutoff=ALIKE)
    return by_small_letters[found[0]] if found else ""


def _no_section(name: str) -> str:
    names = list(Section.objects.values_list("name", flat=True))
    by_small_letters = {each.casefold(): each for each in names}
    similar = get_close_matches(name.casefold(), by_small_letters, n=3, cutoff=0.5)
    shown = ", ".join(f"“{by_small_letters[each]}”" for each in similar) or ", ".join(f"“{each}”" for each in names)
    words = _("There is no section “%(name)s”. %(others)s Make it at the desk, or import with --new-sections.")
    if similar:
        others = _("Did you mean %(names)s?") % {"names": shown}
    elif names:
        others = _("There are %(names)s.") % {"names": shown}
    else:
        others = _("There is none yet.")
    return words % {"name": name, "others": others}
