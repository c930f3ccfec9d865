"""What must never be false about an article is held by the database itself, by whatever path."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import Article, Byline, Correction, OldAddress, Person, Section, Source, Topic

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 3, 1, tzinfo=UTC)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def grace():
    return Person.objects.create(name="Grace", slug="grace")


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("article_has_headline_and_slug", {"headline": ""}),
        ("article_has_headline_and_slug", {"slug": ""}),
        ("article_slug_is_in_small_letters", {"slug": "The-Bridge"}),
        ("article_ai_use_is_known", {"ai_use": "robots"}),
        ("article_published_states_its_making", {"ai_use": ""}),
        ("article_review_is_complete", {"reviewed_at": NOW}),
        ("article_review_is_complete", {"reviewed_by": "grace"}),
        ("article_review_is_complete", {"review_scope": ["facts"]}),
        ("article_withdrawn_gives_a_reason", {"withdrawn_at": NOW}),
        ("article_updated_after_it_was_published", {"updated_at": datetime(1999, 1, 1, tzinfo=UTC)}),
    ],
)
def test_the_database_refuses_what_must_not_be(make_article, grace, constraint, change):
    article = make_article()
    change = {field: grace if value == "grace" else value for field, value in change.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_article(**change)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**change)
    (field, value), *_rest = change.items()
    column = Article._meta.get_field(field).column
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        sql(f"UPDATE articles_article SET {column} = %s", getattr(value, "pk", value))
    for name, changed in change.items():
        setattr(article, name, changed)
    with pytest.raises(ValidationError):
        article.full_clean()


def test_two_articles_never_have_one_address(make_article):
    make_article(slug="bridge")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(slug="bridge")


def test_a_draft_need_not_say_how_it_is_made_until_it_is_published(make_article):
    draft = make_article(published_at=None, ai_use="")
    assert draft.level is None
    for moment in (timezone.now(), timezone.now() + timedelta(days=1)):
        with pytest.raises(IntegrityError, match="article_published_states_its_making"), transaction.atomic():
            Article.objects.update(published_at=moment)


def test_a_section_or_a_person_that_an_article_names_cannot_vanish(make_article, grace):
    article = make_article()
    article.byline_set.create(person=grace)
    for row in (grace, Section.objects.get()):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


# The review ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def reviewed(make_article, grace):
    article = make_article(ai_use="generated", standfirst="A bridge.", body="<p>It is open. Ünïcode 桥 🌉</p>")
    article.review(by=grace, scope=["facts"])
    article.save()
    article.refresh_from_db()
    assert article.level.key == "ai_reviewed"
    return article


def level(article):
    return Article.objects.get(pk=article.pk).level.key


CHANGES = [{"headline": "Another"}, {"standfirst": "Another."}, {"body": "<p>Another.</p>"}]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_text_voids_its_review_by_whichever_path(reviewed, grace, change):
    before = {field: getattr(reviewed, field) for field in change}

    def put_back():
        Article.objects.update(**before)
        article = Article.objects.get()
        article.review(by=grace, scope=["facts"])
        article.save()
        assert level(article) == "ai_reviewed"

    for field, value in change.items():
        setattr(reviewed, field, value)
    reviewed.save()
    assert (reviewed.level.key, level(reviewed)) == ("ai_generated", "ai_generated")
    put_back()

    Article.objects.update(**change)
    assert level(reviewed) == "ai_generated"
    put_back()

    article = Article.objects.get()
    for field, value in change.items():
        setattr(article, field, value)
    Article.objects.bulk_update([article], change)
    assert level(reviewed) == "ai_generated"
    put_back()

    for field, value in change.items():
        sql(f"UPDATE articles_article SET {field} = %s", value)
    assert level(reviewed) == "ai_generated"
    stored = Article.objects.get()
    assert (stored.reviewed_by, stored.reviewed_at, stored.reviewed_digest) == (None, None, "")


@pytest.mark.parametrize(
    "change",
    [
        {"kicker": "New"},
        {"slug": "another"},
        {"ai_note": "New"},
        {"updated_at": datetime(2100, 1, 1, tzinfo=UTC)},
        {"body": "<p onclick=x>It is open. Ünïcode 桥 🌉</p><script>alert(1)</script>"},
    ],
)
def test_a_change_of_anything_else_leaves_the_review(reviewed, change):
    for field, value in change.items():
        setattr(reviewed, field, value)
    reviewed.save()
    assert level(reviewed) == "ai_reviewed"
    Article.objects.update(**change)
    assert level(reviewed) == "ai_reviewed"


def test_a_review_of_a_text_that_is_not_the_stored_one_cannot_be_put_in(make_article, grace):
    article = make_article(ai_use="generated")
    sql(
        "UPDATE articles_article"
        " SET reviewed_by_id = %s, reviewed_at = now(), review_scope = '{facts}', reviewed_digest = %s",
        grace.pk,
        "0" * 64,
    )
    assert level(article) == "ai_generated"
    Article.objects.bulk_create(
        [
            Article(
                slug="b",
                headline="B",
                body="<p>b</p>",
                section=article.section,
                ai_use="generated",
                published_at=NOW,
                reviewed_by=grace,
                reviewed_at=NOW,
                reviewed_digest="0" * 64,
            )
        ]
    )
    assert Article.objects.get(slug="b").level.key == "ai_generated"


def test_a_draft_that_was_checked_before_its_first_save_stays_checked(section, grace):
    article = Article(slug="b", headline="B", body="<p onclick=x>b</p>", section=section, ai_use="generated")
    article.review(by=grace, scope=["facts"])
    article.save()
    assert level(article) == "ai_reviewed"


# Versions, addresses, history ----------------------------------------------------------------------------------------


def test_each_change_is_a_new_version_by_whichever_path(make_article):
    article = make_article()
    article.save()
    Article.objects.update(kicker="New")
    sql("UPDATE articles_article SET kicker = 'Newer', version = 1")
    before = article.modified_at
    article.refresh_from_db()
    assert article.version == 4
    assert article.modified_at > before


def test_former_addresses_are_kept_by_whichever_path(make_article):
    article = make_article(slug="one")
    article.slug = "two"
    article.save()
    Article.objects.update(slug="three")
    sql("UPDATE articles_article SET slug = 'four'")
    assert set(OldAddress.objects.values_list("slug", flat=True)) == {"one", "two", "three"}
    Article.objects.update(slug="one")
    assert set(OldAddress.objects.values_list("slug", flat=True)) == {"two", "three", "four"}


def test_an_address_that_another_article_takes_leads_there_from_then_on(make_article):
    make_article(slug="one")
    Article.objects.update(slug="two")
    newcomer = make_article(slug="three")
    newcomer.slug = "one"
    newcomer.save()
    assert set(OldAddress.objects.values_list("slug", "article")) == {("three", newcomer.pk)}


def test_the_address_of_a_draft_is_not_kept(make_article):
    make_article(slug="secret", published_at=None)
    Article.objects.update(slug="another")
    assert not OldAddress.objects.exists()


def test_every_change_at_the_desk_is_on_record_with_its_author(client, make_article):
    editor = get_user_model().objects.create_superuser("editor", password="x")
    article = make_article()
    article._history_user = editor
    article.headline = "Another"
    article.save()
    newest, first = article.history.all()
    assert (newest.headline, newest.history_user) == ("Another", editor)
    assert first.history_user is None


def test_what_belongs_to_an_article_comes_with_it_in_one_query(make_article, django_assert_num_queries):
    article = make_article()
    Byline.objects.create(article=article, person=Person.objects.create(name="Ada", slug="ada"))
    for text in ("Wrong", "Right"):
        Correction.objects.create(article=article, kind=Correction.Kind.CORRECTION, text=text)
        Source.objects.create(article=article, title=text, publisher="The sea", address="https://example.org/")
        article.topics.add(Topic.objects.create(name=text, slug=text.lower()))

    def facts(parts):
        lists = (parts.bylines, [each.person for each in parts.bylines], parts.sources, parts.corrections, parts.topics)
        return [[{**vars(row), "_state": None, "_person": None} for row in rows] for rows in lists]

    with django_assert_num_queries(1):
        fetched = Article.objects.for_page().get(pk=article.pk)
        told = facts(fetched.parts)
    assert told == facts(Article.objects.get(pk=article.pk).parts)
    assert all(told)
    assert fetched.parts.corrections[0].article is fetched


def test_an_article_to_which_nothing_belongs_has_empty_parts(make_article):
    parts = Article.objects.for_page().get(pk=make_article().pk).parts
    assert (parts.bylines, parts.sources, parts.corrections, parts.topics) == ([], [], [], [])
