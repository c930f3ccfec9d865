"""The preview at the desk, and the links to a draft for people without an account."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from articles.admin.article.preview_pages import ENDED_SHOWN
from articles.models import PreviewLink
from articles.reading.preview_link import MOST_LINKS
from tests.staff import ARTICLES, account, page_of, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return account("Editor")


@pytest.fixture
def desk(editor):
    return signed_in(editor)


@pytest.fixture
def draft(make_article):
    return make_article(headline="Not yet", published_at=None)


@pytest.fixture
def link(desk, draft):
    desk.post(f"{ARTICLES}{draft.pk}/preview/links/", {"days": "7"})
    return draft.preview_links.get()


def test_an_article_has_only_so_many_links_that_work_and_the_refusal_says_what_to_do(desk, draft):
    for _link in range(MOST_LINKS):
        desk.post(f"{ARTICLES}{draft.pk}/preview/links/", {"days": "1"})
    refused = desk.post(f"{ARTICLES}{draft.pk}/preview/links/", {"days": "1"})
    assert refused.status_code == 422
    assert f"{MOST_LINKS} links to this article work. Revoke one" in refused.text
    assert draft.preview_links.count() == MOST_LINKS
    desk.post(f"{ARTICLES}{draft.pk}/preview/links/{draft.preview_links.first().pk}/revoke/")
    assert desk.post(f"{ARTICLES}{draft.pk}/preview/links/", {"days": "1"}).status_code == 302
    for _link in range(20):
        PreviewLink.lasting(draft, 1, by=None).save()
        draft.preview_links.update(revoked_at=timezone.now())
    page = desk.get(f"{ARTICLES}{draft.pk}/preview/").context["links"]
    assert len(page["working"]) + len(page["ended"]) <= MOST_LINKS + ENDED_SHOWN


def path_of(link):
    return "/preview/" + link.address.rpartition("/preview/")[2]


def test_save_and_preview_leads_to_the_page_in_a_frame_with_the_way_back(desk, draft):
    answer = desk.post(page_of(draft), typed(draft, _step="preview"))
    assert answer.url == f"{ARTICLES}{draft.pk}/preview/"
    for width in ("", "?width=phone", "?width=desktop", "?width=x"):
        page = desk.get(answer.url + width)
        assert f'href="{page_of(draft)}"' in page.text
        assert f'src="{ARTICLES}{draft.pk}/preview/page/"' in page.text
        assert re.search("frame-src [^;]*'self'", page["Content-Security-Policy"])
        assert page["X-Frame-Options"] == "DENY"
        assert "no-store" in page["Cache-Control"]
    assert "desk-preview--phone" in desk.get(answer.url + "?width=phone").text


def test_only_the_previewed_page_may_be_framed_and_only_by_the_desk(desk, draft, client, make_article):
    framed = desk.get(f"{ARTICLES}{draft.pk}/preview/page/")
    assert "Not yet" in framed.text
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert framed["Cache-Control"].startswith("private, no-store")
    assert "noindex" in framed["X-Robots-Tag"]
    for page in (desk.get(page_of(draft)), client.get(make_article().get_absolute_url())):
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_no_link_is_made_by_opening_a_page(desk, draft):
    for page in (page_of(draft), f"{ARTICLES}{draft.pk}/preview/", f"{ARTICLES}{draft.pk}/preview/page/"):
        desk.get(page)
    assert desk.get(f"{ARTICLES}{draft.pk}/preview/links/").status_code == 405
    assert not PreviewLink.objects.exists()


def test_a_link_opens_the_draft_to_someone_without_an_account_and_is_listed(desk, draft, editor, link, client):
    opened = client.get(path_of(link))
    assert opened.status_code == 200
    assert "Not yet" in opened.text
    assert opened["Cache-Control"] == "private, no-store"
    assert "noindex" in opened["X-Robots-Tag"]
    assert opened["X-Frame-Options"] == "DENY"
    assert not opened.cookies
    for page in (page_of(draft), f"{ARTICLES}{draft.pk}/preview/"):
        shown = " ".join(desk.get(page).text.split())
        assert f"by {editor.username} · Works until" in shown
        assert "Last opened" in shown
    assert link.address in desk.get(f"{ARTICLES}{draft.pk}/preview/").text
    forged = path_of(link).replace(f"/{link.pk}:", f"/{link.pk + 1}:")
    for odd in (forged, path_of(link)[:-2] + "/", "/preview/1/", f"/preview/{link.pk}:x/"):
        assert client.get(odd).status_code == 404


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_link_lasts_as_long_as_was_chosen_and_then_says_that_it_ended(desk, draft, client, time_machine, days):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    desk.post(f"{ARTICLES}{draft.pk}/preview/links/", {"days": str(days)})
    path = path_of(draft.preview_links.get())
    time_machine.move_to(now + timedelta(days=days, seconds=-1), tick=False)
    assert client.get(path).status_code == 200
    time_machine.move_to(now + timedelta(days=days, seconds=1), tick=False)
    over = client.get(path)
    assert over.status_code == 410
    assert "This preview has ended" in over.text
    assert "Not yet" not in over.text
    assert over["Cache-Control"] == "private, no-store"
    assert "noindex" in over["X-Robots-Tag"]


@pytest.mark.parametrize("days", ["", "0", "-1", "8", "99999999999", "x"])
def test_an_odd_length_is_refused_beside_its_field(desk, draft, days):
    answer = desk.post(f"{ARTICLES}{draft.pk}/preview/links/", {"days": days})
    assert answer.status_code == 422
    assert "errorlist" in answer.text
    assert not PreviewLink.objects.exists()


def test_a_revoked_link_opens_nothing_and_stays_on_record(desk, draft, editor, link, client):
    page = desk.post(f"{ARTICLES}{draft.pk}/preview/links/{link.pk}/revoke/", follow=True)
    assert f"by {editor.username} ·" in " ".join(page.text.split())
    answer = client.get(path_of(link))
    assert answer.status_code == 410
    assert "This preview has ended" in answer.text
    link.refresh_from_db()
    first = link.revoked_at
    signed_in(account("Editor")).post(f"{ARTICLES}{draft.pk}/preview/links/{link.pk}/revoke/")
    link.refresh_from_db()
    assert (link.revoked_by, link.revoked_at) == (editor, first)


def test_a_link_leads_to_the_article_once_it_is_public(desk, draft, link, client):
    draft.ai_use = "none"
    draft.publish(by=None)
    draft.save()
    assert client.get(path_of(link)).url == draft.get_absolute_url()
    again = desk.post(f"{ARTICLES}{draft.pk}/preview/links/", {"days": "7"}, follow=True)
    assert "it needs no link" in again.text
    assert PreviewLink.objects.count() == 1


def test_an_address_from_before_links_were_on_record_has_ended(draft, client):
    signed = signing.TimestampSigner(salt="articles.preview").sign(str(draft.pk))
    assert client.get(f"/preview/{signed}/").status_code == 410


def test_a_reporter_makes_and_revokes_links_of_own_articles_alone(make_article, draft, link):
    reporter = account("Reporter")
    own = make_article(published_at=None, created_by=reporter)
    desk = signed_in(reporter)
    desk.post(f"{ARTICLES}{own.pk}/preview/links/", {"days": "1"})
    made = own.preview_links.get()
    assert made.made_by == reporter
    assert desk.post(f"{ARTICLES}{draft.pk}/preview/links/", {"days": "1"}).status_code == 404
    for article in (own, draft):  # a link of another article is not found under one's own
        assert desk.post(f"{ARTICLES}{article.pk}/preview/links/{link.pk}/revoke/").status_code == 404
    moderator = signed_in(account("Moderator"))
    assert moderator.post(f"{ARTICLES}{own.pk}/preview/links/{made.pk}/revoke/").status_code in (403, 404)
    assert PreviewLink.objects.working().count() == 2
