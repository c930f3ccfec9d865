"""The queue at work: waiting against the target, what was found, undo, two moderators at once, search, its cost."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from comments.models import Comment, Decision, Discussion, Finding, Objection, Report, Rule
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


def undo(desk, *comments):
    return desk.post(QUEUE, {"_undo": ",".join(str(comment.pk) for comment in comments)}, follow=True)


# What a card says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "words"), [(1, "In time"), (10, "Late soon"), (13, "Late")])
def test_the_wait_is_told_in_words_against_the_target(desk, make_comment, settings, hours, words):
    settings.MODERATION_TARGET = 12
    make_comment(created_at=timezone.now() - timedelta(hours=hours))
    page = desk.get(QUEUE)
    assert page.context["cards"][0].wait.words == words
    assert words in page.text
    late = {entry["key"]: entry["count"] for entry in page.context["lists"]}["late"]
    assert late == (words == "Late")
    assert len(names(desk.get(QUEUE, {"list": "late"}))) == late


def test_what_a_check_found_is_marked_where_it_stands(desk, make_comment):
    make_comment(
        name="Cheap Pills",
        message="Cheap PILLS & more <b>pills</b>: https://a.example https://b.example",
        held_because=[Finding("rules", "pills"), Finding("links", "https://a.example, https://b.example")],
    )
    page = desk.get(QUEUE).text
    assert "Cheap <mark>PILLS</mark> &amp; more &lt;b&gt;<mark>pills</mark>&lt;/b&gt;:" in page
    assert "<mark>https://a.example</mark> <mark>https://b.example</mark>" in page
    assert "Cheap <mark>Pills</mark></bdi>" in page


def test_a_card_tells_what_became_of_earlier_comments_of_the_address(desk, make_article, make_comment):
    article = make_article(headline="On clouds")
    for number in range(4):
        make_comment(article, email="grace@example.org", message=f"Earlier {number}.", status="published")
    make_comment(email="GRACE+news@example.org", message="Refused.", status="rejected")
    waiting = make_comment(article, email="grace@example.org", message="Now this.")
    make_comment(article, email="ada@example.org", message="Somebody else.", status="published")
    [card] = desk.get(QUEUE).context["cards"]
    assert card.comment == waiting
    assert card.history == [("Pending", 1), ("Published", 4), ("Rejected", 1)]
    assert [comment.message for comment in card.earlier] == ["Refused.", "Earlier 3.", "Earlier 2."]


def test_the_article_stands_beside_the_comment(desk, make_article, make_comment):
    article = make_article(headline="On tides", standfirst="Twice a day.", ai_use="generated")
    make_comment(article)
    page = desk.get(QUEUE).text
    for shown in ("On tides", "Twice a day.", "Content created by AI", article.get_absolute_url()):
        assert shown in page


# Undo ---------------------------------------------------------------------------------------------------------------


def test_a_decision_is_taken_back_within_a_minute_by_a_further_one(desk, moderator, make_comment):
    comments = [make_comment(stars=5), make_comment()]
    page = decide(desk, "publish", *comments)
    assert "2 comments published." in page.text
    assert "Taken back: 2 comments." in undo(desk, *comments).text
    for comment in comments:
        assert status_of(comment) == "pending"
        published, held = comment.decisions.order_by("pk")
        assert (held.verdict, held.undoes, held.made_by) == ("pending", published, moderator)
        assert Comment.objects.get(pk=comment.pk).decided_at is None
    assert Discussion.objects.get(article=comments[0].article).rating_count == 0


def test_undo_gives_back_the_decision_before_with_its_reason(desk, make_comment):
    comment = make_comment()
    comment.reject(by=account("Moderator"), reason=Reason.HATE)
    decide(desk, "publish", comment)
    undo(desk, comment)
    assert status_of(comment) == "rejected"
    assert comment.decisions.first().reason is Reason.HATE


def test_after_the_minute_nothing_is_taken_back(desk, make_comment, time_machine):
    comment = make_comment()
    decide(desk, "publish", comment)
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    assert 'name="_undo"' not in desk.get(QUEUE).text
    assert "Too late to undo" in undo(desk, comment).text
    assert status_of(comment) == "published"


def test_nobody_takes_back_what_somebody_else_decided_or_twice(desk, make_comment):
    comment = make_comment()
    colleague = signed_in(account("Moderator"))
    decide(colleague, "publish", comment)
    assert "Too late to undo" in undo(desk, comment).text
    assert status_of(comment) == "published"
    undo(colleague, comment)
    assert "Too late to undo" in undo(colleague, comment).text
    assert Decision.objects.count() == 2


def test_a_decision_that_somebody_changed_is_not_taken_back(desk, make_comment):
    comment = make_comment()
    decide(desk, "publish", comment)
    decide(signed_in(account("Moderator")), "spam", comment)
    undo(desk, comment)
    assert status_of(comment) == "spam"


def answer_from_the_queue(desk, comment, words="Thank you."):
    fields = {"comment": comment.pk, "seen": seen(comment), "_reply": "yes", "message": words}
    return desk.post(QUEUE, fields, follow=True)


def everything(desk):
    """What the button "Undo" on the page takes back."""
    just_decided = desk.get(QUEUE).context["just_decided"]
    return just_decided["ids"] if just_decided else ""


@pytest.fixture
def answering():
    person = account("Moderator")
    return signed_in(person)


def test_undo_after_an_answer_takes_back_the_answer_and_what_it_published(answering, make_comment):
    comment = make_comment(stars=5)
    page = answer_from_the_queue(answering, comment)
    assert "2 comments published." in page.text
    reply = Comment.objects.get(is_staff_reply=True)
    page = answering.post(QUEUE, {"_undo": everything(answering)}, follow=True)
    assert "Taken back: 2 comments." in page.text
    assert (status_of(comment), status_of(reply)) == ("pending", "withdrawn")
    assert Discussion.objects.get(article=comment.article).comment_count == 0
    assert names(answering.get(QUEUE)) == [comment.name]
    answer_from_the_queue(answering, comment)  # with the same words
    assert Comment.objects.published().count() == 2


@pytest.mark.parametrize("named", ["comment", "reply"])
def test_an_answer_is_taken_back_as_a_whole_whichever_half_is_named(answering, make_comment, named):
    comment = make_comment()
    answer_from_the_queue(answering, comment)
    reply = Comment.objects.get(is_staff_reply=True)
    undo(answering, comment if named == "comment" else reply)
    assert (status_of(comment), status_of(reply)) == ("pending", "withdrawn")


def test_undo_of_an_answer_to_a_published_comment_leaves_that_as_it_was(answering, make_comment):
    comment = make_comment(status="published")
    answer_from_the_queue(answering, comment)
    answering.post(QUEUE, {"_undo": everything(answering)})
    assert status_of(comment) == "published"
    assert not Comment.objects.published().filter(is_staff_reply=True).exists()


def test_an_answer_that_was_taken_back_is_mailed_to_nobody(answering, make_comment, time_machine, mailoutbox):
    from comments.mail.decision import send_decision
    from comments.mail.reply import send_reply_notice

    comment = make_comment(mails_replies=True, confirmed_at=timezone.now())
    answer_from_the_queue(answering, comment)
    decision = comment.decisions.get()
    answering.post(QUEUE, {"_undo": everything(answering)})
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    send_reply_notice.func(Comment.objects.get(is_staff_reply=True).pk)
    send_decision.func(decision.pk)
    assert mailoutbox == []


@pytest.mark.parametrize("button", ["reject", "spam", "hold"])
def test_undo_puts_a_pinned_comment_back_on_top(desk, make_comment, button):
    comment = make_comment()
    comment.publish()
    comment.pin()
    before = Comment.objects.get().pinned_at
    decide(desk, button, comment, reason="off_topic")
    assert Comment.objects.pinned().count() == 0
    undo(desk, comment)
    assert Comment.objects.pinned().get().pinned_at == before


def test_undo_leaves_a_comment_on_top_that_was_pinned_meanwhile(desk, make_article, make_comment):
    article = make_article()
    comment, other = make_comment(article), make_comment(article)
    for each in (comment, other):
        each.publish()
    comment.pin()
    decide(desk, "spam", comment)
    other.pin()
    undo(desk, comment)
    assert Comment.objects.pinned().get() == other
    assert status_of(comment) == "published"


def test_keeping_comments_after_reports_is_taken_back_as_a_whole(desk, moderator, make_article, make_comment):
    article = make_article()
    shown, held, gone = (make_comment(article) for _ in range(3))
    shown.publish()
    gone.mark_spam()
    for comment in (shown, held, gone):
        Report.objects.create(comment=comment, reason="insult")
    Report.objects.all().keep_comments(by=moderator)
    assert (status_of(held), Report.objects.open().count()) == ("published", 0)
    desk.post(QUEUE, {"_undo": everything(desk)})
    assert [status_of(comment) for comment in (shown, held, gone)] == ["published", "pending", "spam"]
    assert Report.objects.open().count() == 3


# Two at once ----------------------------------------------------------------------------------------------------------


def test_what_another_moderator_decided_meanwhile_is_said_and_not_decided_twice(desk, make_comment):
    comment, other = make_comment(name="Grace"), make_comment()
    on_screen = [seen(comment), seen(other)]
    colleague = account("Moderator")
    comment.reject(by=colleague, reason=Reason.INSULT)
    page = desk.post(QUEUE, {"_decide": "publish", "seen": on_screen}, follow=True)
    assert f"On the comment by Grace, {colleague} decided meanwhile: Rejected." in page.text
    assert (status_of(comment), status_of(other)) == ("rejected", "published")
    assert comment.decisions.count() == 1


def test_words_that_were_changed_meanwhile_are_not_published_unread(desk, make_comment):
    comment = make_comment()
    on_screen = seen(comment)
    Comment.objects.filter(pk=comment.pk).update(message="Buy now.", edited_at=timezone.now())
    page = desk.post(QUEUE, {"_decide": "publish", "seen": on_screen}, follow=True)
    assert "changed the comment meanwhile" in page.text
    assert status_of(comment) == "pending"


def test_what_was_withdrawn_meanwhile_stays_withdrawn(desk, make_comment):
    comment = make_comment()
    on_screen = seen(comment)
    Comment.objects.filter(pk=comment.pk).update(status="withdrawn")
    page = desk.post(QUEUE, {"_decide": "publish", "seen": on_screen}, follow=True)
    assert "withdrew the comment meanwhile" in page.text
    assert status_of(comment) == "withdrawn"


# Answers, suspensions, pins -------------------------------------------------------------------------------------------


def test_a_moderator_answers_under_the_name_of_the_person(desk, moderator, client, make_article, make_comment):
    article = make_article()
    comment = make_comment(article, message="Where is the source?")
    fields = {"comment": comment.pk, "seen": seen(comment), "_reply": "yes", "message": "It stands at the foot now."}
    page = desk.post(QUEUE, fields, follow=True)
    assert "Your answer is published." in page.text
    answer = Comment.objects.get(parent=comment)
    assert (answer.name, answer.email, answer.is_staff_reply) == (moderator.person.name, "", True)
    assert (status_of(comment), answer.status, answer.decisions.get().made_by) == ("published", "published", moderator)
    shown = client.get(article.get_absolute_url()).text
    assert "It stands at the foot now." in shown
    assert "From the newsroom" in shown
    again = desk.post(QUEUE, fields | {"seen": seen(comment)}, follow=True)
    assert "This answer stands there already." in again.text
    assert Comment.objects.filter(parent=comment).count() == 1


def test_an_answer_to_an_answer_stands_in_the_same_thread(desk, make_article, make_comment):
    article = make_article()
    first = make_comment(article, status="published")
    second = make_comment(article, parent=first)
    fields = {"comment": second.pk, "seen": seen(second), "_reply": "yes", "message": "Thanks to both."}
    desk.post(QUEUE, fields)
    assert Comment.objects.get(is_staff_reply=True).parent == first


@pytest.mark.parametrize("words", ["", "  \u200b ", "x" * 5001])
def test_an_answer_without_words_or_with_too_many_is_refused(desk, make_comment, words):
    comment = make_comment()
    desk.post(QUEUE, {"comment": comment.pk, "seen": seen(comment), "_reply": "yes", "message": words})
    assert Comment.objects.count() == 1
    assert status_of(comment) == "pending"


def test_an_account_without_a_person_cannot_answer(moderator, desk, make_comment):
    moderator.person.delete()
    comment = make_comment()
    fields = {"comment": comment.pk, "seen": seen(comment), "_reply": "yes", "message": "Hello."}
    assert "your account needs a person" in desk.get(QUEUE).text
    assert desk.post(QUEUE, fields).status_code == 403
    assert Comment.objects.count() == 1


def test_an_address_is_suspended_or_banned_from_the_queue(desk, moderator, make_comment):
    comment = make_comment(email="Grace+x@example.org")
    desk.post(QUEUE, {"comment": comment.pk, "_suspend": "7"})
    rule = Rule.objects.get()
    assert (rule.kind, rule.pattern, rule.effect, rule.made_by) == ("address", "grace@example.org", "refuse", moderator)
    assert timedelta(days=6) < rule.until - timezone.now() < timedelta(days=8)
    assert "Suspended until" in desk.get(QUEUE).text
    desk.post(QUEUE, {"comment": comment.pk, "_suspend": "0"})
    assert Rule.objects.get().until is None
    assert "Banned." in desk.get(page_of(comment)).text


# Objections -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def objection(make_comment):
    """Against a rejection by a colleague."""
    comment = make_comment(name="Grace", confirmed_at=timezone.now())
    comment.reject(by=account("Moderator"), reason=Reason.OFF_TOPIC, words="Says nothing about tides.")
    return Objection.objects.create(comment=comment, words="It is all about tides.")


def test_objections_stand_in_a_list_of_their_own(desk, objection, make_comment):
    make_comment()
    page = desk.get(QUEUE, {"list": "objections"})
    assert names(page) == ["Grace"]
    for shown in ("It is all about tides.", "Says nothing about tides.", "Off topic", "Publish after all"):
        assert shown in page.text
    assert {entry["key"]: entry["count"] for entry in page.context["lists"]}["objections"] == 1


@pytest.mark.parametrize(("outcome", "status"), [("upheld", "published"), ("stands", "rejected")])
def test_a_second_moderator_decides_on_an_objection_once(desk, moderator, objection, outcome, status):
    comment = objection.comment
    fields = {"comment": comment.pk, "_objection": outcome, "words": "Read again."}
    desk.post(f"{QUEUE}?list=objections", fields)
    objection.refresh_from_db()
    assert (objection.upheld, objection.decided_by) == (outcome == "upheld", moderator)
    assert status_of(comment) == status
    decision = comment.decisions.first()
    assert (decision.made_by, decision.verdict, decision.words) == (moderator, status, "Read again.")
    assert "Somebody decided on the objection meanwhile" in desk.post(QUEUE, fields, follow=True).text
    assert comment.decisions.count() == 2
    assert names(desk.get(QUEUE, {"list": "objections"})) == []


def test_the_only_moderator_decides_on_an_objection_and_the_desk_says_so(objection):
    first = objection.rejection.made_by
    desk = signed_in(first)
    assert "objection to a rejection" in desk.get("/admin/").text
    assert "Nobody else here may decide" in desk.get(QUEUE, {"list": "objections"}).text
    desk.post(QUEUE, {"comment": objection.comment_id, "_objection": "stands"})
    objection.refresh_from_db()
    assert (objection.upheld, objection.decided_by_the_same) == (False, True)
    assert "as nobody else could" in desk.get(page_of(objection.comment)).text


def test_who_rejected_a_comment_does_not_decide_on_the_objection(objection, moderator):
    first = objection.rejection.made_by
    desk = signed_in(first)
    page = desk.get(QUEUE, {"list": "objections"}).text
    assert "Somebody else decides on it" in page
    assert 'name="_objection"' not in page
    assert desk.post(QUEUE, {"comment": objection.comment_id, "_objection": "upheld"}).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(upheld=True, decided_by=first, decided_at=timezone.now())
    assert status_of(objection.comment) == "rejected"


# Finding --------------------------------------------------------------------------------------------------------------


def test_the_queue_is_narrowed_by_article_section_stars_and_days(desk, make_article, make_comment):
    from articles.models import Section

    now = timezone.now().replace(hour=12)
    science = Section.objects.create(name="Science", slug="science")
    make_comment(make_article(section=science), name="Grace", stars=2, created_at=now - timedelta(days=3))
    make_comment(name="Ada", stars=None, created_at=now - timedelta(days=1))
    make_comment(name="Li", stars=5, created_at=now)
    grace = Comment.objects.get(name="Grace")

    def day(days):
        return f"{now - timedelta(days=days):%Y-%m-%d}"

    for query, expected in (
        ({"article": grace.article_id}, ["Grace"]),
        ({"section": science.pk}, ["Grace"]),
        ({"stars": "5"}, ["Li"]),
        ({"stars": "0"}, ["Ada"]),
        ({"sent_from": day(1)}, ["Ada", "Li"]),
        ({"sent_until": day(1)}, ["Grace", "Ada"]),
        ({"sent_from": day(1), "sent_until": day(1)}, ["Ada"]),
        ({"list": "published"}, []),
        ({"list": "all"}, ["Li", "Ada", "Grace"]),
    ):
        assert names(desk.get(QUEUE, query)) == expected, query


# What it costs --------------------------------------------------------------------------------------------------------


def test_the_queue_takes_the_same_queries_for_one_comment_and_for_many(desk, make_comment, django_assert_num_queries):
    make_comment()
    desk.get(QUEUE)
    with django_assert_num_queries(23):
        desk.get(QUEUE)
    for number in range(25):
        comment = make_comment(held_because=[Finding("links", "https://spam.example")], stars=number % 5 + 1)
        make_comment(email=comment.email, status="rejected")
    with django_assert_num_queries(23):
        assert len(desk.get(QUEUE).context["cards"]) == 20


def test_deciding_on_many_takes_the_same_queries_as_on_one(desk, make_comment, django_assert_max_num_queries):
    comments = [make_comment() for _ in range(20)]
    fields = {"_decide": "publish", "seen": [seen(comment) for comment in comments]}
    with django_assert_max_num_queries(16):
        desk.post(QUEUE, fields)
    assert not Comment.objects.pending().exists()


def test_a_queue_without_end_is_counted_to_a_bound(desk, make_article, make_comment):
    article = make_article()
    make_comment(article, name="First", created_at=timezone.now() - timedelta(days=30))
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO comments_comment (article_id, name, email, email_key, message, status, held_because,
                is_staff_reply, language, network_hash, created_at)
            SELECT %s, 'Reader', n || '@example.org', n || '@example.org', 'Words ' || n, 'pending', '[]',
                false, '', '', now() - n * interval '1 second' FROM generate_series(1, 1100) AS n""",
            [article.pk],
        )
    page = desk.get(QUEUE)
    assert names(page)[0] == "First"
    assert len(names(page)) == 20
    assert '<span class="queue-lists__count">1000+</span>' in page.text
    assert "Page 1 of 6+" in " ".join(page.text.split()).replace("</span>", "")


def test_a_search_that_cannot_be_read_says_so_above_with_a_link_to_the_field(desk):
    page = desk.get(QUEUE, {"sent_from": "the day before yesterday"}).text
    assert 'class="desk-problems"' in page
    (field,) = re.findall(r'href="#([\w-]*sent_from)"', page)
    assert f'id="{field}"' in page
    assert 'class="desk-problems"' not in desk.get(QUEUE, {"sent_from": "2026-01-31"}).text
