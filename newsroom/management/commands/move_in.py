from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from articles.disclosure.levels import IPTC, AiUse
from articles.models import Image, Section
from newsroom.moving_in.move_batch import MoveBatch, MovedItem
from newsroom.moving_in.move_options import UNSTATED, MoveOptions
from newsroom.moving_in.move_progress import Progress
from newsroom.moving_in.move_report import ENDINGS, Totals, kind_words, totals_of, write_report
from newsroom.moving_in.moving import AnotherMoveError, move_in
from newsroom.moving_in.own_export.export_manifest import is_export
from newsroom.moving_in.own_export.export_report import write_export_report
from newsroom.moving_in.own_export.export_restored import check_export, restore
from newsroom.moving_in.sources import Source, sources_in
from newsroom.moving_in.sources.ghost.ghost_addresses import PLACES, unknown_places
from newsroom.moving_in.sources.markdown.md_keys import KNOWN_KEYS, meaning_of
from newsroom.moving_in.taking.no_files import no_files
from newsroom.moving_in.undoing import lost_with, undo
from newsroom.moving_out.export_format import ExportError
from newsroom.moving_out.out_progress import OutProgress

PICTURE_TERMS = [term.removeprefix(IPTC) for term in Image.DigitalSourceType.values]


def _pairs(given: list[str], form: str) -> Iterator[tuple[str, str]]:
    for pair in given:
        old, equals, new = (part.strip() for part in pair.partition("="))
        if not (equals and old and new):
            raise CommandError(_("“%(pair)s” is not of the form %(form)s.") % {"pair": pair, "form": form})
        yield old, new


