"""Articles from Markdown files into the database.

A file is known by its slug. A file that has not changed since its last import changes nothing, whatever staff have done
to the article since; a changed one updates what it states and leaves alone what it does not mention.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.importing.article_file import ArticleFile, read_article_file
from articles.importing.outcome import Outcome, RefusedError, Result
from articles.importing.storing import article_at, store

__all__ = ["Outcome", "RefusedError", "Result", "import_articles"]

SUFFIXES = (".md", ".markdown")


def import_articles(paths: Iterable[Path], *, dry_run: bool = False) -> Iterator[Outcome]:
    """Import each file, and each Markdown file in each folder, one transaction a file; yields what became of it.

    A file that is refused leaves nothing behind, and the rest goes on. dry_run: find out, and leave nothing behind.
    """
    files_by_slug: dict[str, Path] = {}
    for path in paths:
        for file, root in _files(path):
            try:
                yield Outcome(file, _import_file(file, root, files_by_slug, dry_run=dry_run))
            except RefusedError as refusal:
                yield Outcome(file, Result.REFUSED, refusal)


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


def _import_file(path: Path, root: Path, files_by_slug: dict[str, Path], *, dry_run: bool) -> Result:
    if path.is_dir():
        raise RefusedError(_("This is a link to a folder; such links are not followed."))
    file = read_article_file(path, root)
    # A query for each rule takes longer than all else: they are asked first only for what no transaction takes back,
    # and otherwise to say which of them the database held against the file.
    if not dry_run and file.picture is None:
        with suppress(IntegrityError):
            return _store(file, files_by_slug, asks_first=False)
    try:
        return _store(file, files_by_slug, dry_run=dry_run)
    except IntegrityError as fault:
        raise RefusedError(_("Somebody changed the same thing at the same moment: import it again.")) from fault


def _store(
    file: ArticleFile, files_by_slug: dict[str, Path], *, dry_run: bool = False, asks_first: bool = True
) -> Result:
    with transaction.atomic():
        article = article_at(file.slug)
        slug = article.slug if article else file.slug
        if (earlier := files_by_slug.setdefault(slug, file.path)) != file.path:
            reason = _("“%(earlier)s” has the same slug, “%(slug)s”: give one of the two another “slug”.")
            raise RefusedError(reason % {"earlier": earlier, "slug": slug}, file.lines.get("slug"))
        result = store(file, article, dry_run=dry_run, asks_first=asks_first)
        transaction.set_rollback(dry_run)
        return result
