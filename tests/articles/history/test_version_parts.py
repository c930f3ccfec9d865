"""What belongs to an article is stored with its versions, whatever changes it."""

import pytest
from django.db import connection, transaction

from articles.models import Article, Byline, Correction, Person, Source, Topic
from newsroom.desk.groups import put_groups_in_place
from tests.staff import ADD, account, formset, signed_in, typed

commits = pytest.mark.django_db(transaction=True)


def parts(article):
    return article.history.first().parts


@commits
def test_the_parts_of_an_article_are_in_its_first_version_and_a_topic_deleted_at_the_desk_in_a_further_one(section):
    put_groups_in_place()
    ada = Person.objects.create(name="Ada", slug="ada")
    sea = Topic.objects.create(name="Sea", slug="sea")
    signed_in(account("Editor")).post(
        ADD,
        typed(
            section=section.pk,
            topics=sea.pk,
            **formset("byline_set", {"person": ada.pk, "position": "0"}),
            **formset("sources", {"title": "Tide tables", "address": "https://example.org/", "position": "0"}),
        ),
    )
    article = Article.objects.get()
    assert article.history.get().parts == {
        "topics": [{"id": sea.pk, "name": "Sea"}],
        "bylines": [{"id": ada.pk, "name": "Ada"}],
        "sources": [{"title": "Tide tables", "publisher": "", "address": "https://example.org/"}],
        "corrections": [],
    }
    administrator = account("Administrator")
    signed_in(administrator).post(f"/admin/articles/topic/{sea.pk}/delete/", {"post": "yes"})
    assert parts(article)["topics"] == []
    assert article.history.first().history_user == administrator


@commits
def test_a_part_that_changes_by_itself_makes_a_version_and_one_transaction_makes_one(make_article):
    article = make_article(published_at=None)
    first = article.history.get()
    for change in (
        lambda: Byline.objects.create(article=article, person=Person.objects.create(name="Ada", slug="ada")),
        lambda: article.topics.add(Topic.objects.create(name="Sea", slug="sea")),
        lambda: Source.objects.create(article=article, title="Tide tables"),
        lambda: Source.objects.update(title="Better tables"),
        lambda: Correction.objects.create(article=article, text="Another moon."),
        lambda: connection.cursor().execute("DELETE FROM articles_source"),
    ):
        before = article.history.count()
        change()
        assert article.history.count() == before + 1
    assert first.parts == {"topics": [], "bylines": [], "sources": [], "corrections": []}
    assert [each["text"] for each in parts(article)["corrections"]] == ["Another moon."]
    assert parts(article)["sources"] == []
    assert article.history.first().headline == article.headline

    before = article.history.count()
    with transaction.atomic():
        Source.objects.create(article=article, title="Tide tables")
        with transaction.atomic():
            article.headline = "Another"
            article.save()
        article.topics.add(Topic.objects.create(name="Coast", slug="coast"))
    assert article.history.count() == before + 1
    assert [each["name"] for each in parts(article)["topics"]] == ["Coast", "Sea"]

    key = article.pk
    article.delete()
    assert Article.history.filter(id=key).first().history_type == "-"


@pytest.mark.django_db
def test_an_imported_article_has_its_parts_in_its_one_version(run_import, write):
    run_import(write(bylines="[Ada]", topics="[Sea]"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert [each["name"] for each in parts(Article.objects.get())["topics"]] == ["Sea"]
    assert Article.history.count() == 1