class Command(BaseCommand):
    help = "Moves another site in: articles, pages, people, pictures, comments, old addresses. See docs/MOVING.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="an export, or a folder of such")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        parser.add_argument(
            "--ai-use",
            choices=[*AiUse.values, UNSTATED],
            help="how the articles were made, where they do not say it themselves; unstated: they become drafts",
        )
        parser.add_argument("--ai-use-key", default="", metavar="KEY", help="the field of an article that says it")
        parser.add_argument("--section", default="", metavar="NAME", help="the section of what has none")
        parser.add_argument(
            "--map-category",
            action="append",
            default=[],
            metavar="NAME=SECTION",
            help="make a category or tag a section; any other becomes a topic. May be given several times",
        )
        parser.add_argument(
            "--site", default="", metavar="URL", help="the address of a Ghost, whose files do not say it"
        )
        parser.add_argument(
            "--permalink",
            default="",
            metavar="PATTERN",
            help="where a Ghost shows its posts, as in its routes.yaml; without it: /{slug}/",
        )
        parser.add_argument(
            "--publish-members-posts", action="store_true", help="publish what only members of a Ghost could read"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="OLD=NEW",
            help="what a key of a Markdown file's header means, such as dek=excerpt. May be given several times",
        )
        parser.add_argument(
            "--media", type=Path, metavar="FOLDER", help="where the pictures are, such as wp-content/uploads"
        )
        parser.add_argument("--fetch-pictures", action="store_true", help="fetch others from their addresses")
        parser.add_argument(
            "--pictures-made",
            choices=PICTURE_TERMS,
            metavar="TERM",
            help=f"how pictures were made whose files do not say it: {', '.join(PICTURE_TERMS)}",
        )
        parser.add_argument(
            "--report", action="append", type=Path, default=[], metavar="FILE", help="write a report: .json or .html"
        )
        parser.add_argument("--undo", type=int, metavar="MOVE", help="take a move back; says what is lost with it")
        parser.add_argument("--yes", action="store_true", help="take it back even if something is lost")

    def handle(self, *args: Any, paths: list[Path], undo: int | None, report: list[Path], **options: Any) -> None:
        for path in report:
            if path.suffix.lower() not in ENDINGS:
                raise CommandError(_("A report ends in %(endings)s.") % {"endings": ", ".join(ENDINGS)})
            if not path.resolve().parent.is_dir():
                raise CommandError(_("There is no folder “%(folder)s”.") % {"folder": path.parent})
        if undo is not None:
            self._undo(undo, yes=options["yes"])
            return
        if not paths:
            raise CommandError(_("Name what is to be moved in."))
        if any(is_export(path) for path in paths):
            self._restore(paths, report, dry_run=options["dry_run"])
            return
        sources = self._sources(paths)
        chosen = self._options(**options)
        for source in sources:
            self.stdout.write(f"{source.path}: {source.format}")
        dry_run = options["dry_run"]
        with transaction.atomic() if dry_run else nullcontext(), no_files() if dry_run else nullcontext():
            try:
                batch = self._move(sources, chosen)
            except AnotherMoveError as fault:
                raise CommandError(str(fault)) from fault
            self._say(totals_of(batch), batch, dry_run=dry_run)
            for path in report:
                write_report(batch, path)
            if dry_run:
                transaction.set_rollback(True)

    def _restore(self, paths: list[Path], report: list[Path], *, dry_run: bool) -> None:
        """The export of a Newsroom: it makes an empty site the one that it was."""
        if len(paths) > 1:
            raise CommandError(_("An export of a Newsroom moves in alone: it is a whole site."))
        folder = paths[0]
        progress = OutProgress(self.stderr)
        try:
            manifest = check_export(folder, progress.begin) if dry_run else restore(folder, progress.begin)
        except ExportError as fault:
            raise CommandError(str(fault)) from fault
        finally:
            progress.finish()
        words = _("%(rows)d rows of %(tables)d tables and %(files)d files: all as the export has them.")
        self.stdout.write(words % {"rows": manifest.rows, "tables": len(manifest.tables), "files": manifest.files.rows})
        if manifest.missing:
            self.stdout.write(_("%(count)d files were missing at the former site.") % {"count": manifest.missing})
        for path in report:
            write_export_report(folder, manifest, path)
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a dry run."))
        elif not manifest.has_secrets:
            self.stdout.write(_("Accounts have no password yet: “manage.py changepassword NAME” gives them one."))

    def _sources(self, paths: list[Path]) -> list[Source]:
        sources: list[Source] = []
        for path in paths:
            if not path.exists():
                raise CommandError(_("There is no “%(path)s”.") % {"path": path})
            found = list(sources_in(path))
            if not found:
                raise CommandError(_("“%(path)s” is nothing that can be moved in.") % {"path": path})
            sources += found
        return sources

    def _options(self, **given: Any) -> MoveOptions:
        if not given["ai_use"]:
            words = _("State how the articles were made: --ai-use %(choices)s.")
            raise CommandError(words % {"choices": "|".join([*AiUse.values, UNSTATED])})
        media = given["media"]
        if media and not media.is_dir():
            raise CommandError(_("There is no folder “%(folder)s”.") % {"folder": media})
        if (media or given["fetch_pictures"]) and not given["pictures_made"]:
            words = _("State how the pictures were made: --pictures-made, one of %(choices)s.")
            raise CommandError(words % {"choices": ", ".join(PICTURE_TERMS)})
        categories = {name.casefold(): section for name, section in _pairs(given["map_category"], "NAME=SECTION")}
        keys = dict(_pairs(given["map"], "OLD=NEW"))
        for new in keys.values():
            if meaning_of(new) is None:
                words = _("--map: “%(key)s” is no key that is known; those are %(keys)s.")
                raise CommandError(words % {"key": new, "keys": ", ".join(KNOWN_KEYS)})
        site = given["site"].rstrip("/")
        if site and not (site.startswith(("http://", "https://")) and urlsplit(site).netloc):
            raise CommandError(_("“%(site)s” is no address of a site, such as https://paper.example.") % {"site": site})
        if unknown := unknown_places(given["permalink"]):
            words = _("“{%(place)s}” is nothing that a permalink holds; it holds %(places)s.")
            raise CommandError(words % {"place": unknown[0], "places": ", ".join(f"{{{each}}}" for each in PLACES)})
        first = Section.objects.values_list("name", flat=True).first()
        return MoveOptions(
            ai_use=given["ai_use"],
            ai_use_key=given["ai_use_key"],
            section=given["section"] or first or _("News"),
            categories=categories,
            site=site,
            permalink=given["permalink"],
            publishes_members_posts=given["publish_members_posts"],
            media=media,
            pictures_made=IPTC + given["pictures_made"] if given["pictures_made"] else "",
            fetch=given["fetch_pictures"],
            keys=keys,
        )

    def _move(self, sources: list[Source], options: MoveOptions) -> MoveBatch:
        progress = Progress(self.stderr, sum(source.size for source in sources))
        try:
            return move_in(sources, options, progress)
        finally:
            progress.finish()

    def _say(self, totals: Totals, batch: MoveBatch, *, dry_run: bool) -> None:
        head = ("", _("in the file"), *(str(MovedItem.Outcome(each).label) for each in MovedItem.Outcome.values))
        rows = [head, *((kind_words(kind), *map(str, counts.values())) for kind, counts in totals.items())]
        widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
        for row in rows:
            self.stdout.write("  ".join(each.ljust(width) for each, width in zip(row, widths, strict=True)).rstrip())
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a dry run."))
        else:
            words = _("This is move %(batch)s; “manage.py move_in --undo %(batch)s” takes it back.")
            self.stdout.write(words % {"batch": batch.pk})

    def _undo(self, number: int, *, yes: bool) -> None:
        batch = MoveBatch.objects.filter(pk=number).first()
        if batch is None:
            raise CommandError(_("There is no move %(batch)s.") % {"batch": number})
        if batch.undone_at:
            raise CommandError(_("Move %(batch)s is undone already.") % {"batch": number})
        lost = lost_with(batch)
        for sentence in lost:
            self.stdout.write(sentence)
        if lost and not yes:
            raise CommandError(_("Nothing was taken back. To take it back all the same, add --yes."))
        for sentence in undo(batch):
            self.stdout.write(sentence)
