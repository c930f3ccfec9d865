"""Articles come in from Markdown files: all that they say, once, and again only where a file has changed."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from articles.importing.front_matter import KEYS
from articles.models import Article, Correction, Image, Person, Section, Topic

pytestmark = pytest.mark.django_db

GUIDE = Path(__file__).parents[2] / "docs" / "EDITORS.md"
SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "articles"

EVERYTHING = """\
standfirst: It took nine years.
kicker: Transport
language: en-GB
bylines: [Ada Byron, 李四]
topics:
  - Bridges
  - Rivers
updated: 2024-03-02 09:30
ai_system: A model, version 3
ai_note: Wrote the first draft.
sources:
  - title: The opening, on film
    publisher: River Television
    address: https://example.org/film
  - https://example.org/plan
  - A conversation with the keeper
corrections:
  - text: The bridge is 310 metres long, not 301.
    made: 2024-03-02T08:00:00Z
  - text: Made clear who paid.
    made: 2024-03-03
    kind: clarification
"""


def test_a_file_becomes_an_article_with_everything_that_it_says(write, run_import, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    path = write(front=EVERYTHING, ai_use="assisted", slug="the-bridge", body="One *bold* step.\n\n## Next\n\n- a\n- b")
    run = run_import(path)
    assert run.succeeded
    assert run.summary == "1 created, 0 updated, 0 unchanged, 0 refused."
    article = Article.objects.get()
    assert (article.headline, article.slug, article.section.name) == ("A bridge opens", "the-bridge", "World")
    assert (article.standfirst, article.kicker, article.language) == ("It took nine years.", "Transport", "en-GB")
    assert article.body == "<p>One <em>bold</em> step.</p>\n<h2>Next</h2>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"
    assert article.published_at == datetime(2024, 2, 29, 23, tzinfo=UTC)
    assert article.updated_at == datetime(2024, 3, 2, 8, 30, tzinfo=UTC)
    assert (article.ai_use, article.ai_system, article.ai_note) == (
        "assisted",
        "A model, version 3",
        "Wrote the first draft.",
    )
    assert [byline.person.slug for byline in article.byline_set.all()] == ["ada-byron", "li-si"]
    assert [topic.name for topic in article.topics.all()] == ["Bridges", "Rivers"]
    assert list(article.sources.values_list("title", "publisher", "address")) == [
        ("The opening, on film", "River Television", "https://example.org/film"),
        ("https://example.org/plan", "", "https://example.org/plan"),
        ("A conversation with the keeper", "", ""),
    ]
    assert list(article.corrections.values_list("kind", "made_at")) == [
        ("clarification", datetime(2024, 3, 2, 23, tzinfo=UTC)),
        ("correction", datetime(2024, 3, 2, 8, tzinfo=UTC)),
    ]
    assert article.discussion.is_open


def test_an_import_never_claims_that_somebody_checked_the_article(write, run_import):
    run_import(write(ai_use="generated"))
    assert Article.objects.get().level.key == "ai_generated"
    run = run_import(write("other.md", headline="Other", reviewed="2024-03-01"))
    assert "“reviewed” is not a key" in run.refusals


def test_importing_twice_changes_nothing(write, draw, run_import):
    draw()
    image = "image:\n  file: picture.jpg\n  alt: A bridge\n  digital_source_type: algorithmicMedia\n"
    path = write(front=EVERYTHING + image)
    run_import(path)
    before = snapshot()
    run = run_import(path)
    assert run.summary == "0 created, 0 updated, 1 unchanged, 0 refused."
    assert snapshot() == before


def test_a_file_that_has_not_changed_leaves_what_staff_have_done_since(write, run_import):
    path = write(front=EVERYTHING)
    run_import(path)
    Article.objects.update(headline="The editor's headline", slug="another-address")
    Article.objects.get().topics.clear()
    run = run_import(path)
    assert run.summary == "0 created, 0 updated, 1 unchanged, 0 refused."
    assert Article.objects.get().headline == "The editor's headline"


def test_a_changed_file_updates_the_article_that_has_its_slug(write, run_import):
    run_import(write(front=EVERYTHING, slug="bridge"))
    discussion = Article.objects.get().discussion
    changed = (
        EVERYTHING.replace("[Ada Byron, 李四]", "李四")
        .replace("- Rivers", "- Trade")
        .replace("not 301", "not 300")
        .replace("River Television", "Sea Television")
    )
    run = run_import(write(front=changed, slug="bridge", headline="The bridge stays shut", body="New."))
    assert run.summary == "0 created, 1 updated, 0 unchanged, 0 refused."
    article = Article.objects.get()
    assert (article.headline, article.body, article.version) == ("The bridge stays shut", "<p>New.</p>", 2)
    assert [byline.person.name for byline in article.byline_set.all()] == ["李四"]
    assert [topic.name for topic in article.topics.all()] == ["Bridges", "Trade"]
    assert article.sources.first().publisher == "Sea Television"
    assert [correction.text for correction in article.corrections.all()] == [
        "Made clear who paid.",
        "The bridge is 310 metres long, not 300.",
    ]
    assert article.discussion == discussion
    assert article.history.count() == 2


def test_a_key_that_is_left_out_leaves_what_the_article_has_and_an_empty_one_clears_it(write, run_import):
    run_import(write(front=EVERYTHING, slug="bridge"))
    run_import(write(slug="bridge", body="New.", published=None, ai_use=None))
    article = Article.objects.get()
    assert article.published_at is not None
    assert (article.kicker, article.ai_use, article.topics.count()) == ("Transport", "none", 2)
    run_import(write(slug="bridge", body="New.", kicker="", topics="[]", sources="", corrections="", bylines="~"))
    article.refresh_from_db()
    assert article.kicker == ""
    for related in (article.topics, article.sources, article.corrections, article.people):
        assert not related.exists()


def test_corrections_made_at_the_desk_stay(write, run_import):
    run_import(write(slug="bridge", front=EVERYTHING))
    article = Article.objects.get()
    editor = get_user_model().objects.create(username="editor")
    article.corrections.create(text="By hand.", made_by=editor)
    run_import(write(slug="bridge", corrections="[]"))
    assert [correction.text for correction in article.corrections.all()] == ["By hand."]


def test_an_article_whose_address_staff_have_changed_is_still_found(write, run_import):
    run_import(write(slug="bridge"))
    Article.objects.update(slug="the-great-bridge")
    run = run_import(write(slug="bridge", body="New."))
    assert run.summary.startswith("0 created, 1 updated")
    article = Article.objects.get()
    assert (article.slug, article.body) == ("the-great-bridge", "<p>New.</p>")


def test_an_import_that_changes_the_text_voids_its_review(write, run_import):
    run_import(write(slug="bridge", ai_use="generated"))
    article = Article.objects.get()
    article.review(by=Person.objects.create(name="Grace", slug="grace"), scope=["facts"])
    article.save()
    assert article.level.key == "ai_reviewed"
    run_import(write(slug="bridge", ai_use="generated", kicker="New"))
    article.refresh_from_db()
    assert article.level.key == "ai_reviewed"
    run_import(write(slug="bridge", ai_use="generated", body="Another text."))
    article.refresh_from_db()
    assert article.level.key == "ai_generated"


def test_a_file_without_a_date_is_a_draft_and_one_with_a_future_date_is_scheduled(write, run_import):
    run_import(write(published=None, ai_use=None))
    assert Article.objects.get().is_draft
    tomorrow = timezone.now() + timedelta(days=1)
    run_import(write(published=tomorrow.isoformat()))
    assert Article.objects.get().is_scheduled


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ("2024-03-01", "2024-03-01T00:00:00-05:00"),
        ("2024-03-01 14:30", "2024-03-01T14:30:00-05:00"),
        ("2024-03-01T14:30:15", "2024-03-01T14:30:15-05:00"),
        ("2024-07-01 14:30", "2024-07-01T14:30:00-04:00"),
        ("2024-03-01T14:30:00Z", "2024-03-01T14:30:00+00:00"),
        ("2024-03-01 14:30:00 +0530", "2024-03-01T14:30:00+05:30"),
        ("'2024-03-01 14:30:00+05:30'", "2024-03-01T14:30:00+05:30"),
    ],
)
def test_a_time_without_an_offset_is_meant_in_the_time_zone_of_the_site(write, run_import, settings, stated, meant):
    settings.TIME_ZONE = "America/New_York"
    run_import(write(published=stated))
    assert Article.objects.get().published_at == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Привет, мир", "privet-mir"),
        ("你好世界", "ni-hao-shi-jie"),
        ("مرحبا بالعالم", "mrhb-bl-lm"),
        ("Straße & Café: 100%", "strasse-cafe-100"),
        ("long " * 39, "-".join(["long"] * 24)),
    ],
)
def test_any_script_gives_a_slug(write, run_import, headline, slug):
    assert run_import(write(headline=f'"{headline}"')).refusals == ""
    article = Article.objects.get()
    assert article.slug == slug


def test_values_are_text_whatever_yaml_would_make_of_them(write, run_import):
    run_import(write(headline="2024", section="no", kicker="1e3", topics="[on, 2024-03-01, 07]"))
    article = Article.objects.get()
    assert (article.headline, article.section.name, article.kicker) == ("2024", "no", "1e3")
    assert sorted(topic.name for topic in article.topics.all()) == ["07", "2024-03-01", "on"]


def test_sections_topics_and_people_are_found_by_name_in_any_case_and_made_where_missing(write, run_import):
    world = Section.objects.create(name="WORLD", slug="elsewhere")
    run_import(write(section="world", topics="[Tea, tea]", bylines="[Ada, ADA]"))
    article = Article.objects.get()
    assert article.section == world
    assert Topic.objects.get().name == "Tea"
    assert article.people.get().name == "Ada"


def test_two_names_that_give_one_slug_stay_two(write, run_import):
    run_import(write(bylines="[李, 丽]"))
    assert sorted(Person.objects.values_list("slug", flat=True)) == ["li", "li-2"]


def test_a_folder_is_read_to_its_depth_in_order_and_only_its_markdown(write, run_import, tmp_path):
    write("b/deep/er/two.md", headline="Two")
    write("b/one.MARKDOWN", headline="One")
    write("b/.hidden/three.md", headline="Three")
    write("b/.four.md", headline="Four")
    (tmp_path / "b" / "notes.txt").write_text("not an article")
    run = run_import(tmp_path / "b", verbosity=2)
    assert [Path(line.split(":")[0]).name for line in run.summary.splitlines()[:-1]] == ["one.MARKDOWN", "two.md"]
    assert run.succeeded


def test_a_dry_run_says_what_would_happen_and_leaves_nothing_behind(write, draw, run_import, tmp_path, settings):
    draw()
    image = "image:\n  file: picture.jpg\n  alt: A bridge\n  digital_source_type: algorithmicMedia\n"
    run_import(write("old.md", headline="Old"))
    before = snapshot()
    write("old.md", headline="Old", body="Changed.", topics="[New topic]")
    write("new.md", headline="New", section="New section", front=image)
    write("bad.md", headline="Bad", ai_use="maybe")
    run = run_import(tmp_path, dry_run=True)
    assert run.summary == "1 created, 1 updated, 0 unchanged, 1 refused. Nothing was changed: this was a dry run."
    assert not run.succeeded
    assert snapshot() == before
    assert not settings.MEDIA_ROOT.exists()


def test_a_refused_file_is_named_and_the_rest_goes_on(write, run_import, tmp_path):
    write("a.md", headline="A", ai_use="maybe")
    write("b.md", headline="B")
    run = run_import(tmp_path)
    assert not run.succeeded
    assert run.error == "1 file was refused."
    assert run.summary == "1 created, 0 updated, 0 unchanged, 1 refused."
    assert run.refusals.startswith(f"{tmp_path / 'a.md'}:5: “maybe” is not one of the words for ai_use")
    assert Article.objects.get().headline == "B"


def test_the_real_article_comes_in_with_the_words_and_the_date_of_the_original(run_import, client):
    if not SAMPLES.is_dir():
        pytest.skip("The real input is not beside this checkout.")
    assert run_import(SAMPLES).succeeded
    article = Article.objects.get()
    assert article.headline == "Russia Promises Retribution for Belgorod Attack as Ukraine Fights Back"
    assert article.published_at == datetime(2023, 12, 31, tzinfo=UTC)
    assert article.body.count("<p>") == 9
    page = client.get(article.get_absolute_url()).content.decode()
    assert "December 31, 2023" in page
    assert "Content created by AI" in page
    assert run_import(SAMPLES).summary == "0 created, 0 updated, 1 unchanged, 0 refused."


def test_the_guide_for_editors_knows_every_key_and_its_example_can_be_imported(run_import, draw, tmp_path):
    guide = GUIDE.read_text()
    assert [key for key in KEYS if f"`{key}`" not in guide] == []
    example = tmp_path / "bridge.md"
    example.write_text(guide.partition("```markdown\n")[2].partition("\n```")[0])
    draw("pictures/bridge.jpg")
    assert run_import(example).refusals == ""
    article = Article.objects.get()
    assert (article.sources.count(), article.corrections.count(), article.people.count()) == (2, 1, 2)
    assert article.lead_image.credit == "Ada Winter"


class Terminal(StringIO):
    def isatty(self):
        return True


def test_somebody_who_watches_sees_the_files_counted_on_one_line(write, run_import, tmp_path):
    for number in range(3):
        write(f"{number}.md", headline=f"Bridge {number}")
    terminal = Terminal()
    call_command("import_articles", str(tmp_path), new_sections=True, stdout=terminal)
    counted, _erase, summary = terminal.getvalue().rpartition("\r\033[K")
    assert counted == "\rFiles read: 1\rFiles read: 2\rFiles read: 3"
    assert summary == "3 created, 0 updated, 0 unchanged, 0 refused.\n"


def snapshot():
    """Every row that an import can write, versions and history included."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Article, Article.history.model, Section, Topic, Person, Image, Correction)
    ]
