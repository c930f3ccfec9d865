"""What an archive needs before its articles: sections, topics, people, pictures, the staff."""

from collections.abc import Iterator
from typing import Any

from articles.disclosure.levels import IPTC
from benchmarks.generator.archive import Archive, moment
from benchmarks.generator.copying import copy_rows
from benchmarks.generator.words import THINGS, Phrasebook, name_of


def write_house(cursor: Any, archive: Archive, book: Phrasebook) -> None:
    chance = archive.chance("house")
    copy_rows(
        cursor,
        "articles_section",
        "id, name, slug, description, position",
        (f"{key}\tSection {key}\tsection-{key}\tMade by a program.\t{key}" for key in _keys(archive.sections)),
    )
    copy_rows(
        cursor,
        "articles_topic",
        "id, name, slug",
        (f"{key}\t{THINGS[key % len(THINGS)].capitalize()} {key}\ttopic-{key}" for key in _keys(archive.topics)),
    )
    copy_rows(
        cursor,
        "articles_person",
        "id, name, slug, role, bio",
        (
            f"{key}\t{name_of(key)}\tperson-{key}\tReporter\t{' '.join(chance.choices(book.sentences, k=3))}"
            for key in _keys(archive.people)
        ),
    )
    copy_rows(
        cursor,
        "articles_image",
        "id, file, width, height, digest, rendition_widths, alternative_text, caption, credit, digital_source_type,"
        " uploaded_at",
        (
            f"{key}\timages/made-{key}.jpg\t1440\t960\t{key:064x}\t{{480,960,1440}}\tA picture that is not there\t"
            f"{chance.choice(book.sentences)}\t{name_of(key)}\t{IPTC}digitalCapture\t{moment(archive.until.timestamp())}"
            for key in _keys(archive.images)
        ),
    )
    copy_rows(
        cursor,
        "auth_user",
        "id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined",
        (
            f"{key}\t!\tfalse\tmade-{key}\t{name_of(key)}\t\tmade-{key}@example.org\ttrue\ttrue\t"
            f"{moment(archive.until.timestamp())}"
            for key in _keys(archive.accounts)
        ),
    )


def _keys(count: int) -> Iterator[int]:
    return iter(range(1, count + 1))
