"""An import changes the articles that it made from the same file, and what staff wrote or changed stays theirs."""

import pytest
from django.utils import timezone

from articles.importing.own_article import stored_path
from articles.models import Article, Image, ImportedFile, Section

pytestmark = pytest.mark.django_db

PICTURE = "image: {file: picture.jpg, alt: %s, digital_source_type: digitalCapture}\n"


@pytest.fixture
def at_the_desk(section):
    def write_article(slug, **facts):
        return Article.objects.create(
            **{"section": section, "headline": "By hand", "body": "<p>Mine.</p>"} | facts, slug=slug
        )

    return write_article


def bodies():
    return sorted(Article.objects.values_list("body", flat=True))


@pytest.mark.parametrize("states_slug", [True, False])
def test_an_article_written_at_the_desk_is_not_replaced(write, run_import, at_the_desk, states_slug):
    article = at_the_desk("a-bridge-opens")
    path = write(slug="a-bridge-opens") if states_slug else write()
    run = run_import(path)
    assert run.summary == "0 created, 0 updated, 0 unchanged, 1 refused."
    assert run.refusals.startswith(
        f"{path}:{6 if states_slug else 2}: The article “By hand” (/articles/a-bridge-opens/)"
    )
    assert "written at the desk" in run.refusals
    article.refresh_from_db()
    assert (article.headline, article.body, article.version) == ("By hand", "<p>Mine.</p>", 1)


def test_a_weekly_column_of_the_same_headline_does_not_replace_last_weeks(write, run_import, tmp_path):
    run_import(write("week-1/column.md", headline="Letters", body="Last week."))
    path = write("week-2/column.md", headline="Letters", body="This week.")
    run = run_import(tmp_path / "week-2")
    assert not run.succeeded
    assert str(tmp_path / "week-1" / "column.md") in run.refusals
    assert f"{path}:2: " in run.refusals
    assert bodies() == ["<p>Last week.</p>"]
    write("week-2/column.md", headline="Letters", body="This week.", slug="letters-2")
    assert run_import(tmp_path).summary == "1 created, 0 updated, 1 unchanged, 0 refused."


def test_an_explicit_slug_of_another_files_article_is_refused_and_both_are_named(write, run_import, tmp_path):
    run_import(write("a.md", headline="A", slug="bridge"))
    run = run_import(write("b.md", headline="B", slug="bridge"))
    assert (
        f"{tmp_path / 'b.md'}:6: The article “A” (/articles/bridge/), imported from “{tmp_path / 'a.md'}”"
        in run.refusals
    )
    assert Article.objects.get().headline == "A"


@pytest.mark.parametrize("states_slug", [True, False])
def test_a_former_address_of_another_article_is_not_taken(write, run_import, at_the_desk, states_slug):
    article = at_the_desk("a-bridge-opens", ai_use="none", published_at=timezone.now())
    article.slug = "moved"
    article.save()
    run = run_import(write(slug="a-bridge-opens") if states_slug else write())
    assert "“By hand” (/articles/moved/)" in run.refusals
    assert bodies() == ["<p>Mine.</p>"]


def test_an_article_that_the_desk_put_at_the_address_of_an_imported_one_is_left_alone(write, run_import, at_the_desk):
    run_import(write())
    imported = Article.objects.get()
    imported.slug = "elsewhere"
    imported.save()
    at_the_desk("a-bridge-opens")
    assert run_import(write(body="New.")).summary.startswith("0 created, 1 updated")
    assert bodies() == ["<p>Mine.</p>", "<p>New.</p>"]
    assert Article.objects.get(slug="elsewhere").body == "<p>New.</p>"


def test_a_new_headline_in_the_same_file_neither_replaces_nor_doubles_the_article(write, run_import):
    run_import(write(headline="Letters, week 1", body="Last week."))
    run = run_import(write(headline="Letters, week 2", body="This week."))
    assert "Write “slug: letters-week-1” to change that article" in run.refusals
    assert bodies() == ["<p>Last week.</p>"]
    assert run_import(write(headline="Letters", body="Better.", slug="letters-week-1")).succeeded
    assert bodies() == ["<p>Better.</p>"]
    assert run_import(write(headline="Letters", body="New.", slug="letters-week-2")).succeeded
    assert bodies() == ["<p>Better.</p>", "<p>New.</p>"]


