"""An article's fields are declared once, and each place that a declaration names really has the field."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, models
from django.template.loader import render_to_string
from django.utils import timezone

from articles.admin.article.article_form import AI_USE_WORDS
from articles.importing.front_matter import KEYS
from articles.intake.draft import Draft
from articles.models import Article, Person, Section, Topic
from articles.models.article_fields import ARTICLE_FIELDS
from articles.versions.version_names import label_of, moment
from benchmarks.generator.archive import Archive
from benchmarks.generator.articles import write_articles
from benchmarks.generator.house import write_house
from benchmarks.generator.words import Phrasebook
from tests.articles.intake import Machine, picture
from tests.pictures import make_picture
from tests.staff import ARTICLES, account, page_of, signed_in, typed
from web.templatetags.fragment import clear_fragments

pytestmark = pytest.mark.django_db

BY_PEOPLE = [field for field in ARTICLE_FIELDS if not field.not_by_people]
WITH_A_KEY = [field for field in BY_PEOPLE if field.in_file]
IN_THE_INTAKE = [field for field in BY_PEOPLE if field.in_intake]

# What a file and a draft say of the fields that are no plain text, and how an article shows that: see ``said_by``.
IN_A_FILE = {
    "slug": ("slug: first-words", "first-words"),
    "published_at": ("published: 2024-03-02T00:00:00Z", "2024-03-02"),
    "updated_at": ("updated: 2024-03-02T00:00:00Z", "2024-03-02"),
    "language": ("language: de", "de"),
    "embargo_until": ("embargo: 2023-03-02T00:00:00Z", "2023-03-02"),
    "ai_use": ("ai_use: assisted", "assisted"),
    "lead_image": (
        "image: {file: picture.jpg, alt: First words, digital_source_type: digitalCapture}",
        "First words",
    ),
}
IN_A_DRAFT = {
    "body": ("First words", "<p>First words</p>"),
    "section": ("sport", "Sport"),
    "ai_use": ("assisted", "assisted"),
    "ai_system": ("Example Writer", "Example Writer 3"),
}


def every(fields):
    return pytest.mark.parametrize("field", fields, ids=[field.name for field in fields])


def said_by(article, field):
    """The value of a field in words."""
    value = getattr(Article.objects.get(pk=article.pk), field.name)
    if isinstance(value, models.Manager):
        return ", ".join(map(str, value.all()))
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)


def two_values(field):
    """Two values that a field may have, neither of which a new article has."""
    model_field = Article._meta.get_field(field.name)
    kinds = {
        models.DateTimeField: [datetime(2024, 3, day, tzinfo=UTC) for day in (2, 3)],
        models.BooleanField: [True, False],
        models.SlugField: ["first-words", "second-words"],
    }
    if model_field.choices:
        return [value for value, _words in model_field.flatchoices][-2:]
    if model_field.is_relation:
        made = {
            Section: lambda words: Section.objects.create(name=words, slug=words.lower().replace(" ", "-")),
            Topic: lambda words: [Topic.objects.create(name=words, slug=words.lower().replace(" ", "-"))],
            Person: lambda words: [Person.objects.create(name=words, slug=words.lower().replace(" ", "-"))],
        }
        make = made.get(model_field.related_model, lambda words: make_picture(alternative_text=words))
        return [make("First words"), make("Second words")]
    if field.name in ("body", "language", "embargo_until"):
        return {
            "body": ["<p>First words</p>", "<p>Second words</p>"],
            "language": ["de", "fr"],
            "embargo_until": [datetime(2023, 3, day, tzinfo=UTC) for day in (2, 3)],  # published later
        }[field.name]
    return kinds.get(type(model_field), ["First words", "Second words"])


def give(article, field, value):
    if isinstance(value, list):
        getattr(article, field.name).set(value)
    else:
        setattr(article, field.name, value)
    article.save()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_each_field_of_an_article_is_declared_once():
    declared = [field.name for field in ARTICLE_FIELDS]
    present = [field.name for field in (*Article._meta.concrete_fields, *Article._meta.many_to_many)]
    undeclared = [f"Declare {name} in articles/models/article_fields.py." for name in present if name not in declared]
    assert not undeclared
    assert sorted(declared) == sorted(present)


@every([field for field in ARTICLE_FIELDS if field.not_by_people])
def test_a_field_that_no_person_writes_stands_in_no_form_and_no_file(field):
    assert (field.in_file, field.in_intake, field.in_conflict) == ("", "", False), field.not_by_people


def test_a_file_and_a_draft_have_no_key_for_a_field_that_is_not_declared_there():
    parts_of_their_own = {"sources", "corrections"}
    assert KEYS.keys() == {field.in_file for field in WITH_A_KEY} | parts_of_their_own
    about_the_draft = {"body_format", "version", "prompt_digest", "generated_at", "sources"}
    assert Draft.model_fields.keys() == {field.in_intake for field in IN_THE_INTAKE} | about_the_draft


@every(WITH_A_KEY)
def test_a_file_states_it(field, write, draw, run_import):
    draw()
    front, said = IN_A_FILE.get(field.name, (f"{field.in_file}: First words", "First words"))
    run = run_import(write(front=front, **{field.in_file: None}))
    assert run.succeeded, run.refusals
    assert said_by(Article.objects.get(), field) == said


@every(IN_THE_INTAKE)
def test_a_machine_sends_it(field, section):
    Section.objects.create(name="Sport", slug="sport")
    sent, said = IN_A_DRAFT.get(field.name, ("First words", "First words"))
    if field.name == "lead_image":
        sent = [{"file": picture(), "alt": "First words", "digital_source_type": "digitalCapture"}]
    answer = Machine().hand_in(**{field.in_intake: sent})
    assert answer.status_code == 201, answer.content
    assert said_by(Article.objects.get(), field) == said


@every([field for field in IN_THE_INTAKE if field.is_text])
def test_what_is_wrong_with_it_is_told_a_machine_under_the_key_that_it_sent(field, section):
    answer = Machine().hand_in(**{field.in_intake: "\x07"})
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"#/{field.in_intake}"]


@every([field for field in BY_PEOPLE if field.in_conflict])
def test_the_conflict_page_shows_a_colleagues_change_of_it(field, make_article):
    article = make_article(published_at=None)
    desk, stale = signed_in(account("Editor")), typed(article, headline="Mine")
    theirs, _other = two_values(field)
    give(article, field, theirs)
    refused = desk.post(page_of(article), stale)
    assert "Nothing was saved" in refused.text
    label = str(refused.context["adminform"].form.fields[field.name].label)
    shown = {difference.label: str(difference.theirs) for difference in refused.context["conflict"].differences}
    expected = "Yes" if theirs is True else said_by(article, field)
    if field.name == "ai_use":
        expected = str(dict(AI_USE_WORDS)[expected])
    if isinstance(theirs, datetime):
        expected = moment(theirs)
    assert expected in shown[label]
    assert expected in refused.text


@every([field for field in BY_PEOPLE if not field.in_conflict])
def test_the_page_of_an_article_overwrites_no_field_that_the_conflict_page_leaves_out(field, make_article):
    article = make_article(published_at=None)
    desk, before = signed_in(account("Editor")), said_by(article, field)
    form = desk.get(page_of(article)).context["adminform"].form
    assert field.name not in form.fields
    desk.post(page_of(article), typed(article, **{field.name: "First words"}))
    assert said_by(article, field) == before


@every(ARTICLE_FIELDS)
def test_the_history_shows_each_change_of_it(field, make_article):
    recorded = {each.name for each in Article.history.model._meta.concrete_fields}
    assert (field.name in recorded) == field.in_history
    if field.not_by_people or not field.in_history:
        return
    article = make_article(published_at=datetime(2024, 1, 1, tzinfo=UTC))
    for value in two_values(field):
        give(article, field, value)
    page = signed_in(account("Editor")).get(f"{ARTICLES}{article.pk}/history/").text
    newest = page.partition('<ol class="desk-history">')[2].partition("</li>")[0]
    assert f"<dt>{label_of(Article._meta.get_field(field.name))}</dt>" in newest
    if field.is_text:
        assert "<del>First</del> <ins>Second</ins> <span>words</span>" in newest


@every(BY_PEOPLE)
def test_cards_show_what_is_declared_for_them_and_nothing_else(field, make_article):
    article = make_article(published_at=datetime(2024, 1, 1, tzinfo=UTC))
    first, second = two_values(field)
    cards = []
    for value in (first, second):
        give(article, field, value)
        clear_fragments()
        cards.append(render_to_string("articles/_card.html", {"article": Article.objects.for_cards().get()}))
    assert (cards[0] != cards[1]) == field.on_card


def test_the_benchmarks_fill_every_field_that_people_write():
    sizes = {"sections": 5, "topics": 50, "people": 20, "images": 20}
    archive = Archive(300, 1_000, 50, timezone.now() - timedelta(hours=1), **sizes)
    book = Phrasebook(archive.seed, sentences=200)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        write_house(cursor, archive, book)
        for keys in archive.chunks():
            write_articles(cursor, archive, book, keys)
        cursor.execute("SET LOCAL session_replication_role = origin")
    filled = set()
    for article in Article.objects.prefetch_related("topics", "people"):
        for field in BY_PEOPLE:
            if Article._meta.get_field(field.name).many_to_many:
                filled |= {field.name} if getattr(article, field.name).all() else set()
            elif Article._meta.get_field(field.name).value_from_object(article) not in ("", None, False):
                filled.add(field.name)
    assert {field.name for field in BY_PEOPLE if field.in_benchmarks} == filled
