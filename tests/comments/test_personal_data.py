"""What is held about an address: taken along, and erased, by the person who proved that it is theirs."""

import json
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from comments.models import Comment, Decision, Discussion, Objection, Rule
from tests.staff import account

pytestmark = pytest.mark.django_db
SECRETS = ["ada@example.org", "Ada Lovelace", "Private thoughts", "her neighbour", "Because I say so", "n" * 64]


@pytest.fixture
def ada(make_comment):
    """A comment with all that can be held about its writer."""
    comment = make_comment(
        email="ada@example.org",
        name="Ada Lovelace",
        message="Private thoughts.",
        stars=5,
        network_hash="n" * 64,
        confirmed_at=timezone.now(),
        mails_replies=True,
    )
    moderator = account("Moderator")
    comment.reject(by=moderator, reason="private_data", words="About her neighbour.")
    Objection.objects.create(comment=comment, words="Because I say so.")
    LogEntry.objects.create(
        user=moderator,
        content_type=ContentType.objects.get_for_model(Comment),
        object_id=str(comment.pk),
        object_repr=str(comment),
        action_flag=CHANGE,
        change_message="Ada Lovelace",
    )
    comment.publish(by=account("Moderator"))
    return comment


@pytest.fixture
def erase(client, link_to):
    return lambda comment, what="comment": client.post(link_to(comment, "erase/"), {"what": what})


def everything_stored():
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return "\n".join(map(str, rows))


def test_the_file_holds_everything_about_the_address_and_nobody_else(ada, make_comment, client, link_to):
    reply = make_comment(ada.article, parent=ada, name="Bob", email="bob@example.org", message="Bob's answer.")
    mine = make_comment(ada.article, email="ADA@example.org", message="Elsewhere, under another name.")
    make_comment(ada.article, email="ada+news@example.org", message="Of the same key, perhaps of somebody else.")
    Rule.objects.create(kind="address", pattern="ada@example.org", note="For colleagues only.")
    response = client.get(link_to(ada, "data.json"))
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="your-comments.json"'
    held = json.loads(response.content)
    assert held["address"] == "ada@example.org"
    assert [rule["until"] for rule in held["rules"]] == [None]
    assert "colleagues only" not in response.content.decode()
    assert [comment["number"] for comment in held["comments"]] == [ada.pk, mine.pk]
    [comment, _other] = held["comments"]
    assert (comment["message"], comment["stars"], comment["status"]) == ("Private thoughts.", 5, "published")
    assert comment["mail_about_replies"] is True
    assert [(decision["verdict"], decision["reason"], decision["words"]) for decision in comment["decisions"]] == [
        ("rejected", "private_data", "About her neighbour."),
        ("published", "", ""),
    ]
    assert comment["objection"]["words"] == "Because I say so."
    for foreign in ("Bob", reply.message, "moderator1", "somebody else"):
        assert foreign not in response.content.decode()


def test_the_file_names_every_field_that_is_stored_about_a_comment(ada, client, link_to):
    """Anyone who adds a field has to say whether it is personal."""
    not_personal = {"id", "article", "section", "parent", "answers", "simhash"}
    not_personal |= {"email_key", "sent_key", "unsubscribe_key"}  # made from what is named
    not_personal |= {"is_staff_reply", "announced_at", "pinned_at", "is_tombstone", "recommendation_count"}
    under_other_names = {
        "rating_counts": "stars_count",
        "set_aside": "stars_set_aside",
        "created_at": "sent_at",
        "mails_replies": "mail_about_replies",
    }
    [comment] = json.loads(client.get(link_to(ada, "data.json")).content)["comments"]
    names = {field.name for field in Comment._meta.concrete_fields} - not_personal
    assert {under_other_names.get(name, name) for name in names} <= set(comment)
    with pytest.raises(FieldDoesNotExist):
        Comment._meta.get_field("ip_address")


def test_erasing_asks_what_and_changes_nothing_before(ada, make_comment, client, link_to):
    link = link_to(ada, "erase/")
    assert "Delete everything linked to my address" not in client.get(link).text
    make_comment(email="ada@example.org")
    assert "Delete everything linked to my address (2 comments)" in client.get(link).text
    assert client.post(link, {"what": "all of it"}).status_code == 422
    assert Comment.objects.count() == 2


def test_an_erased_comment_is_gone_with_every_trace_of_its_writer(ada, erase):
    for secret in SECRETS:
        assert secret in everything_stored()
    response = erase(ada)
    assert "Your comment has been deleted." in response.text
    assert not Comment.objects.exists()
    stored = everything_stored()
    for secret in SECRETS:
        assert secret not in stored
    discussion = Discussion.objects.get(article=ada.article_id)
    assert (discussion.comment_count, discussion.rating_average) == (0, None)
    assert list(Decision.objects.values_list("verdict", "reason_code", "words")) == [
        ("published", "", ""),
        ("rejected", "private_data", "[erased]"),
    ]
    assert Objection.objects.get().words == ""


def test_where_others_answered_a_tombstone_stays_without_a_trace(ada, make_comment, erase, client):
    reply = make_comment(ada.article, parent=ada, email="bob@example.org", message="Bob's answer.", status="published")
    erase(ada)
    stored = everything_stored()
    for secret in SECRETS:
        assert secret not in stored
    page = client.get(ada.article.get_absolute_url()).text
    assert "This comment was deleted." in page
    assert reply.message.replace("'", "&#x27;") in page
    discussion = Discussion.objects.get(article=ada.article_id)
    assert (discussion.comment_count, discussion.rating_average) == (1, None)


def test_links_to_what_was_erased_do_nothing_more(ada, make_comment, erase, client, link_to):
    make_comment(ada.article, parent=ada, email="bob@example.org", status="published")
    link = link_to(ada)
    erase(ada)
    for method in (client.get, client.post):
        assert method(link).status_code == 404
    assert erase(ada).status_code == 404
    assert "Or what it led to has been deleted." in client.get(link).text


def test_everything_of_the_address_goes_and_nothing_of_anybody_else(ada, make_comment, erase):
    make_comment(email="ada@example.org", status="published", stars=1)
    mine = make_comment(ada.article, parent=ada, email="Ada@Example.org", message="My own reply.", status="published")
    other = make_comment(email="bob@example.org", message="Bob's.")
    kin = make_comment(email="ada+x@example.org", message="Of the same key.")
    assert "We hold no data about you any more." in erase(ada, "address").text
    assert set(Comment.objects.all()) == {other, kin}
    assert mine.message not in everything_stored()


def test_totals_stay_true_through_an_erasure(make_article, make_comment, erase):
    article = make_article()
    first = make_comment(article, email="ada@x.org", stars=1, status="published")
    make_comment(article, email="ada@x.org", stars=5, status="published", created_at=timezone.now() - timedelta(days=1))
    make_comment(article, stars=3, status="published")
    assert Discussion.objects.get(article=article).star_counts == {1: 1, 2: 0, 3: 1, 4: 0, 5: 0}
    erase(first)
    assert Discussion.objects.get(article=article).star_counts == {1: 0, 2: 0, 3: 1, 4: 0, 5: 1}


@pytest.mark.parametrize(
    "change",
    ["words = ''", "words = 'Better words.'", "verdict = 'published'", "words = '[erased]', made_by_id = NULL"],
)
def test_an_erasure_is_all_that_a_decision_allows(ada, change):
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE comments_decision SET {change}")