def test_a_file_that_was_moved_is_known_by_what_it_holds(write, run_import, tmp_path):
    old = write("old/bridge.md")
    run_import(old)
    new = tmp_path / "new" / "bridge.md"
    new.parent.mkdir()
    old.rename(new)
    assert run_import(new).summary == "0 created, 0 updated, 1 unchanged, 0 refused."
    assert ImportedFile.objects.get().path == stored_path(new)
    assert run_import(write("new/bridge.md", body="Changed.")).summary.startswith("0 created, 1 updated")


def test_a_copy_of_a_file_and_a_moved_file_that_changed_are_refused(write, run_import, tmp_path):
    old = write("old/bridge.md")
    run_import(old)
    assert "has the slug" in run_import(write("copy/bridge.md")).refusals
    old.unlink()
    assert "has the slug" in run_import(write("copy/bridge.md", body="Changed.")).refusals
    assert bodies() == ["<p>The bridge is open.</p>"]


def test_an_article_imported_before_files_were_recorded_is_known_by_the_same_file_alone(write, run_import):
    run_import(write())
    ImportedFile.objects.all().delete()
    assert "import the file once as it was then" in run_import(write(body="Changed.")).refusals
    assert run_import(write()).summary.startswith("0 created, 0 updated, 1 unchanged")
    assert run_import(write(body="Changed.")).summary.startswith("0 created, 1 updated")


@pytest.mark.parametrize(
    ("key", "desk", "line"),
    [
        ("headline", lambda a: a.update(headline="The editor's"), 2),
        ("kicker", lambda a: a.update(kicker="The editor's"), 7),
        ("body", lambda a: a.update(body="<p>The editor's.</p>"), None),
        ("section", lambda a: a.update(section=Section.objects.create(name="Else", slug="else")), 3),
        ("topics", lambda a: a.get().topics.clear(), 8),
        ("sources", lambda a: a.get().sources.all().delete(), 9),
    ],
)
def test_what_an_editor_changed_since_is_not_written_over(write, run_import, key, desk, line):
    first = {"slug": "bridge", "kicker": "K", "topics": "[Tea]", "sources": "[{title: S}]"}
    path = write(**first)
    run_import(path)
    desk(Article.objects)
    before = Article.objects.values().get()
    Section.objects.get_or_create(name="Sport", slug="sport")
    second = {"headline": "New", "kicker": "New", "topics": "[New]", "sources": "[{title: New}]", "section": "Sport"}
    changed = {key: second[key]} if key in second else {"body": "New."}
    run = run_import(write(**first | changed))
    assert run.refusals.startswith(f"{path}:{line}: “{key}” was" if line else f"{path}: “{key}” was")
    assert "changed at the desk" in run.refusals
    assert Article.objects.values().get() == before


def test_a_change_elsewhere_in_the_file_leaves_what_an_editor_wrote(write, run_import):
    run_import(write(slug="bridge", kicker="Old"))
    Article.objects.update(body="<p>The editor's.</p>", headline="The editor's")
    assert run_import(write(slug="bridge", kicker="New")).summary.startswith("0 created, 1 updated")
    article = Article.objects.get()
    assert (article.kicker, article.headline, article.body) == ("New", "The editor's", "<p>The editor's.</p>")
    assert "“body” was changed at the desk" in run_import(write(slug="bridge", kicker="New", body="New.")).refusals


def test_the_words_of_a_picture_change_for_no_other_article(write, draw, run_import):
    draw()
    run_import(write("a.md", headline="A", front=PICTURE % "A bridge"))
    run_import(write("b.md", headline="B", front=PICTURE % "A bridge"))
    assert Image.objects.count() == 1
    run_import(write("b.md", headline="B", front=PICTURE % "Another bridge"))
    words = Article.objects.order_by("headline").values_list("lead_image__alternative_text", flat=True)
    assert list(words) == ["A bridge", "Another bridge"]


def test_a_dry_run_tells_of_a_taken_address_too(write, run_import, at_the_desk):
    at_the_desk("a-bridge-opens")
    assert "written at the desk" in run_import(write(), dry_run=True).refusals


def test_all_that_is_wrong_with_a_file_is_said_at_once(write, run_import, at_the_desk):
    at_the_desk("taken")
    path = write(
        headline="x" * 201,
        published="yesterday",
        ai_use="robots",
        slug="taken",
        kicker="y" * 61,
        topics="[Tea, '']",
        zzz="1",
        sources="[{url: x}, {title: T, address: nonsense}]",
        front=PICTURE % "",
    )
    lines = [line.removeprefix(f"{path}:").split(":")[0] for line in run_import(path).refusals.splitlines()]
    assert lines == ["2", "4", "5", "6", "7", "8", "9", "10", "10", "11"]
    assert not Article.objects.exclude(slug="taken").exists()
