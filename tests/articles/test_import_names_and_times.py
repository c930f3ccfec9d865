"""What a file names, and when it says that something was, is taken as its writer meant it, or not at all."""

from datetime import UTC, datetime

import pytest

from articles.models import Article, Section, Topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("ferry, timetable", ["ferry", "timetable"]),
        ('"ferry; timetable,"', ["ferry", "timetable"]),
        ("ferry", ["ferry"]),
        ("渡轮、时间表", ["时间表", "渡轮"]),
        ("|\n  ferry\n  time table", ["ferry", "time table"]),
        ("[ferry, timetable]", ["ferry", "timetable"]),
        ('["Rhein, the"]', ["Rhein, the"]),
    ],
)
def test_a_list_that_is_given_as_text_is_split(write, run_import, stated, names):
    assert run_import(write(topics=stated)).refusals == ""
    assert sorted(Topic.objects.values_list("name", flat=True)) == names


def test_bylines_that_are_given_as_text_are_split_and_keep_their_order(write, run_import):
    run_import(write(bylines="Li Si, Ada Winter"))
    assert [byline.person.name for byline in Article.objects.get().byline_set.all()] == ["Li Si", "Ada Winter"]


def test_a_section_that_does_not_exist_is_refused_with_the_nearest_names(write, run_import):
    for position, name in enumerate(["World", "Science", "Words"]):
        Section.objects.create(name=name, slug=name.lower(), position=position)
    path = write(section="Wolrd")
    run = run_import(path, new_sections=False)
    assert f"{path}:3: There is no section “Wolrd”. Did you mean “World”" in run.refusals
    assert "--new-sections" in run.refusals
    assert Section.objects.count() == 3
    assert run_import(write(section="world"), new_sections=False).succeeded


def test_a_new_section_that_was_asked_for_ends_the_menu(write, run_import):
    Section.objects.create(name="World", slug="world", position=7)
    assert run_import(write(section="Sea"), new_sections=True).succeeded
    assert [section.name for section in Section.objects.all()] == ["World", "Sea"]


def test_a_topic_that_looks_like_a_slip_is_said(write, run_import):
    Topic.objects.create(name="Bridges", slug="bridges")
    path = write(topics="[Brigdes, Rivers]")
    run = run_import(path, dry_run=True)
    assert f"{path}:6: “Brigdes” is new. There is “Bridges”: is that what you mean?" in run.summary
    assert "Rivers" not in run.summary


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("title", "headline"),
        ("date", "published"),
        ("lastmod", "updated"),
        ("Modified", "updated"),
        ("tags", "topics"),
        ("keywords", "topics"),
        ("category", "section"),
        ("categories", "section"),
        ("author", "bylines"),
        ("Authors", "bylines"),
        ("summary", "standfirst"),
        ("excerpt", "standfirst"),
        ("permalink", "slug"),
        ("lang", "language"),
        ("cover", "image"),
        ("headlin", "headline"),
    ],
)
def test_a_hint_names_the_key_that_is_meant(write, run_import, key, meant):
    assert f"“{key}” is not a key; did you mean “{meant}”?" in run_import(write(front=f"{key}: x")).refusals


def test_a_hint_within_an_entry_names_a_key_of_the_entry(write, run_import):
    run = run_import(write(front="sources: [{name: T, url: https://example.org/}]"))
    assert "“name” is not a key; did you mean “title”?" in run.refusals
    assert "“url” is not a key; did you mean “address”?" in run.refusals
    assert "a draft is a file without “published”" in run_import(write(front="draft: true")).refusals


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("2024-03-31 02:30", "There was no 2024-03-31 02:30 in Europe/Berlin: the clocks went forward."),
        ("2024-10-27 02:30", "came twice in Europe/Berlin"),
        ("2024-10-27T02:30:00", "“2024-10-27 02:30+02:00” for the first, “2024-10-27 02:30+01:00” for the second"),
    ],
)
@pytest.mark.parametrize("key", ["published", "updated"])
def test_a_time_that_the_clocks_skip_or_show_twice_is_refused(write, run_import, settings, key, stated, words):
    settings.TIME_ZONE = "Europe/Berlin"
    path = write(**{"published": "2024-01-01", key: stated})
    run = run_import(path)
    assert words in run.refusals
    assert f"{path}:{4 if key == 'published' else 6}: " in run.refusals


def test_a_time_that_the_clocks_show_twice_comes_in_with_its_offset(write, run_import, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    run_import(write(published="2024-10-27 02:30+01:00"))
    assert Article.objects.get().published_at == datetime(2024, 10, 27, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("America/Sao_Paulo", "2018-11-04", datetime(2018, 11, 4, 3, tzinfo=UTC)),  # begins at one
        ("America/Havana", "2023-11-05", datetime(2023, 11, 5, 4, tzinfo=UTC)),  # has two midnights' hours
    ],
)
def test_a_day_begins_with_its_first_moment_whatever_the_clocks_do(write, run_import, settings, zone, day, begins):
    settings.TIME_ZONE = zone
    run_import(write(published=day))
    assert Article.objects.get().published_at == begins
