"""Which article a file is: the one that was imported from that file before. An import changes no other."""

import os
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from articles.importing.article_file import ArticleFile
from articles.importing.outcome import RefusedError
from articles.models import Article, ImportedFile, WorkflowEntry

# One statement: for most files the answer is none, and Django would take longer to write it than PostgreSQL to answer.
_CANDIDATES = """
    SELECT 1, article_id FROM articles_importedfile WHERE path = %(path)s AND slug = %(slug)s
    UNION ALL SELECT 2, id FROM articles_article WHERE slug = %(slug)s
    UNION ALL SELECT 3, article_id FROM articles_oldaddress WHERE slug = %(slug)s
    UNION ALL SELECT 4, article_id FROM articles_importedfile WHERE path = %(path)s
    ORDER BY 1, 2 DESC
"""
_OF_THIS_FILE, _AT_THIS_SLUG = 1, (2, 3)


def stored_path(path: Path) -> str:
    """How a file is recorded: its path in full. A name that is not text is escaped."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")


def own_article(file: ArticleFile) -> Article | None:
    """The article that file was imported as, locked until the transaction ends; None where file is new.

    RefusedError, which names both, where its address belongs to another article.
    """
    path = stored_path(file.path)
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"path": path, "slug": file.slug})
        candidates: list[tuple[int, int]] = cursor.fetchall()
    if not candidates:
        return None
    kind, number = candidates[0]
    with_file = Article.objects.select_related("imported_file")
    article = with_file.select_for_update(of=("self",)).filter(pk=number).first()
    if article is None or kind == _OF_THIS_FILE:
        return article
    if kind not in _AT_THIS_SLUG:
        if file.states_slug:
            return None  # another article from the same file, as its writer says
        raise RefusedError(_another_headline(file, article), file.lines.get("headline"))
    if _is_from(article, path, file):
        return article
    raise RefusedError(_taken(file, article), file.lines.get("slug" if file.states_slug else "headline"))


def _origin(article: Article) -> ImportedFile | None:
    return getattr(article, "imported_file", None)


def _is_from(article: Article, path: str, file: ArticleFile) -> bool:
    """Whether article was made from this file: at this path, or with these very bytes at a path where none is left."""
    origin = _origin(article)
    if origin is None:
        # Imported before files were recorded.
        return article.imported_digest == file.digest
    if origin.path == path:
        return True
    return article.imported_digest == file.digest and not Path(origin.path).exists()


def _taken(file: ArticleFile, article: Article) -> str:
    facts = {"slug": file.slug, "article": article.headline, "address": article.get_absolute_url()}
    if origin := _origin(article):
        words = _("The article “%(article)s” (%(address)s), imported from “%(file)s”, has the slug “%(slug)s”.")
        facts["file"] = origin.path
    elif article.imported_digest:
        words = _(
            "The article “%(article)s” (%(address)s), imported before the files of articles were recorded, has the slug"
            " “%(slug)s”. If it is this file's own, import the file once as it was then."
        )
    elif came := _how_it_came(article):
        facts["origin"] = came
        words = _(
            "The article “%(article)s” (%(address)s) is here already (“%(origin)s”) and has the slug “%(slug)s”. If "
            "it is the one that this file holds, change it at the desk."
        )
    else:
        words = _("The article “%(article)s” (%(address)s), written at the desk, has the slug “%(slug)s”.")
    return f"{words % facts} {_('Nothing was changed there: give this file another “slug”.')}"


def _how_it_came(article: Article) -> str:
    """What its record begins with, where no person began it: a move from another site."""
    first = WorkflowEntry.objects.filter(article=article).order_by("pk").first()
    return first.note if first and first.made_by_id is None else ""


def _another_headline(file: ArticleFile, article: Article) -> str:
    words = _(
        "This file is the article “%(article)s” (%(address)s), and its headline now gives the slug “%(slug)s”. "
        "Write “slug: %(own)s” to change that article, or another “slug” for a new one."
    )
    origin = _origin(article)
    return words % {
        "article": article.headline,
        "address": article.get_absolute_url(),
        "slug": file.slug,
        "own": origin.slug if origin else article.slug,
    }
