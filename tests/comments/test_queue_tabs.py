"""Reports and objections as tabs of the queue: counted, decided on the spot, taken back as a whole."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments.models import Comment, Decision, Objection, RatingQuarantine, Report
from comments.moderation.reasons import Reason
from tests.comments.desk import QUEUE, decide, names, page_of, seen, status_of
from tests.staff import account, signed_in
from web.models import SavedView

pytestmark = pytest.mark.django_db
REPORTS = f"{QUEUE}?list=reports"
OBJECTIONS = f"{QUEUE}?list=objections"


@pytest.fixture
def moderator():
    return account("Moderator")


@pytest.fixture
def desk(moderator):
    return signed_in(moderator)


@pytest.fixture
def report():
    def make(comment, reason="insult", **facts):
        number = Report.objects.count()
        return Report.objects.create(comment=comment, reason=reason, network_hash=f"{number:064d}", **facts)

    return make


def undo(desk, *comments):
    return desk.post(REPORTS, {"_undo": ",".join(str(comment.pk) for comment in comments)}, follow=True)


def counts(page):
    return {entry["key"]: entry["count"] for entry in page.context["lists"]}


def test_reports_are_a_tab_grouped_by_comment_the_oldest_first(desk, make_comment, report):
    later, first, other = (make_comment(name=name, status="published") for name in ("Ada", "Grace", "Li"))
    now = timezone.now()
    report(first, words="She insults us.", created_at=now - timedelta(hours=3))
    report(later, created_at=now - timedelta(hours=2))
    for number in range(7):
        report(first, "hate" if number else "insult", words=f"Number {number}.")
    report(other, outcome="kept", answered_at=now)
    page = desk.get(REPORTS)
    assert names(page) == ["Grace", "Ada"]
    assert counts(page)["reports"] == 2
    reports = page.context["cards"][0].reports
    assert reports.reasons == [("Hate", 6), ("Insult or threat", 2)]
    for words in ("8 open reports", "She insults us.", "3 more reports"):
        assert words in page.text


def test_keep_answers_all_reports_of_a_comment_and_is_taken_back_as_a_whole(desk, make_comment, report):
    comment = make_comment(status="published")  # imported, so no decision says that it was published
    for reason in ("insult", "hate"):
        report(comment, reason)
    page = decide(desk, "keep", comment, address=REPORTS)
    assert "1 comment kept, and its reports answered." in page.text
    assert set(Report.objects.values_list("outcome", flat=True)) == {"kept"}
    assert (status_of(comment), names(page), counts(page)["reports"]) == ("published", [], 0)
    undo(desk, comment)
    assert (status_of(comment), Report.objects.open().count()) == ("published", 2)
    assert names(desk.get(REPORTS)) == [comment.name]
    assert [decision.verdict for decision in comment.decisions.all()] == ["published", "published"]


def test_keep_brings_back_what_reports_hid_and_undo_hides_it_again(desk, make_comment, report):
    comment = make_comment(status="published")
    report(comment)
    Comment.objects.all().hold(words="Reported by readers")
    decide(desk, "keep", comment, address=REPORTS)
    assert (status_of(comment), Report.objects.open().count()) == ("published", 0)
    undo(desk, comment)
    assert (status_of(comment), Report.objects.open().count()) == ("pending", 1)


def test_a_reported_comment_is_rejected_on_the_spot_for_a_house_rule(desk, make_comment, report):
    comment = make_comment(status="published")
    report(comment)
    page = desk.get(REPORTS).text
    assert 'value="keep"' in page
    assert 'value="publish"' not in page
    assert "choose a reason" in decide(desk, "reject", comment, address=REPORTS).text
    decide(desk, "reject", comment, address=REPORTS, reason="insult")
    assert (status_of(comment), Report.objects.get().outcome) == ("rejected", "removed")
    assert comment.decisions.get().reason is Reason.INSULT
    undo(desk, comment)
    assert Report.objects.open().count() == 1


@pytest.mark.parametrize("button", ["keep", "reject"])
def test_a_report_that_came_meanwhile_is_read_before_it_is_answered(desk, make_comment, report, button):
    comment = make_comment(name="Grace", status="published")
    report(comment)
    token = desk.get(REPORTS).context["cards"][0].token
    report(comment, "unlawful", words="A threat.", name="Li", email="li@example.org")
    page = desk.post(REPORTS, {"_decide": button, "seen": token, "reason": "insult"}, follow=True)
    assert "Another report of the comment by Grace came in meanwhile" in page.text
    assert (status_of(comment), Report.objects.open().count(), Decision.objects.count()) == ("published", 2, 0)


def test_many_reported_comments_are_kept_at_once(desk, make_comment, report):
    comments = [make_comment(status="published") for _ in range(3)]
    for comment in comments:
        report(comment)
    assert "3 comments kept" in decide(desk, "keep", *comments, address=REPORTS).text
    undo(desk, *comments)
    assert Report.objects.open().count() == 3


def test_a_report_that_was_sent_again_meanwhile_does_not_stop_the_undo(desk, make_comment):
    comment = make_comment(status="published")
    same = {"comment": comment, "reason": "insult", "network_hash": "a" * 64, "words": "Again."}
    Report.objects.create(**same)
    decide(desk, "keep", comment, address=REPORTS)
    Report.objects.create(**same)
    assert undo(desk, comment).status_code == 200
    assert Report.objects.open().count() == 1


def test_a_comment_that_its_writer_withdraws_leaves_no_report_to_decide_on(desk, make_comment, report):
    comment = make_comment(status="published")
    report(comment)
    comment.withdraw()
    assert Report.objects.get().outcome == "removed"
    report(comment)  # which was on its way
    assert "Close the reports" in desk.get(REPORTS).text
    decide(desk, "keep", comment, address=REPORTS)
    assert (status_of(comment), Report.objects.open().count()) == ("withdrawn", 0)


def test_frozen_ratings_are_a_tab_of_the_queue_too(desk, make_article):
    frozen = dict.fromkeys(("ratings", "networks", "new_addresses"), 12)
    now = timezone.now()
    for article in (make_article(), make_article(published_at=None)):  # moderators know of no draft
        RatingQuarantine.objects.create(discussion=article.discussion, began_at=now, **frozen)
    assert counts(desk.get(QUEUE))["frozen"] == 1
    page = desk.get("/admin/comments/ratingquarantine/")
    assert [entry["key"] for entry in page.context["lists"] if entry["is_chosen"]] == ["frozen"]


def test_tabs_take_the_same_queries_for_one_comment_and_for_many(
    desk, make_comment, report, django_assert_max_num_queries
):
    report(make_comment(status="published"))
    for number in range(25):
        comment = make_comment(status="published")
        for each in range(3):
            report(comment, words=f"{number} {each}")
        comment = make_comment(confirmed_at=timezone.now())
        comment.reject(by=account("Moderator") if number < 2 else User.objects.first(), reason=Reason.HATE)
        Objection.objects.create(comment=comment, words="No.")
    for address in (REPORTS, OBJECTIONS):
        desk.get(address)
        with django_assert_max_num_queries(27):
            assert len(desk.get(address).context["cards"]) == 20


# Objections -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def first_moderator():
    return account("Moderator")


@pytest.fixture
def objection(make_comment, first_moderator):
    comment = make_comment(name="Grace", confirmed_at=timezone.now())
    comment.reject(by=first_moderator, reason=Reason.OFF_TOPIC, words="Not about tides.")
    return Objection.objects.create(comment=comment, words="It is.")


@pytest.mark.parametrize("outcome", ["upheld", "stands"])
def test_a_decision_on_an_objection_is_taken_back_as_a_whole(
    desk, moderator, first_moderator, objection, outcome, time_machine, mailoutbox
):
    from comments.mail.decision import send_decision

    comment = objection.comment
    fields = {"comment": comment.pk, "_objection": outcome, "words": "Read again."}
    desk.post(OBJECTIONS, fields)
    decision = comment.decisions.first()
    assert "Taken back: 1 comment." in undo(desk, comment).text
    objection.refresh_from_db()
    assert (objection.upheld, objection.decided_at, objection.decided_by) == (None, None, None)
    assert status_of(comment) == "rejected"
    assert names(desk.get(OBJECTIONS)) == ["Grace"]
    assert objection.rejection.made_by == first_moderator
    assert "Not about tides." in desk.get(OBJECTIONS).text
    assert objection.may_be_decided_by(moderator)
    assert signed_in(first_moderator).post(OBJECTIONS, fields).status_code == 403
    desk.post(OBJECTIONS, fields)
    objection.refresh_from_db()
    assert (objection.upheld, objection.decided_by_the_same) == (outcome == "upheld", False)
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    send_decision.func(decision.pk)
    assert mailoutbox == []


def test_who_takes_a_publication_back_has_not_rejected_the_comment(desk, moderator, objection):
    comment = objection.comment
    decide(desk, "publish", comment)
    undo(desk, comment)
    assert status_of(comment) == "rejected"
    desk.post(OBJECTIONS, {"comment": comment.pk, "_objection": "upheld"})
    objection.refresh_from_db()
    assert (objection.upheld, objection.decided_by, objection.decided_by_the_same) == (True, moderator, False)


def test_a_lone_moderator_reads_so_above_the_objections(first_moderator, objection):
    alone = "You are the only moderator here."
    desk = signed_in(first_moderator)
    assert alone in desk.get(OBJECTIONS).text
    assert alone not in desk.get(QUEUE).text
    account("Moderator")
    assert alone not in desk.get(OBJECTIONS).text


@pytest.mark.parametrize("house", ["another", "the_same", "no_one"])
def test_a_commenter_reads_who_decides_before_and_after_objecting(client, make_comment, link_to, house, mailoutbox):
    from comments.mail.decision import send_decision

    moderator = account("Moderator")
    comment = make_comment(confirmed_at=timezone.now())
    comment.reject(by=moderator, reason=Reason.OFF_TOPIC)
    if house == "another":
        account("Moderator")
    if house == "no_one":
        User.objects.filter(pk=moderator.pk).update(is_active=False)
    words = {
        "another": ("Another moderator will", "a moderator who did not make the decision will read it"),
        "the_same": ("We have no other moderator at the moment",) * 2,
        "no_one": ("We have no moderator at the moment, so your appeal will wait until we have one.",) * 2,
    }[house]
    send_decision.func(comment.decisions.get().pk)
    assert words[0] in mailoutbox[0].body
    assert words[0] in client.get(link_to(comment)).text
    page = " ".join(client.get(link_to(comment, "object/")).text.split())
    assert words[1] in page
    Objection.objects.create(comment=comment, words="It is.")
    page = client.get(link_to(comment)).text
    assert "You appealed." in page
    assert words[0] in page


def test_the_page_of_a_comment_decides_on_its_reports_too(desk, make_comment, report):
    comment = make_comment(status="published")
    report(comment, words="He insults everybody.")
    page = desk.get(page_of(comment))
    assert "He insults everybody." in page.text
    desk.post(page_of(comment), {"_decide": "keep", "seen": seen(comment)})
    assert Report.objects.get().outcome == "kept"


def test_a_moderator_saves_tab_and_filters_of_the_queue_as_a_view(desk, make_comment):
    make_comment(stars=1, name="Unhappy")
    make_comment(stars=5, name="Happy")
    saved = desk.post(
        "/admin/views/", {"page": "comments.comment", "name": "One star", "query": "list=pending&stars=1"}, follow=True
    )
    assert names(saved) == ["Unhappy"]
    assert '<a href="?list=pending&amp;stars=1" aria-current="page">One star</a>' in saved.text
    queue = desk.get(QUEUE)
    assert names(queue) == ["Unhappy", "Happy"]
    assert '<a href="?list=pending&amp;stars=1">One star</a>' in queue.text
    desk.post("/admin/views/", {"page": "comments.comment", "delete": SavedView.objects.get().pk})
    assert "One star" not in desk.get(QUEUE).text
