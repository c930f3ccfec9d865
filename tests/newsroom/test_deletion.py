"""The page before a deletion at the desk: it names a few of what keeps something, however many there are."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.models import Article, Byline, Image, Page, Person, Section, Topic
from articles.workflow.working_copy import start_copy
from tests.pictures import make_picture
from tests.staff import account
from web.admin.bounded_deletion import NAMED

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
    with django_assert_max_num_queries(7):
        assert admin_client.get(deletion_of(ada)).text.count("Ada") > NAMED


def test_a_topic_is_deleted_after_a_page_that_costs_the_same_for_any_number_of_articles(
    admin_client, make_article, django_assert_num_queries
):
    topic = Topic.objects.create(name="Climate", slug="climate")
    admin_client.get(deletion_of(topic))
    for number in (1, 5):
        for _ in range(number):
            make_article().topics.add(topic)
        with django_assert_num_queries(8):
            assert "Climate" in admin_client.get(deletion_of(topic)).text
    admin_client.post(deletion_of(topic), {"post": "yes"})
    assert not Topic.objects.exists()


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_picture(alternative_text="A bridge")


def ask_to_delete(client, row, *, from_the_list):
    """The page that asks for a confirmation, and what its answer does."""
    if not from_the_list:
        return client.get(deletion_of(row)), lambda: client.post(deletion_of(row), {"post": "yes"})
    rows = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
    chosen = {"action": "delete_selected", "_selected_action": row.pk}
    return client.post(rows, chosen), lambda: client.post(rows, chosen | {"post": "yes"})


@pytest.mark.parametrize("from_the_list", [False, True], ids=["its page", "the list"])
def test_what_readers_would_lose_with_a_picture_is_named_before_it_goes(
    admin_client, make_article, picture, from_the_list
):
    make_article(headline="Led by it", lead_image=picture)
    make_article(headline="A draft", lead_image=picture, published_at=None)
    copy = start_copy(make_article(headline="Live without it"), by=None)
    Article.objects.filter(pk=copy.pk).update(headline="A working copy with it", lead_image=picture)
    Person.objects.create(name="Grace Hopper", slug="grace", picture=picture)
    page, confirm = ask_to_delete(admin_client, picture, from_the_list=from_the_list)
    for words in ("Led by it", "Grace Hopper", "ublished articles that lose their lead picture", "eople who lose"):
        assert words in page.text
    assert "A draft" in page.text
    assert "A working copy with it" in page.text
    assert "Live without it" not in page.text
    assert "not public now, that lose it" in page.text
    assert Image.objects.exists()
    confirm()
    assert not Image.objects.exists()


@pytest.mark.parametrize("from_the_list", [False, True], ids=["its page", "the list"])
@pytest.mark.parametrize("kind", ["original", "rendition"])
def test_a_picture_within_a_text_that_readers_see_is_not_deleted(
    admin_client, make_article, picture, from_the_list, kind
):
    address = picture.file.url if kind == "original" else picture.thumbnail
    body = f'<p>See:</p><figure><img src="{address}" alt="A bridge"></figure>'
    make_article(headline="Shown within", body=body)
    make_article(headline="A draft", body=body, published_at=None)
    Page.objects.update(body=body)
    page, confirm = ask_to_delete(admin_client, picture, from_the_list=from_the_list)
    assert "Shown within" in page.text
    assert "A draft" not in page.text
    assert str(Page.objects.first()) in page.text
    confirm()
    assert Image.objects.exists()


@pytest.mark.parametrize("from_the_list", [False, True], ids=["its page", "the list"])
def test_the_articles_that_lose_a_topic_are_named_before_it_goes(admin_client, make_article, from_the_list):
    topic = Topic.objects.create(name="Climate", slug="climate")
    make_article(headline="In public").topics.add(topic)
    make_article(headline="A draft", published_at=None).topics.add(topic)
    page, confirm = ask_to_delete(admin_client, topic, from_the_list=from_the_list)
    assert "In public" in page.text
    assert "A draft" not in page.text
    confirm()
    assert not Topic.objects.exists()


def test_what_a_picture_leaves_behind_costs_the_same_questions_however_much_there_is(
    admin_client, make_article, picture, django_assert_num_queries
):
    admin_client.get(deletion_of(picture))
    for number in (1, NAMED + 3):
        for _ in range(number):
            make_article(lead_image=picture)
        with django_assert_num_queries(12):
            assert admin_client.get(deletion_of(picture)).status_code == 200
