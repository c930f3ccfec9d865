"""The comment policy of an article, of a section and of the site: which one applies, and what readers are told."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Section
from comments.models import Comment, CommentPeriod, Decision, Discussion, SectionPolicy
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db
PROMISES = {
    "all": "A moderator will read your comment before it appears.",
    "confirmed": "Your comment will appear once you have confirmed your e-mail address, unless",
    "trusted": "If we have published a comment of yours before, this one will appear once",
    "open": "Your comment will appear at once, unless a moderator has to read it first.",
    "closed": "This discussion is closed to new comments.",
}


@pytest.fixture
def article(make_article):
    return make_article(published_at=timezone.now() - timedelta(hours=1))


def set_policy(article, policy, days=None):
    Discussion.objects.filter(article=article).update(policy=policy, premoderated_after=days)


def page_of(discussion_of):
    return f"/admin/comments/discussion/{discussion_of.pk}/change/"


@pytest.mark.parametrize(
    ("chosen_by", "policy"),
    [
        (chosen_by, policy)
        for chosen_by in ("article", "section", "site")
        for policy in PROMISES
        if (chosen_by, policy) != ("site", "closed")  # the setting knows no site that takes no comments at all
    ],
)
def test_the_article_decides_then_its_section_then_the_site(
    article, section, post, client, settings, policy, chosen_by
):
    settings.COMMENTS_MODERATION = "open" if policy != "open" else "all"
    if chosen_by == "site":
        settings.COMMENTS_MODERATION = policy
        SectionPolicy.objects.create(section=Section.objects.create(name="Other", slug="other"), policy="closed")
    else:
        of_section = policy if chosen_by == "section" else "trusted" if policy == "closed" else "closed"
        SectionPolicy.objects.create(section=section, policy=of_section)
        if chosen_by == "article":
            set_policy(article, policy)
    for address in (article.get_absolute_url(), f"{article.get_absolute_url()}comments/new/"):
        assert PROMISES[policy] in " ".join(client.get(address).text.split())
    sent = post(article)
    if policy == "closed":
        assert (sent.status_code, Comment.objects.count()) == (403, 0)
        assert "Well put." in sent.text
        return
    comment = Comment.objects.get()
    assert comment.status == ("published" if policy == "open" else "pending")
    assert comment.held_by == {
        "all": ["every_comment"], "confirmed": ["unconfirmed"], "trusted": ["unconfirmed", "new_commenter"], "open": []
    }[policy]  # fmt: skip


def test_from_an_age_on_a_moderator_reads_first_again_without_a_job(article, section, post, client):
    SectionPolicy.objects.create(section=section, policy="open", premoderated_after=14)
    begins = article.published_at + timedelta(days=14)
    with time_machine.travel(begins - timedelta(seconds=1), tick=False):
        assert PROMISES["open"] in client.get(article.get_absolute_url()).text
        post(article, message="In time.")
    with time_machine.travel(begins, tick=False):
        assert PROMISES["all"] in client.get(article.get_absolute_url()).text
        sent = post(article, message="Later.", follow=True)
        assert "It will appear once a moderator has read it" in sent.text
    first, second = Comment.objects.order_by("pk")
    assert (first.status, second.status, second.held_by) == ("published", "pending", ["every_comment"])
    assert Decision.objects.get(comment=first).words == "policy: open"


def test_a_policy_of_the_article_has_its_own_age_and_not_the_sections(article, section, post):
    SectionPolicy.objects.create(section=section, policy="open", premoderated_after=1)
    set_policy(article, "open")
    with time_machine.travel(article.published_at + timedelta(days=30)):
        post(article)
    assert Comment.objects.get().status == "published"


def test_an_edit_and_a_confirmation_obey_the_policy_of_then(article, make_comment):
    from comments.writing.moderation_policy import apply_policy, check_again

    set_policy(article, "open")
    published, waiting = make_comment(article), make_comment(article)
    apply_policy(published)
    assert published.status == "published"
    set_policy(article, "all")
    published = Comment.objects.get(pk=published.pk)
    check_again(published, "")
    assert Comment.objects.get(pk=published.pk).status == "pending"
    set_policy(article, "closed")
    apply_policy(Comment.objects.get(pk=waiting.pk))
    assert Comment.objects.get(pk=waiting.pk).held_by == ["every_comment"]


def test_a_closed_policy_goes_before_the_comment_period(article, section, client):
    CommentPeriod.objects.create(section=section, days=3)
    set_policy(article, "closed")
    page = client.get(article.get_absolute_url()).text
    assert PROMISES["closed"] in page
    assert "Comments close on" not in page
    assert "Comments closed on" not in page


@pytest.mark.parametrize(("policy", "days"), [("", 3), ("all", 3), ("closed", 3), ("open", 0), ("sometimes", None)])
def test_the_database_takes_no_policy_that_means_nothing(article, section, policy, days):
    with pytest.raises(IntegrityError), transaction.atomic():
        set_policy(article, policy, days)
    with pytest.raises(IntegrityError), transaction.atomic():
        SectionPolicy.objects.create(section=section, policy=policy, premoderated_after=days)


def test_a_moderator_chooses_the_policy_of_an_article_and_reads_which_applies_and_why(article, section, settings):
    settings.COMMENTS_MODERATION = "trusted"
    desk = signed_in(account("Moderator"))
    page = desk.get(page_of(article)).text
    assert "The site’s own" in page
    assert "others wait." in page
    fields = {"state": "open", "state_reason": "", "policy": "", "premoderated_after": "3"}
    refused = desk.post(page_of(article), fields)
    assert "Choose with it which comments are published at once" in refused.text
    assert desk.post(page_of(article), fields | {"policy": "open", "premoderated_after": "0"}).status_code == 200
    assert desk.post(page_of(article), fields | {"policy": "open"}).status_code == 302
    page = desk.get(page_of(article)).text
    assert "Chosen here, for this article." in page
    assert "a moderator reads every comment first." in page
    with time_machine.travel(article.published_at + timedelta(days=3)):
        later = signed_in(account("Moderator")).get(page_of(article)).text
    assert "A moderator has read every comment first since" in later
    desk.post(page_of(article), fields | {"premoderated_after": ""})
    SectionPolicy.objects.create(section=section, policy="closed")
    page = desk.get(page_of(article)).text
    assert "Chosen for the section" in page
    assert "No comments are taken." in page


@pytest.mark.parametrize("group", ["Moderator", "Administrator"])
def test_a_moderator_chooses_the_policy_of_a_section(section, group):
    desk = signed_in(account(group))
    address = "/admin/comments/sectionpolicy/add/"
    fields = {"section": section.pk, "policy": "all", "premoderated_after": "14"}
    assert "Choose with it which comments" in desk.post(address, fields).text
    assert desk.post(address, fields | {"policy": "open"}).status_code == 302
    assert SectionPolicy.objects.get().premoderated_after == 14
    assert signed_in(account("Editor")).get(address).status_code == 403


def test_the_policy_costs_a_reader_no_query(article, section, client, django_assert_num_queries):
    SectionPolicy.objects.create(section=section, policy="open", premoderated_after=14)
    with django_assert_num_queries(5):
        client.get(article.get_absolute_url())
