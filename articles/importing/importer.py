"""Articles from Markdown files into the database.

A file is known by its path and its slug, and changes its own article only. One that has not changed since its last
import changes nothing, whatever staff have done to the article since. A changed one updates what it states, and is
refused where staff have changed the same thing.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.importing.article_file import ArticleFile, read_article_file
from articles.importing.durability import commit_without_waiting, wait_until_on_disk
from articles.importing.named_rows import Names
from articles.importing.outcome import Faults, Outcome, RefusedError, Result, in_order
from articles.importing.own_article import own_article
from articles.importing.storing import store
from articles.models import Article

__all__ = ["Outcome", "RefusedError", "Result", "import_articles"]

SUFFIXES = (".md", ".markdown")


def import_articles(
    paths: Iterable[Path], *, dry_run: bool = False, leave_out: bool = False, new_sections: bool = False
) -> Iterator[Outcome]:
    """Import each file, and each Markdown file in each folder, one transaction a file; yields what became of it.

    A file that is refused leaves nothing behind, and the rest goes on. dry_run: find out, and leave nothing behind.
    leave_out: leave out what has no place in an article; a file that holds any is refused otherwise.
    new_sections: make the sections that do not exist yet; a file that names one is refused otherwise.
    All of it is on disk when this ends.
    """
    run = _Run(dry_run=dry_run, leave_out=leave_out, new_sections=new_sections)
    for path in paths:
        for file, root in _files(path):
            yield run.outcome(file, root)
    if not dry_run:
        wait_until_on_disk()


def _files(path: Path) -> Iterator[tuple[Path, Path]]:
    """The files of path in a stable order, each with the folder that was asked for."""
    if not path.is_dir():
        yield path, path.parent
        return
    for folder, subfolders, names in os.walk(path):
        links = [name for name in subfolders if Path(folder, name).is_symlink()]
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted([*links, *names]):
            if not name.startswith(".") and (name in links or name.lower().endswith(SUFFIXES)):
                yield Path(folder, name), path


class _Run:
    """One import: the files that it has met so far, by the slug that each took, and the names in them."""

    def __init__(self, *, dry_run: bool, leave_out: bool, new_sections: bool) -> None:
        self._dry_run = dry_run
        self._leave_out = leave_out
        self._files_by_slug: dict[str, Path] = {}
        self._names = Names(new_sections=new_sections)

    def outcome(self, path: Path, root: Path) -> Outcome:
        try:
            file = self._read(path, root)
            self._names.notes.clear()
            result = self._import(file)
            notes = () if result is Result.UNCHANGED else (*file.notes, *self._names.notes)
            return Outcome(path, result, notes=tuple(in_order(notes)))
        except RefusedError as refusal:
            return Outcome(path, Result.REFUSED, tuple(refusal.faults))

    def _read(self, path: Path, root: Path) -> ArticleFile:
        if path.is_dir():
            raise RefusedError(_("This is a link to a folder; such links are not followed."))
        return read_article_file(path, root, leave_out=self._leave_out)

    def _import(self, file: ArticleFile) -> Result:
        # A query for each rule takes longer than all else: they are asked first only for what no transaction takes
        # back, and otherwise to say which of them the database held against the file.
        if not self._dry_run and file.picture is None and not file.faults:
            with suppress(IntegrityError):
                return self._store(file, checks_database=False)
        try:
            return self._store(file, checks_database=True)
        except IntegrityError as fault:
            raise RefusedError(_("Someone changed the same thing at the same moment: import it again.")) from fault

    def _store(self, file: ArticleFile, *, checks_database: bool) -> Result:
        is_cacheable = False
        try:
            with transaction.atomic():
                commit_without_waiting()
                faults, article = Faults(), None
                with faults.gathered():
                    article = self._own_article(file)
                result = store(
                    file, article, self._names, faults, dry_run=self._dry_run, checks_database=checks_database
                )
                transaction.set_rollback(self._dry_run)
            is_cacheable = not self._dry_run
            return result
        finally:
            if not is_cacheable:
                self._names.forget()

    def _own_article(self, file: ArticleFile) -> Article | None:
        if not file.slug:
            return None  # and so it has a fault that says why
        if (earlier := self._files_by_slug.setdefault(file.slug, file.path)) != file.path:
            reason = _("“%(earlier)s” has the same slug, “%(slug)s”: give one of the two another “slug”.")
            reason %= {"earlier": earlier, "slug": file.slug}
            raise RefusedError(reason, file.lines.get("slug" if file.states_slug else "headline"))
        return own_article(file)
