"""Why comments are not published: known codes, each with a house rule that readers find in one place."""

import html5lib
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from comments.models import Comment, Decision
from comments.moderation.reasons import Reason
from tests.staff import account

pytestmark = pytest.mark.django_db


def test_every_reason_has_a_rule_and_a_place_on_the_page_of_house_rules(client):
    page = client.get("/house-rules/")
    html5lib.HTMLParser(strict=True).parse(page.content.decode())
    for reason in Reason:
        assert reason.rule
        assert reason.get_absolute_url() == f"/house-rules/#{reason.value}"
        assert f'id="{reason.value}"' in page.text
        assert reason.rule in page.text


def test_the_rules_stay_when_staff_write_words_of_their_own(client):
    from articles.models import Page

    Page.objects.filter(slug="house-rules").update(title="How we talk", body="<p>Be kind.</p>")
    page = client.get("/house-rules/")
    assert "Be kind." in page.text
    assert Reason.INSULT.rule in page.text


@pytest.mark.parametrize(
    "decision",
    [
        {"verdict": "rejected", "reason_code": ""},
        {"verdict": "rejected", "reason_code": "bad hair"},
        {"verdict": "rejected", "reason_code": "other", "words": ""},
    ],
)
def test_the_database_keeps_no_rejection_by_a_person_without_a_known_reason(make_comment, decision):
    comment, moderator = make_comment(), account("Moderator")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(comment=comment, made_by=moderator, **decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        comment.reject(by=moderator, reason=decision["reason_code"], words=decision.get("words", ""))
    assert Comment.objects.get().status == "pending"


def test_a_rejection_keeps_its_reason_and_the_words(make_comment):
    comment = make_comment()
    comment.reject(by=account("Moderator"), reason=Reason.INSULT, words="“Fool” is no argument.")
    decision = comment.decisions.get()
    assert decision.reason is Reason.INSULT
    assert decision.words == "“Fool” is no argument."


def test_the_database_lets_nobody_rewrite_or_delete_a_decision(make_comment):
    comment = make_comment()
    comment.reject(by=account("Moderator"), reason=Reason.INSULT)
    for statement in (
        "UPDATE comments_decision SET words = 'never said'",
        "UPDATE comments_decision SET made_by_id = NULL",
        "DELETE FROM comments_decision",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert comment.decisions.get().words == ""


def test_a_decision_outlives_its_comment(make_comment):
    comment = make_comment()
    comment.publish()
    comment.delete()
    assert Decision.objects.get().verdict == "published"
