"""Redirects as CSV: all of them out, and many in at once, all or none."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from newsroom.redirects.redirect import ARTICLE, Redirect, wait_for_writers

COLUMNS = ["old", "new"]
MOST_LINES = 5_000
MOST_CHARACTERS = 300_000
_NEW, _CHANGED, _SAME = _("new"), _("changed"), _("as it is")


class Row(NamedTuple):
    """line: in the file, from 1. what: new, changed or as it is, in words."""

    line: int
    redirect: Redirect
    leads_to: str
    what: str | Promise


class Fault(NamedTuple):
    line: int
    words: str


class Plan:
    """What a file would do. faults: by line; with one of them nothing is done."""

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self.rows: list[Row] = []
        pairs = self._read(text)
        articles = _articles_in(new for _line, _old, new in pairs)
        first_lines: dict[str, int] = {}
        for line, old, new in pairs:
            redirect = Redirect(old_path=old)
            try:
                redirect.lead_to(new, articles)
                redirect.clean()
            except ValidationError as fault:
                self.faults.append(Fault(line, " ".join(fault.messages)))
                continue
            if (before := first_lines.setdefault(redirect.old_path, line)) != line:
                self._fault(line, _("Line %(line)d has the same old address."), before)
                continue
            self.rows.append(Row(line, redirect, new, _NEW))
        self.faults.sort()
        self._compare()

    def carry_out(self) -> bool:
        """Write all rows, or none: a circle is a fault of its line. Whether they were written."""
        return not self.faults and self._write(for_good=True)

    def try_out(self) -> None:
        """Find what only the database knows, such as a circle; nothing is written."""
        if not self.faults:
            self._write(for_good=False)

    @property
    def changes(self) -> int:
        return sum(row.what is not _SAME for row in self.rows)

    def _read(self, text: str) -> list[tuple[int, str, str]]:
        if len(text) > MOST_CHARACTERS:
            self._fault(1, _("The file is too long: it may have %(most)d characters."), most=MOST_CHARACTERS)
            return []
        reader = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text))
        pairs: list[tuple[int, str, str]] = []
        try:
            for cells in reader:
                line = reader.line_num
                filled = [cell.strip() for cell in cells]
                if not any(filled) or (not pairs and filled[:2] == COLUMNS):
                    continue
                if len(filled) < 2 or any(filled[2:]):
                    self._fault(line, _("A line has two columns: the old address and where it leads."))
                    continue
                if len(pairs) == MOST_LINES:
                    self._fault(line, _("A file may have %(most)d redirects. Split it."), most=MOST_LINES)
                    break
                pairs.append((line, filled[0], filled[1]))
        except csv.Error as fault:
            self._fault(reader.line_num, _("This line is no CSV: %(fault)s."), fault=str(fault))
        if not pairs and not self.faults:
            self._fault(1, _("The file has no redirect."))
        return pairs

    def _compare(self) -> None:
        present = {
            each.old_path: each
            for each in Redirect.objects.filter(old_path__in=[row.redirect.old_path for row in self.rows])
        }
        for number, row in enumerate(self.rows):
            if now := present.get(row.redirect.old_path):
                same = (now.target, now.article_id) == (row.redirect.target, row.redirect.article_id)
                self.rows[number] = row._replace(what=_SAME if same else _CHANGED)

    def _write(self, *, for_good: bool) -> bool:
        try:
            with transaction.atomic():
                wait_for_writers()
                Redirect.objects.bulk_create(
                    [row.redirect for row in self.rows],
                    update_conflicts=True,
                    unique_fields=["old_path"],
                    update_fields=["target", "article"],
                )
                if not for_good:
                    transaction.set_rollback(True)
        except IntegrityError as fault:
            self._name_circle(str(fault))
            return False
        return True

    def _name_circle(self, words: str) -> None:
        address = words.partition("redirect_is_no_circle: ")[2].partition(" leads back")[0]
        line = next((row.line for row in self.rows if row.redirect.old_path == address), 1)
        self._fault(line, _("This would lead back to the old address: %(address)s."), address=address)

    def _fault(self, line: int, words: Promise, number: int | None = None, **values: object) -> None:
        self.faults.append(Fault(line, str(words) % {"line": number, **values}))


def csv_lines() -> Iterator[str]:
    lines = StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    redirects = Redirect.objects.select_related("article").only("old_path", "target", "article__slug")
    for redirect in redirects.iterator(chunk_size=2000):
        writer.writerow([redirect.old_path, redirect.leads_to])
        yield lines.getvalue()
        lines.seek(0)
        lines.truncate()
    yield lines.getvalue()


def _delimiter(text: str) -> str:
    """Spreadsheets of some languages write semicolons."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _articles_in(targets: Iterator[str]) -> dict[str, Article]:
    slugs = {own["slug"] for target in targets if (own := ARTICLE.search(target))}
    return {article.slug: article for article in Article.objects.filter(slug__in=slugs, copy_of=None).only("slug")}
