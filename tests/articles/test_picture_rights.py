"""Whose pictures a reporter may change: the own ones, while no reader sees them."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from articles.admin.history.edit_version import edit_version
from articles.models import Image, Page
from articles.pictures.picture_uses import is_public
from tests.pictures import drawn, make_picture
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

PICTURES = "/admin/articles/image/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reporter():
    return account("Reporter")


@pytest.fixture
def desk(reporter):
    return signed_in(reporter)


def typed(**changes):
    return {
        "alternative_text": "Something else",
        "caption": "Another caption",
        "credit": "Somebody",
        "digital_source_type": Image.DigitalSourceType.CAPTURE,
        "not_ai_reason": "",
    } | changes


def send(desk, picture, query=""):
    """Everything that a form could change of picture. Whether anything of it changed."""
    before = vars(Image.objects.get(pk=picture.pk)) | {"_state": None}
    new = SimpleUploadedFile("new.jpg", drawn(200), "image/jpeg")
    answer = desk.post(f"{PICTURES}{picture.pk}/change/{query}", typed(file=new, version=edit_version(picture)))
    assert answer.status_code in (302, 403)
    return vars(Image.objects.get(pk=picture.pk)) | {"_state": None} != before


def uses(make_article):
    """Each place where readers see a picture, as a function that puts one there."""

    def above(picture, **rest):
        make_article(lead_image=picture, **rest)

    def within(picture, **rest):
        make_article(body=f'<p>Look:</p><img src="{picture.src}" alt="A bridge">', **rest)

    return {"above": above, "within": within}


def test_it_is_on_record_who_uploaded_a_picture(desk, reporter):
    file = SimpleUploadedFile("new.jpg", drawn(3), "image/jpeg")
    for query in ("", "?_popup=1"):
        desk.post(f"{PICTURES}add/{query}", typed(file=file, uploaded_by="99"))
        file.seek(0)
    assert [picture.uploaded_by for picture in Image.objects.all()] == [reporter, reporter]


def test_a_reporter_changes_the_own_picture_while_no_reader_sees_it(desk, reporter, make_article):
    picture = make_picture(uploaded_by=reporter)
    for place in uses(make_article).values():
        place(picture, published_at=None)
        place(picture, withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    assert send(desk, picture)
    assert Image.objects.get().caption == "Another caption"


@pytest.mark.parametrize("query", ["", "?_popup=1", "?_to_field=id&_popup=1"])
@pytest.mark.parametrize("uploader", ["colleague", None])
def test_a_reporter_changes_no_picture_of_somebody_else(desk, query, uploader):
    picture = make_picture(uploaded_by=account("Editor") if uploader else None)
    assert desk.get(f"{PICTURES}{picture.pk}/change/{query}").status_code == 200
    assert not send(desk, picture, query)


@pytest.mark.parametrize("place", ["above", "within"])
def test_a_reporter_changes_no_own_picture_that_readers_see(desk, reporter, make_article, place):
    picture = make_picture(uploaded_by=reporter)
    uses(make_article)[place](picture)
    assert not send(desk, picture)
    page = desk.get(f"{PICTURES}{picture.pk}/change/").text
    assert 'name="_save"' not in page
    assert 'type="file"' not in page


def test_a_page_about_the_house_and_a_person_show_pictures_too(desk, reporter):
    picture, portrait = make_picture(uploaded_by=reporter), make_picture(uploaded_by=reporter)
    page = Page.objects.first()
    page.body = f'<p>Us:</p><img src="{picture.src}" alt="Us">'
    page.save()
    reporter.person.picture = portrait
    reporter.person.save()
    assert is_public(picture)
    assert not send(desk, picture)
    assert not send(desk, portrait)


def test_every_rendition_of_a_picture_counts(make_article):
    picture = make_picture()
    names = [picture.src, picture.thumbnail, picture.file.url]
    for name in names:
        assert not is_public(picture)
        article = make_article(body=f'<img src="{name}" alt="A bridge">')
        assert is_public(picture)
        article.delete()


def test_a_right_to_delete_does_not_reach_further_than_the_right_to_change(desk, reporter, make_article):
    """No house group has it. One of another name may, by one's page and in bulk."""
    reporter.user_permissions.add(Permission.objects.get(codename="delete_image"))
    mine, public, other = (
        make_picture(uploaded_by=reporter),
        make_picture(uploaded_by=reporter),
        make_picture(uploaded_by=account("Editor")),
    )
    make_article(lead_image=public)
    for picture in (public, other):
        assert desk.post(f"{PICTURES}{picture.pk}/delete/", {"post": "yes"}).status_code == 403
        bulk = {"action": "delete_selected", "_selected_action": [mine.pk, picture.pk], "post": "yes"}
        desk.post(PICTURES, bulk)
    assert Image.objects.count() == 3
    desk.post(f"{PICTURES}{mine.pk}/delete/", {"post": "yes"})
    assert set(Image.objects.all()) == {public, other}


def test_an_editor_changes_every_picture_and_sees_who_uploaded_it(reporter, make_article):
    picture = make_picture(uploaded_by=reporter)
    make_article(lead_image=picture)
    desk = signed_in(account("Editor"))
    assert reporter.username in desk.get(f"{PICTURES}{picture.pk}/change/").text
    assert send(desk, picture)
    assert Image.objects.get().uploaded_by == reporter


def test_the_question_whether_readers_see_a_picture_does_not_grow(make_article, django_assert_num_queries):
    picture = make_picture()
    for _ in range(3):
        make_article(body="<p>No picture.</p>")
    with django_assert_num_queries(4):
        assert not is_public(picture)


def test_an_upgrade_finds_who_uploaded_the_pictures_there_are(desk, reporter):
    file = SimpleUploadedFile("new.jpg", drawn(3), "image/jpeg")
    desk.post(f"{PICTURES}add/", typed(file=file))
    unknown = make_picture()
    Image.objects.update(uploaded_by=None)
    name = "known_picture_uploaders"
    loader = MigrationExecutor(connection).loader
    key = next(key for key in loader.graph.nodes if key[0] == "articles" and key[1].endswith(name))
    migration = loader.graph.nodes[key]
    with connection.cursor() as cursor:
        for statement in migration.operations[0].sql:
            cursor.execute(statement)
    assert Image.objects.exclude(pk=unknown.pk).get().uploaded_by == reporter
    assert Image.objects.get(pk=unknown.pk).uploaded_by is None
