"""What the house says about itself is there from the first start, is true, and belongs to the staff."""

from datetime import timedelta

import html5lib
import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.utils import timezone

from articles.models import Correction, Page

ADDRESSES = ["/about/", "/ai-policy/", "/corrections/", "/house-rules/", "/privacy/", "/contact/"]
NEED_STAFF = {"about", "ai-policy", "contact", "privacy"}


def reminders():
    return {message.msg for message in run_checks(include_deployment_checks=True) if message.id == "articles.I001"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_is_there_before_anybody_wrote_it(client, db, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies
    html5lib.HTMLParser(strict=True).parse(response.content.decode())


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_is_linked_from_every_page(client, db, address):
    assert f'href="{address}"' in client.get("/").content.decode()


def test_links_in_the_first_words_lead_somewhere(client, db):
    for page in Page.objects.all():
        for link in html5lib.parseFragment(page.body, namespaceHTMLElements=False).iter("a"):
            assert client.get(link.get("href")).status_code == 200, link.get("href")


def test_migrating_again_leaves_the_words_of_staff_alone(db):
    Page.objects.filter(slug="about").update(title="Who we are", body="<p>We are us.</p>")
    Page.objects.filter(slug="contact").delete()
    call_command("migrate", verbosity=0)
    about = Page.objects.get(slug="about")
    assert (about.title, about.body) == ("Who we are", "<p>We are us.</p>")
    assert Page.objects.filter(slug="contact").exists()
    assert Page.objects.count() == len(ADDRESSES)


def test_check_deploy_reminds_of_what_only_staff_can_fill_in(db):
    assert reminders() == {
        f"The page /{slug}/ still has a placeholder in double brackets, which readers do not see."
        for slug in NEED_STAFF
    }
    Page.objects.filter(slug__in=NEED_STAFF).update(body="<p>All filled in.</p>")
    assert reminders() == set()


def test_corrections_are_listed_newest_first_with_their_articles(client, make_article):
    article = make_article(headline="The tides")
    for days in range(25):
        made_at = timezone.now() - timedelta(days=days)
        Correction.objects.create(article=article, text=f"Put right {days} days ago.", made_at=made_at)
    first = client.get("/corrections/").content.decode()
    assert first.index("Put right 0 days") < first.index("Put right 1 days")
    assert f'href="{article.get_absolute_url()}#corrections"' in first
    assert "Put right 24 days" not in first
    assert "Put right 24 days" in client.get("/corrections/?page=2").content.decode()
    assert client.get("/corrections/?page=3").status_code == 404


def test_corrections_of_articles_that_nobody_may_read_are_not_told(client, make_article):
    hidden = [
        make_article(published_at=None),
        make_article(published_at=timezone.now() + timedelta(days=1)),
        make_article(withdrawn_at=timezone.now(), withdrawal_reason="Wrong."),
    ]
    for article in hidden:
        Correction.objects.create(article=article, text="A secret.")
    assert "A secret." not in client.get("/corrections/").content.decode()
    assert "A secret." not in client.get("/corrections/feed.atom").content.decode()
    assert "Nothing to correct so far." in client.get("/corrections/").content.decode()


def test_the_list_of_corrections_takes_the_same_queries_for_one_and_for_many(
    client, make_article, django_assert_num_queries
):
    for number in range(15):
        Correction.objects.create(article=make_article(), text="Right.")
        if number in (0, 14):
            with django_assert_num_queries(5):
                client.get("/corrections/")
