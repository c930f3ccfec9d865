"""The files of a picture: the original, and smaller ones that a task makes of it."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django_tasks import task

from articles.pictures.provenance.provenance_statement import statement_in
from articles.pictures.provenance.xmp import written
from articles.pictures.provenance.xmp_in_files import with_xmp
from articles.pictures.renditions import CONTENT_TYPES, FORMATS, rendition_widths, renditions
from articles.pictures.upload_check import checked

AFTER_MAILS = -10  # the priority of the task: a mail is small, and someone waits for it
Renditions = dict[tuple[int, str], bytes]


class HasFiles(models.Model):
    """What ``Image`` does with its files. Each holds what is known of the picture; they go with the row.

    Until the task has made the smaller files, pages show the original.
    """

    # Declared by Image.
    file: Any
    file_name: Any
    width: Any
    height: Any
    digest: Any
    embedded_digest: Any
    rendition_widths: Any
    rendition_formats: Any
    stated_by_file: Any
    stated_in: Any
    rights: Any
    focus_x: Any
    focus_y: Any

    # What the check made of the file that was set last.
    _taken: Any = None
    _original: bytes | None = None

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_upload()
        with transaction.atomic():  # no one sees the row before its files are there
            stored = type(self)._default_manager.select_for_update().filter(pk=self.pk).first() if self.pk else None
            is_new = self._original is not None
            if stored and not is_new:  # the task may have gone on since this row was read
                self.file = stored.file
                self.rendition_widths, self.rendition_formats = stored.rendition_widths, stored.rendition_formats
            packet = written(self.facts())
            embedded_digest = hashlib.sha256(packet).hexdigest()
            if not is_new and (stored is None or embedded_digest == stored.embedded_digest):
                super().save(*args, **kwargs)
                return
            original = self._original if self._original is not None else self._content(str(self.file.name))
            if original is None:  # the file is lost, while words still count
                super().save(*args, **kwargs)
                return
            smaller = self._stored_renditions()
            self._save_with_files(original, smaller, packet, *args, **kwargs)
            if stored:
                stored.delete_files()
            if not smaller:
                make_renditions.enqueue(self.pk)
        self._original = None

    def facts(self) -> dict[str, str]:
        """What is in each file, by property of XMP."""
        raise NotImplementedError

    # For pages -------------------------------------------------------------------------------------------------------

    @property
    def formats(self) -> list[str]:
        """The endings of the smaller files that there are, the smallest first. Before formats were stored: WebP."""
        present = self.rendition_formats or (["webp"] if self.rendition_widths else [])
        return [ending for ending in FORMATS if ending in present]

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Type and ``srcset`` of each format but the last: browsers take the first that they can show."""
        return [(CONTENT_TYPES[ending], self._srcset(ending)) for ending in self.formats[:-1]]

    @property
    def srcset(self) -> str:
        """The attribute of the picture itself; empty until there are smaller files."""
        return self._srcset(self.formats[-1]) if self.formats else ""

    @property
    def src(self) -> str:
        """The address for a browser that knows no ``srcset``: the widest rendition."""
        return self._rendition_url(max(self.rendition_widths)) if self.formats else self.file.url

    @property
    def thumbnail(self) -> str:
        """The address of the narrowest rendition, for lists at the desk."""
        return self._rendition_url(min(self.rendition_widths)) if self.formats else self.file.url

    @property
    def focus_classes(self) -> str:
        """Classes that keep the focal point in a narrower frame, in tenths; empty for the middle."""
        tenths = {"x": round(self.focus_x * 10), "y": round(self.focus_y * 10)}
        return " ".join(f"focus-{axis}{tenth}" for axis, tenth in tenths.items() if tenth != 5)

    def _srcset(self, ending: str) -> str:
        url = self.file.storage.url
        return ", ".join(f"{url(self.rendition_name(width, ending))} {width}w" for width in self.rendition_widths)

    def _rendition_url(self, width: int) -> str:
        return self.file.storage.url(self.rendition_name(width, self.formats[-1]))

    def rendition_name(self, width: int, ending: str) -> str:
        return f"{str(self.file.name).rpartition('.')[0]}-{width}.{ending}"

    @property
    def file_names(self) -> list[str]:
        """The names of all its files in the storage, the original first."""
        return [str(self.file.name), *self._rendition_names()]

    def _rendition_names(self) -> list[str]:
        return [self.rendition_name(width, ending) for width in self.rendition_widths for ending in self.formats]

    # Saving ----------------------------------------------------------------------------------------------------------

    def take_upload(self) -> None:
        """Put what is served in the place of a file that was just set, and read what that file says of itself."""
        file = self.file
        if not file or file._committed or file is self._taken:
            return
        upload = checked(file)
        self.file_name = Path(str(file.name)).name[:200]
        self.digest, self.width, self.height = upload.digest, upload.width, upload.height
        self.rendition_widths, self.rendition_formats = [], []
        self._original = upload.original
        file.seek(0)
        statement = statement_in(file.read(), upload.content_type, upload.xmp)
        self.stated_by_file, self.stated_in = statement.source_type, statement.details
        self.rights = statement.rights
        self.file = ContentFile(upload.original, f"picture.{upload.extension}")
        self._taken = self.file

    def _save_with_files(self, original: bytes, smaller: Renditions, packet: bytes, *args: Any, **kwargs: Any) -> None:
        before = self.file, self.embedded_digest
        self.file = ContentFile(with_xmp(original, packet), f"picture{Path(str(self.file.name)).suffix}")
        self.embedded_digest = hashlib.sha256(packet).hexdigest()
        try:
            super().save(*args, **kwargs)
            self._write(smaller, packet)
        except Exception:
            if self.file._committed:
                for name in [str(self.file.name), *self._rendition_names()]:
                    self.file.storage.delete(name)
            self.file, self.embedded_digest = before
            raise

    def _write(self, smaller: Renditions, packet: bytes) -> None:
        storage = self.file.storage
        for (width, ending), content in smaller.items():
            name = self.rendition_name(width, ending)
            storage.delete(name)  # left by an attempt that was interrupted
            storage.save(name, ContentFile(with_xmp(content, packet)))

    def _stored_renditions(self) -> Renditions:
        """The smaller files as they are; none where one is lost, so all are made again."""
        found = {
            (width, ending): self._content(self.rendition_name(width, ending))
            for width in self.rendition_widths
            for ending in self.formats
        }
        complete = {key: content for key, content in found.items() if content is not None}
        if len(complete) < len(found) or not complete:
            self.rendition_widths, self.rendition_formats = [], []
            return {}
        return complete

    def _content(self, name: str) -> bytes | None:
        try:
            with self.file.storage.open(name) as file:
                return file.read()
        except FileNotFoundError:
            return None

    def delete_files(self) -> None:
        """Delete the picture and its renditions once the transaction is through."""
        for name in self.file_names:
            transaction.on_commit(partial(self.file.storage.delete, name))

    # The smaller files -----------------------------------------------------------------------------------------------

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing left for the task."""
        return self.formats == [*FORMATS] and self.rendition_widths == rendition_widths(self.width)

    def add_renditions(self) -> bool:
        """Make the smaller files that are missing. False where the picture was changed meanwhile: then nothing was."""
        original = self._content(str(self.file.name))
        if original is None:
            return True
        has_all_widths = self.rendition_widths == rendition_widths(self.width)
        made = renditions(original, [ending for ending in FORMATS if not (has_all_widths and ending in self.formats)])
        pictures = type(self)._default_manager
        with transaction.atomic():
            stored = pictures.select_for_update().filter(pk=self.pk).first()
            if stored is None or stored.file.name != self.file.name:
                return stored is None
            stored._write(made, written(stored.facts()))
            made_of = {"rendition_widths": rendition_widths(self.width), "rendition_formats": [*FORMATS]}
            pictures.filter(pk=self.pk).update(**made_of)
        return True


@task(priority=AFTER_MAILS)
def make_renditions(number: int) -> None:
    """Make the smaller files of the picture with this primary key. Done already, it does nothing."""
    from articles.pictures.image import Image

    for image in iter(lambda: Image.objects.filter(pk=number).first(), None):
        if image.is_complete or image.add_renditions():
            return


@receiver(post_delete, sender="articles.Image")
def _delete_files(instance: HasFiles, **kwargs: Any) -> None:
    instance.delete_files()
