"""The moderators' queue: what waits, who decides, and what stays on record."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Decision, Discussion, Finding
from comments.moderation.reasons import Reason
from tests.comments.desk import QUEUE, decide, names, page_of, seen, status_of
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return account("Moderator")


@pytest.fixture
def desk(moderator):
    return signed_in(moderator)


def test_the_queue_opens_on_what_waits_oldest_first(desk, make_comment):
    now = timezone.now()
    make_comment(name="Later", created_at=now - timedelta(hours=1))
    make_comment(name="Earlier", created_at=now - timedelta(hours=9))
    make_comment(name="Decided", status="published")
    page = desk.get(QUEUE)
    assert names(page) == ["Earlier", "Later"]
    counts = {entry["key"]: entry["count"] for entry in page.context["lists"]}
    assert (counts["pending"], counts["late"]) == (2, 0)


def test_a_row_shows_what_a_moderator_needs(desk, make_article, make_comment):
    article = make_article(headline="On tides")
    make_comment(
        article,
        name="Grace",
        email="grace@example.org",
        message="I doubt it.",
        stars=2,
        held_because=[Finding("links", "https://spam.example")],
        created_at=timezone.now() - timedelta(hours=3),
    )
    page = desk.get(QUEUE).text
    for shown in (
        "Grace",
        "grace@example.org",
        "I doubt it.",
        "On tides",
        article.get_absolute_url(),
        "3 hours ago",
        "In time",
        "2 stars",
        "Links: <mark>https://spam.example</mark>",
    ):
        assert shown in page


def test_what_a_reader_wrote_is_never_run_as_html(desk, make_comment):
    comment = make_comment(name="<i>Ada</i>", message="<script>alert(1)</script> https://example.org/")
    for address in (QUEUE, page_of(comment)):
        page = desk.get(address).text
        assert "<script>alert" not in page
        assert "<i>Ada" not in page
        assert 'href="https://example.org/' not in page


@pytest.mark.parametrize(("button", "status"), [("publish", "published"), ("spam", "spam")])
def test_a_button_in_the_row_decides_and_the_record_says_who_and_when(desk, moderator, make_comment, button, status):
    comment = make_comment()
    assert f'name="_decide" value="{button}"' in desk.get(QUEUE).text
    answer = desk.post(QUEUE, {"_decide": button, "seen": seen(comment)})
    assert answer.status_code == 302
    assert status_of(comment) == status
    decision = comment.decisions.get()
    assert (decision.verdict, decision.made_by) == (status, moderator)
    page = desk.get(page_of(comment)).text
    assert f"by {moderator.username}" in page


def test_deciding_keeps_the_list_that_was_looked_at(desk, make_comment):
    comment = make_comment(status="rejected")
    assert decide(desk, "publish", comment, address=f"{QUEUE}?list=rejected").redirect_chain == [
        (f"{QUEUE}?list=rejected", 302)
    ]


def test_the_page_of_a_comment_takes_a_reason(desk, make_comment):
    comment = make_comment()
    decide(desk, "reject", comment, address=page_of(comment), reason="private_data", words="Names a neighbour.")
    assert status_of(comment) == "rejected"
    assert comment.decisions.get().words == "Names a neighbour."
    page = desk.get(page_of(comment)).text
    assert "Names a neighbour." in page
    assert Reason.PRIVATE_DATA.rule in page


@pytest.mark.parametrize("typed", [{}, {"reason": "bad hair"}, {"reason": "other", "words": "  "}])
def test_a_rejection_without_a_reason_is_refused_and_says_so(desk, make_comment, typed):
    comment = make_comment()
    assert "Say why: choose a reason." in decide(desk, "reject", comment, **typed).text
    assert status_of(comment) == "pending"
    assert not comment.decisions.exists()


def test_many_are_rejected_for_one_reason(desk, make_comment):
    comments = [make_comment(), make_comment()]
    assert "2 comments rejected." in decide(desk, "reject", *comments, reason="advertising").text
    assert {decision.reason_code for decision in Decision.objects.all()} == {"advertising"}


def test_every_verdict_can_be_changed_and_each_stays_on_record(desk, make_comment):
    comment = make_comment(stars=4)
    for button in ("publish", "reject", "spam", "hold", "publish"):
        decide(desk, button, comment, reason="off_topic")
    assert status_of(comment) == "published"
    verdicts = [decision.verdict for decision in comment.decisions.order_by("pk")]
    assert verdicts == ["published", "rejected", "spam", "pending", "published"]
    assert comment.article.discussion.rating_count == 1


def test_many_are_decided_at_once_and_the_totals_follow(desk, make_article, make_comment):
    article = make_article()
    comments = [make_comment(article, stars=5) for _ in range(4)]
    page = decide(desk, "publish", *comments[:3])
    assert "3 comments published." in page.text
    assert Discussion.objects.get(article=article).comment_count == 3
    decide(desk, "spam", *comments)
    assert Discussion.objects.get(article=article).comment_count == 0
    decide(desk, "hold", *comments)
    assert Comment.objects.pending().count() == 4
    assert Decision.objects.count() == 3 + 4 + 4


def test_a_comment_that_was_withdrawn_stays_withdrawn(desk, make_comment):
    comment = make_comment(status="withdrawn")
    decide(desk, "publish", comment)
    assert status_of(comment) == "withdrawn"
    assert 'name="_decide"' not in desk.get(page_of(comment)).text


def test_nobody_rewrites_or_deletes_what_a_reader_wrote(desk, make_comment):
    comment = make_comment(message="As I said.")
    decide(desk, "publish", comment, address=page_of(comment), message="As they said.", name="Eve", stars="1")
    comment.refresh_from_db()
    assert (comment.message, comment.name, comment.stars) == ("As I said.", "Ada", None)
    assert desk.post(f"{QUEUE}{comment.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get(f"{QUEUE}add/").status_code == 403


def test_looking_decides_nothing(desk, make_comment):
    comment = make_comment()
    desk.get(QUEUE, {"_decide": "publish", "seen": seen(comment)}, follow=True)
    desk.get(page_of(comment), {"_decide": "publish", "seen": seen(comment)})
    assert status_of(comment) == "pending"


@pytest.mark.parametrize("odd", ["", "x", "1", "1 x", f"{'9' * 40} pending", "\0 \0", "٣ pending", "-1 pending"])
def test_odd_fields_are_refused_and_never_a_fault(desk, make_comment, odd):
    comment = make_comment()
    for fields in (
        {"_decide": "publish", "seen": odd},
        {"_decide": odd, "seen": seen(comment)},
        {"_undo": odd},
        {"comment": odd, "_reply": "yes", "message": "Thanks."},
        {"comment": comment.pk, "_suspend": odd},
        {"comment": comment.pk, "_reply": "yes", "message": odd},
        {},
    ):
        for address in (QUEUE, page_of(comment)):
            assert desk.post(address, fields).status_code in (302, 403, 404)
    for name in ("q", "list", "section", "stars", "sent_from", "sent_until", "article", "page"):
        assert desk.get(QUEUE, {name: odd}).status_code == (400 if "\0" in odd else 200)
    assert desk.get(f"{QUEUE}{'9' * 40}/change/").status_code == 404
    assert status_of(comment) == "pending"


@pytest.mark.parametrize("group", ["Reporter", "Editor"])
def test_who_is_no_moderator_sees_no_address_and_decides_nothing(make_comment, group):
    comment = make_comment(email="secret@example.org")
    desk = signed_in(account(group))
    for answer in (
        desk.get(QUEUE),
        desk.get(page_of(comment)),
        desk.post(QUEUE, {"_undo": str(comment.pk)}),
        desk.post(QUEUE, {"comment": comment.pk, "_reply": "yes", "message": "Thanks."}),
        desk.post(QUEUE, {"comment": comment.pk, "_suspend": "0"}),
        decide(desk, "publish", comment),
        decide(desk, "publish", comment, address=page_of(comment)),
    ):
        assert answer.status_code == 403
        assert "secret@example.org" not in answer.text
    assert status_of(comment) == "pending"


def test_a_discussion_is_locked_with_a_reason_and_its_totals_are_read_only(desk, make_article):
    article = make_article()
    address = f"/admin/comments/discussion/{article.pk}/change/"
    desk.post(address, {"state": "locked", "state_reason": "All was said.", "comment_count": "99"})
    discussion = Discussion.objects.get(article=article)
    assert (discussion.state, discussion.state_reason, discussion.comment_count) == ("locked", "All was said.", 0)
    assert desk.post(address, {"state": "ajar", "state_reason": ""}).status_code == 200
    assert desk.get(f"/admin/comments/discussion/{article.pk}/delete/").status_code == 403


def test_the_queue_is_searched_by_words_name_address_and_headline(desk, make_article, make_comment):
    make_comment(make_article(headline="On clouds"), name="Grace", email="grace@x.org", message="I doubt it.")
    make_comment()
    for words in ("grace", "doubt", "x.org", "clouds"):
        assert names(desk.get(QUEUE, {"q": words})) == ["Grace"]
