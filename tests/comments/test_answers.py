"""Which comment a reply answers: its writer is mailed, and may no longer change the words that were answered."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from comments.models import Comment
from tests.newsroom.workers import Workers
from tests.staff import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(make_comment):
    """A comment of Ada's, and Bob's reply to it. Both want mails."""
    wants = {"status": "published", "confirmed_at": timezone.now(), "created_at": timezone.now(), "mails_replies": True}
    ada = make_comment(email="ada@example.org", name="Ada", **wants)
    return ada, make_comment(ada.article, parent=ada, email="bob@example.org", name="Bob", **wants)


@pytest.fixture
def later(send_mail, time_machine):
    def after(minutes=3):
        time_machine.move_to(timezone.now() + timedelta(minutes=minutes))
        return send_mail()

    return after


@pytest.mark.django_db(transaction=True)
def test_who_replied_hears_of_answers_to_the_reply(thread, post, later):
    ada, bob = thread
    post(ada.article, parent=bob.pk, rating=None, email="cy@example.org", name="Cy", message="To you, Bob.")
    answer = Comment.objects.latest("pk")
    assert (answer.parent, answer.answers) == (ada, bob)
    answer.publish()
    told = [mail for mail in later() if "replied to your comment" in mail.subject]
    assert [(mail.to, "To you, Bob." in mail.body) for mail in told] == [(["bob@example.org"], True)]
    assert "/comments/manage/" in told[0].body


@pytest.mark.django_db(transaction=True)
def test_who_began_the_thread_hears_of_answers_to_their_own_comment(thread, post, later):
    ada, _bob = thread
    post(ada.article, parent=ada.pk, rating=None, email="cy@example.org", name="Cy", message="To you, Ada.")
    Comment.objects.latest("pk").publish()
    assert [mail.to for mail in later() if "replied to your comment" in mail.subject] == [["ada@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_staff_who_answer_a_reply_answer_its_writer(thread, later):
    ada, bob = thread
    answer = bob.answer("From the newsroom.", by=account("Editor"))
    answer.refresh_from_db()
    assert (answer.parent, answer.answers) == (ada, bob)
    assert [mail.to for mail in later()] == [["bob@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_a_reply_of_before_is_an_answer_to_the_comment_that_it_stands_under(thread, make_comment, later):
    ada, _bob = thread
    reply = make_comment(ada.article, parent=ada)
    Comment.objects.filter(pk=reply.pk).update(answers=None)
    reply.publish()
    assert [mail.to for mail in later()] == [["ada@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_an_answer_to_a_reply_that_is_gone_is_mailed_to_nobody(thread, make_comment, later):
    ada, bob = thread
    answer = make_comment(ada.article, parent=ada, answers=bob)
    answer.publish()
    bob.delete()
    assert later() == []


@pytest.mark.parametrize("status", ["pending", "published"])
def test_a_reply_that_was_answered_is_no_longer_edited(thread, make_comment, client, link_to, status):
    ada, bob = thread
    assert bob.is_editable
    make_comment(ada.article, parent=ada, answers=bob, status=status)
    assert not bob.is_editable
    assert client.post(link_to(bob, "edit/"), {"message": "I never said that."}).status_code == 403


def test_an_answer_to_a_reply_closes_no_other_comment(thread, make_comment):
    ada, bob = thread
    other = make_comment(ada.article, parent=ada, answers=ada)
    make_comment(ada.article, parent=ada, answers=bob)
    assert other.is_editable


def test_the_database_itself_records_what_a_line_of_sql_answers(thread, make_comment):
    ada, bob = thread
    reply = make_comment(ada.article, parent=bob)
    reply.refresh_from_db()
    assert (reply.parent, reply.answers) == (ada, bob)
    reply = make_comment(ada.article, parent=ada)
    reply.refresh_from_db()
    assert (reply.parent, reply.answers) == (ada, ada)


def test_nothing_answers_a_comment_outside_of_its_thread(thread, make_comment):
    ada, bob = thread
    elsewhere = make_comment(ada.article)
    for answered in (elsewhere, make_comment()):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_comment(ada.article, parent=ada, answers=answered)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_comment(ada.article, answers=bob)


def test_the_file_of_what_is_held_says_which_comment_was_answered(thread, make_comment, client, link_to):
    ada, bob = thread
    answer = make_comment(ada.article, parent=ada, answers=bob, confirmed_at=timezone.now())
    [held] = client.get(link_to(answer, "data.json")).json()["comments"]
    assert held["in_reply_to"] == bob.pk


# Unsubscribing --------------------------------------------------------------------------------------------------------


@pytest.fixture
def link_in_a_mail(make_comment, settings, later):
    """The path that the header of a mail about a reply to comment names."""

    def path(comment):
        make_comment(comment.article, parent=comment).publish()
        [mail] = [mail for mail in later() if mail.to == [comment.email]][-1:]
        return mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)

    return path


@pytest.mark.django_db(transaction=True)
def test_the_link_of_an_old_mail_ends_all_mails_though_its_comment_is_erased(
    thread, make_comment, client, link_to, link_in_a_mail, later
):
    ada, _bob = thread
    another = make_comment(email="Ada@example.org", confirmed_at=timezone.now(), status="published")
    client.post(link_to(another, "reply-mails/"), {"mails_replies": "on"})
    path = link_in_a_mail(ada)
    assert client.post(link_to(ada, "erase/"), {"what": "comment"}).status_code == 200
    assert "any more e-mails about replies" in client.post(path).text
    another.refresh_from_db()
    assert not another.mails_replies
    make_comment(another.article, parent=another).publish()
    before = len(later(0))
    assert len(later()) == before


@pytest.mark.django_db(transaction=True)
def test_the_link_names_nobody_and_ends_nobody_elses_mails(thread, client, link_in_a_mail):
    ada, bob = thread
    path = link_in_a_mail(ada)
    assert "ada" not in path.lower().partition("@")[0]
    assert f"/{ada.pk}." not in path
    client.post(path)
    ada.refresh_from_db()
    bob.refresh_from_db()
    assert (ada.mails_replies, bob.mails_replies) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_erased_altogether_is_still_answered_kindly(thread, client, link_to, link_in_a_mail):
    ada, _bob = thread
    path = link_in_a_mail(ada)
    client.post(link_to(ada, "erase/"), {"what": "address"})
    assert client.post(path).status_code == 200


def test_links_of_before_go_on_working(thread, make_comment, client):
    from comments.own.signed_links import _UNSUBSCRIBE

    ada, bob = thread
    another = make_comment(email="ada@example.org", mails_replies=True)
    assert client.post(f"/comments/unsubscribe/{_UNSUBSCRIBE.sign(str(ada.pk))}/").status_code == 200
    assert set(Comment.objects.filter(mails_replies=True)) == {bob}
    another.refresh_from_db()
    assert not another.mails_replies


@pytest.mark.parametrize(
    "how",
    [
        {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"--x--", "content_type": "multipart/form-data; boundary=y"},
        {"data": b"", "content_type": "text/plain"},
        {"data": b"x", "content_type": "application/json", "HTTP_TRANSFER_ENCODING": "chunked"},
        {"data": b"", "content_type": "text/plain", "HTTP_ORIGIN": "https://mail.example"},
        {"data": b"", "content_type": "text/plain", "HTTP_SEC_FETCH_SITE": "cross-site"},
    ],
)
def test_one_click_works_however_a_mail_program_sends_it(thread, client, settings, how):
    from comments.own.signed_links import unsubscribe_key, unsubscribe_url

    ada, _bob = thread
    Comment.objects.filter(pk=ada.pk).update(unsubscribe_key=unsubscribe_key(ada.email))
    path = unsubscribe_url(ada.email).removeprefix(settings.SITE_URL)
    assert client.post(path, **how).status_code == 200
    ada.refresh_from_db()
    assert not ada.mails_replies


@pytest.mark.django_db(transaction=True)
def test_a_chunked_click_is_done_by_the_real_server_which_then_answers_the_next_request(thread, settings):
    from comments.own.signed_links import unsubscribe_key, unsubscribe_url

    ada, _bob = thread
    Comment.objects.filter(pk=ada.pk).update(unsubscribe_key=unsubscribe_key(ada.email))
    with Workers(1) as site:
        asked = site.connect()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        path = unsubscribe_url(ada.email).removeprefix(settings.SITE_URL)
        asked.request("POST", path, iter([b"List-Unsubscribe", b"=One-Click"]), headers=headers, encode_chunked=True)
        answer = asked.getresponse()
        assert (answer.status, b"any more e-mails" in answer.read()) == (200, True)
        asked.request("GET", "/house-rules/")
        assert asked.getresponse().status == 200
        asked.close()
    ada.refresh_from_db()
    assert not ada.mails_replies


def test_finding_the_comments_of_a_link_reads_no_others():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM comments_comment WHERE mails_replies AND unsubscribe_key = %s", ["0" * 64]
        )
        assert "comment_mails_replies" in "\n".join(line for (line,) in cursor.fetchall())
