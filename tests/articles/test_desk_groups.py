"""What each group sees at the desk, and what it is refused, by the address bar and by a forged form."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.utils.html import strip_tags

from articles.models import Article, Section
from tests.staff import ADD, ARTICLES, account, formset, page_of, signed_in, typed, version_of

pytestmark = pytest.mark.django_db

LISTS = {
    "articles": "/admin/articles/article/",
    "pictures": "/admin/articles/image/",
    "sections": "/admin/articles/section/",
    "pages": "/admin/articles/page/",
    "comments": "/admin/comments/comment/",
    "discussions": "/admin/comments/discussion/",
    "users": "/admin/auth/user/",
    "groups": "/admin/auth/group/",
}


@pytest.mark.parametrize(
    ("group", "may_open"),
    [
        ("Reporter", {"articles", "pictures", "sections"}),
        ("Editor", {"articles", "pictures", "sections", "pages"}),
        ("Moderator", {"comments", "discussions"}),
        ("Administrator", set(LISTS)),
    ],
)
def test_each_group_opens_its_own_lists_and_no_others(group, may_open):
    desk = signed_in(account(group))
    front = desk.get("/admin/").text
    for name, address in LISTS.items():
        assert desk.get(address).status_code == (200 if name in may_open else 403), name
        assert (f'href="{address}"' in front) == (name in may_open), name


def test_migrating_again_changes_nothing_about_the_groups_and_mends_them():
    before = {group.name: set(group.permissions.all()) for group in Group.objects.all()}
    assert set(before) == {"Reporter", "Editor", "Moderator", "Administrator"}
    Group.objects.get(name="Editor").permissions.clear()
    call_command("migrate", verbosity=0)
    assert {group.name: set(group.permissions.all()) for group in Group.objects.all()} == before


# Reporter -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def reporter():
    return account("Reporter")


@pytest.fixture
def draft(reporter, make_article):
    return make_article(published_at=None, created_by=reporter, headline="My draft")


def test_a_reporter_writes_and_submits_the_own_draft(reporter, section):
    desk = signed_in(reporter)
    desk.post(ADD, typed(section=section.pk))
    article = Article.objects.get()
    assert article.created_by == reporter
    desk.post(page_of(article), typed(article, _step="submit"))
    article.refresh_from_db()
    assert article.submitted_by == reporter


def test_a_reporter_is_offered_no_step_that_publishes(reporter, draft):
    page = signed_in(reporter).get(page_of(draft)).text
    for step in ("publish", "schedule"):
        assert f'name="_step" value="{step}"' not in page
    assert 'value="submit"' in page
    assert 'name="embargo_until_0"' not in page
    assert 'name="checked"' not in page


@pytest.mark.parametrize("step", ["publish", "schedule", "reinstate", "nonsense"])
def test_a_reporter_who_forges_a_step_is_refused(reporter, draft, step):
    forged = typed(draft, _step=step, ai_use="none")
    assert signed_in(reporter).post(page_of(draft), forged).status_code == 403
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_reporter_who_forges_a_check_leaves_no_check(reporter, draft):
    signed_in(reporter).post(page_of(draft), typed(draft, ai_use="generated", checked="on"))
    draft.refresh_from_db()
    assert draft.ai_use == "generated"
    assert draft.reviewed_by is None


def test_a_reporter_neither_sees_nor_changes_the_work_of_others(reporter, make_article):
    desk = signed_in(reporter)
    other = make_article(published_at=None, headline="Somebody else's")
    assert "Somebody else" not in desk.get(ARTICLES).text
    before = version_of(other)
    desk.post(page_of(other), typed(other, headline="Taken over"), follow=True)
    assert desk.get(f"{ARTICLES}{other.pk}/preview/").status_code == 404
    assert desk.get(f"{ARTICLES}{other.pk}/withdraw/").status_code == 404
    assert version_of(other) == before


def test_a_reporter_cannot_change_the_own_article_once_it_is_public(reporter, make_article):
    desk = signed_in(reporter)
    article = make_article(created_by=reporter)
    page = desk.get(page_of(article))
    assert page.status_code == 200
    assert 'name="_step"' not in page.text
    forged = typed(article, headline="Changed") | formset("corrections", {"kind": "update", "text": "x"})
    assert desk.post(page_of(article), forged).status_code == 403
    assert desk.post(f"{ARTICLES}{article.pk}/delete/", {"post": "yes"}).status_code == 403
    assert (
        desk.post(f"{ARTICLES}{article.pk}/withdraw/", {"kind": "error", "withdrawal_reason": "x"}).status_code == 403
    )


def test_a_reporter_deletes_the_own_draft(reporter, draft):
    desk = signed_in(reporter)
    assert desk.get(f"{ARTICLES}{draft.pk}/delete/").status_code == 200
    desk.post(f"{ARTICLES}{draft.pk}/delete/", {"post": "yes"})
    assert not Article.objects.exists()


# Editor, Moderator, Administrator -------------------------------------------------------------------------------------


def test_an_editor_changes_every_article_but_deletes_none_that_readers_saw(make_article):
    desk = signed_in(account("Editor"))
    article = make_article()
    desk.post(page_of(article), typed(article, headline="Better"))
    article.refresh_from_db()
    assert article.headline == "Better"
    assert desk.post(f"{ARTICLES}{article.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_moderator_gets_nowhere_near_an_article(make_article):
    desk = signed_in(account("Moderator"))
    article = make_article()
    assert desk.get(page_of(article)).status_code == 403
    assert desk.post(page_of(article), typed(article, headline="Mine")).status_code == 403
    assert desk.get(f"{ARTICLES}propose-slug/", {"text": "x"}).status_code == 403


def test_an_administrator_makes_sections():
    desk = signed_in(account("Administrator"))
    desk.post("/admin/articles/section/add/", {"name": "Наука", "slug": "", "position": "0"})
    assert Section.objects.get(name="Наука").slug == "nauka"


def test_an_administrator_cannot_make_or_touch_a_superuser():
    administrator = account("Administrator")
    desk = signed_in(administrator)
    root = User.objects.create_superuser("root", password="unguessable 1")
    own = f"/admin/auth/user/{administrator.pk}/change/"
    fields = {"username": administrator.username, "is_staff": "on", "is_active": "on", "is_superuser": "on"}
    desk.post(own, fields | {"date_joined_0": "2026-01-01", "date_joined_1": "00:00"})
    administrator.refresh_from_db()
    assert not administrator.is_superuser
    assert desk.post(f"/admin/auth/user/{root.pk}/change/", {"username": "toor"}).status_code == 403
    assert desk.post(f"/admin/auth/user/{root.pk}/access/", {"do": "sign_out"}).status_code == 403
    assert desk.post(f"/admin/auth/user/{root.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_groups_of_the_house_are_not_edited_by_hand():
    desk = signed_in(account("Administrator"))
    editor = Group.objects.get(name="Editor")
    assert desk.post(f"/admin/auth/group/{editor.pk}/change/", {"name": "Editor"}).status_code == 403
    assert desk.post("/admin/auth/group/add/", {"name": "Interns"}).status_code == 302


def test_the_first_page_says_what_waits_for_whom_in_few_queries(
    make_article, make_comment, django_assert_max_num_queries
):
    reporter = account("Reporter")
    for number in range(8):
        article = make_article(published_at=None, headline=f"Handed in {number}")
        article.submit(by=reporter)
        article.save()
    for _ in range(3):
        make_comment()
    desk = signed_in(account("Administrator"))
    with django_assert_max_num_queries(25):
        page = words(desk.get("/admin/"))
    assert "8 articles submitted" in page
    assert "3 comments waiting" in page
    moderators = words(signed_in(account("Moderator")).get("/admin/"))
    assert "articles submitted" not in moderators
    assert "3 comments waiting" in moderators


def words(page):
    return " ".join(strip_tags(page.text).split())


def test_only_who_may_publish_chooses_the_lead_of_the_front(reporter, draft):
    signed_in(reporter).post(page_of(draft), typed(draft, leads_front="on"))
    draft.refresh_from_db()
    assert not draft.leads_front
    signed_in(account("Editor")).post(page_of(draft), typed(draft, leads_front="on"))
    draft.refresh_from_db()
    assert draft.leads_front
