"""The page before a deletion at the desk: it names a few of what keeps something, however many there are."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.admin.deletion import NAMED
from articles.models import Byline, Person, Section, Topic
from tests.staff import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    client.force_login(User.objects.create_superuser("root"), "django.contrib.auth.backends.ModelBackend")
    return client


def deletion_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])


def test_a_section_with_articles_is_not_deleted_and_a_few_of_them_are_named(admin_client, make_article):
    section = make_article(headline="A ship came in").section
    for _ in range(NAMED + 3):
        make_article(headline="A ship came in")
    page = admin_client.get(deletion_of(section))
    assert page.text.count("A ship came in") == NAMED
    admin_client.post(deletion_of(section), {"post": "yes"})
    assert Section.objects.filter(pk=section.pk).exists()


def test_a_person_who_wrote_and_an_account_that_decided_stay(admin_client, make_article, make_comment):
    ada, moderator = Person.objects.create(name="Ada", slug="ada"), account("Moderator")
    Byline.objects.create(article=make_article(), person=ada)
    make_comment().publish(by=moderator)
    for row in (ada, moderator):
        admin_client.post(deletion_of(row), {"post": "yes"})
        assert type(row).objects.filter(pk=row.pk).exists()


def test_what_keeps_a_person_costs_the_same_questions_however_much_there_is(
    admin_client, make_article, django_assert_max_num_queries
):
    ada = Person.objects.create(name="Ada", slug="ada")
    for _ in range(NAMED + 3):
        Byline.objects.create(article=make_article(), person=ada)
    admin_client.get(deletion_of(ada))
    with django_assert_max_num_queries(5):
        assert admin_client.get(deletion_of(ada)).text.count("Ada") > NAMED


def test_a_topic_is_deleted_after_a_page_that_costs_the_same_for_any_number_of_articles(
    admin_client, make_article, django_assert_num_queries
):
    topic = Topic.objects.create(name="Climate", slug="climate")
    admin_client.get(deletion_of(topic))
    for number in (1, 5):
        for _ in range(number):
            make_article().topics.add(topic)
        with django_assert_num_queries(4):
            assert "Climate" in admin_client.get(deletion_of(topic)).text
    admin_client.post(deletion_of(topic), {"post": "yes"})
    assert not Topic.objects.exists()
