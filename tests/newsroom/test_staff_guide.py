"""The guide for staff is true and complete: its words are on the screen, its pictures are there, its links lead on."""

import re
from pathlib import Path

import django.contrib.admin
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib import admin
from django.urls import URLResolver, get_resolver, reverse

from docs.take_pictures import PICTURES as TAKEN
from newsroom.desk.guide import CHAPTERS, DOCUMENTS, PICTURES, chapter_about
from newsroom.desk.guide_document import document
from tests.staff import account, signed_in

GUIDE = (settings.BASE_DIR / "docs" / "EDITORS.md").read_text("utf-8")
PROSE = re.sub(r"```.*?```|`[^`\n]*`", "", GUIDE, flags=re.DOTALL)
LARGEST_PICTURE, ALL_PICTURES = 100_000, 600_000  # bytes
CATALOGS = (
    settings.BASE_DIR / "locale" / "de" / "LC_MESSAGES" / "django.po",
    Path(django.contrib.admin.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po",
)


def plain(words):
    return re.sub(r"\s+", " ", words).strip().rstrip(".:…").casefold()


def words_on_screens():
    """A pattern for every sentence that staff may see; a value in it may be anything."""
    sentences = set()
    for catalog in CATALOGS:
        with catalog.open("rb") as file:
            for message in read_po(file):
                sentences |= set(message.id) if isinstance(message.id, tuple) else {message.id}
    patterns = (re.sub(r"%\\\(\w+\\\)[sd]", ".+", re.escape(plain(sentence))) for sentence in sentences if sentence)
    return re.compile("|".join(patterns))


def test_what_the_guide_names_in_italics_or_bold_is_on_a_screen():
    named = [
        words for _mark, words in re.findall(r"(\*\*?)([^*]+?)\1", PROSE) if not words.rstrip().endswith((".", ":"))
    ]
    known = words_on_screens()
    assert len(named) > 50
    assert [words for words in named if not known.fullmatch(plain(words))] == []


def test_each_picture_of_the_guide_is_there_is_small_and_says_what_it_shows():
    shown = re.findall(r"!\[([^\]]*)\]\(pictures/([\w-]+)\.webp\)", GUIDE)
    assert [name for alternative, name in shown if len(alternative) < 20] == []
    there = {path.stem: path.stat().st_size for path in PICTURES.iterdir()}
    assert sorted(name for _alternative, name in shown) == sorted(there)
    assert sorted(TAKEN) == sorted(there)
    assert max(there.values()) < LARGEST_PICTURE
    assert sum(there.values()) < ALL_PICTURES


def test_each_link_within_the_guide_leads_to_a_heading():
    anchors = {heading.anchor for heading in document("EDITORS.md").headings}
    assert set(re.findall(r"\]\(\s*#([^)]+)\)", GUIDE)) - {"source-1"} <= anchors
    assert set(CHAPTERS.values()) <= anchors


def test_every_page_of_the_desk_leads_to_its_chapter():
    names = {pattern.name for pattern in _patterns(get_resolver().url_patterns) if pattern.name}
    assert [beginning for beginning in CHAPTERS if not any(name.startswith(beginning) for name in names)] == []
    lists = [f"{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
    assert [name for name in lists if not chapter_about(name)] == []


def _patterns(patterns):
    for pattern in patterns:
        yield from _patterns(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]


@pytest.mark.django_db
def test_a_page_of_the_desk_links_to_its_chapter():
    desk = signed_in(account("Editor"))
    assert 'href="/docs/#the-first-page"' not in desk.get("/admin/").content.decode()  # its breadcrumbs are left out
    page = desk.get(reverse("admin:articles_article_changelist")).content.decode()
    assert 'href="/docs/#finding-things"' in page
    assert 'href="/docs/"' in page


@pytest.mark.django_db
def test_staff_read_the_guide_with_its_pictures():
    desk = signed_in(account("Reporter"))
    page = desk.get("/docs/").content.decode()
    assert '<h2 id="a-reporters-day">' in page
    assert '<a href="#a-reporters-day">' in page
    pictures = re.findall(
        r'<img src="(pictures/[\w-]+\.webp)" alt="[^"]+" width="\d+" height="\d+" loading="lazy"', page
    )
    assert len(pictures) == len(TAKEN)
    picture = desk.get(f"/docs/{pictures[0]}")
    assert picture["Content-Type"] == "image/webp"
    assert "private" in picture["Cache-Control"]
    for name in DOCUMENTS:
        assert desk.get(f"/docs/{name}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/docs/", "/docs/INTAKE.md", "/docs/pictures/queue.webp"])
def test_the_guide_is_for_staff_alone(client, django_user_model, address):
    assert client.get(address).headers["Location"].startswith("/admin/login/")
    client.force_login(django_user_model.objects.create_user("reader", password="correct horse"))
    assert client.get(address).headers["Location"].startswith("/admin/login/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/docs/OPERATIONS.md",
        "/docs/..",
        "/docs/../manage.py",
        "/docs/%2e%2e/manage.py",
        "/docs/..%2fmanage.py",
        "/docs/pictures/",
        "/docs/pictures/none.webp",
        "/docs/pictures/../EDITORS.md",
        "/docs/pictures/..%2f..%2fmanage.webp",
        "/docs/pictures/%00.webp",
        "/docs/%00",
        f"/docs/pictures/{'a' * 300}.webp",
        f"/docs/{'a' * 3000}",
    ],
)
def test_no_other_file_is_served(address):
    assert signed_in(account("Administrator")).get(address).status_code == 404


@pytest.mark.django_db
def test_the_guide_is_only_read():
    assert signed_in(account("Editor")).post("/docs/").status_code == 405
