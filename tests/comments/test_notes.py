"""Notes to colleagues and saved replies: who writes and reads them, and when they go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Note, SavedReply
from comments.own.personal_data import erase_address, held_about
from comments.upkeep.comment_retention import RETENTIONS
from tests.comments.desk import QUEUE, decide, page_of, seen, status_of
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return account("Moderator")


@pytest.fixture
def desk(moderator):
    return signed_in(moderator)


def note(desk, comment, text, address=QUEUE):
    return desk.post(address, {"comment": comment.pk, "_note": "yes", "note": text}, follow=True)


def forget(name):
    retention = next(each for each in RETENTIONS if each.name == name)
    return retention.forget(retention.before)


# Notes ----------------------------------------------------------------------------------------------------------------


def test_a_note_shows_its_author_on_the_card_the_page_and_beside_other_comments_of_the_address(
    desk, moderator, make_comment
):
    comment = make_comment(email="ada@example.org", status="published")
    make_comment(email="Ada+x@example.org")
    other = make_comment(email="grace@example.org")
    assert "Only colleagues read it." in note(desk, comment, "  Second time\nthis week. ", page_of(comment)).text
    written = Note.objects.get()
    assert (written.comment, written.text, written.made_by) == (comment, "Second time\nthis week.", moderator)
    for address in (page_of(comment), QUEUE):
        page = desk.get(address).text
        assert "Second time<br>this week." in page
        assert str(moderator) in page
    assert "Second time" not in desk.get(page_of(other)).text
    assert status_of(comment) == "published"
    assert not comment.decisions.exists()


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "x" * 1001])
def test_a_note_that_says_nothing_or_too_much_is_refused_in_words(desk, make_comment, text):
    page = note(desk, make_comment(), text).text
    assert ("Write a note first." in page) or ("keep a note to 1000 characters; this one has 1001." in page)
    assert not Note.objects.exists()


def test_any_moderator_removes_a_note_and_nobody_else_writes_or_reads_one(desk, make_comment):
    comment, other = make_comment(), make_comment()
    note(desk, comment, "A slip.")
    remove = {"comment": other.pk, "_remove_note": str(Note.objects.get().pk)}
    assert desk.post(QUEUE, remove).status_code == 404  # of another comment
    assert desk.post(QUEUE, remove | {"_remove_note": "x" * 30}).status_code == 404
    editor = signed_in(account("Editor"))
    assert note(editor, comment, "Mine.").status_code == 403
    colleague = signed_in(account("Moderator"))
    colleague.post(QUEUE, remove | {"comment": comment.pk})
    assert not Note.objects.exists()


def test_the_commenter_reads_that_there_are_notes_and_not_what_they_say(desk, make_comment, client, link_to):
    comment = make_comment(email="ada@example.org", confirmed_at=timezone.now())
    note(desk, comment, "Zqsecret.")
    held = held_about("ada@example.org")
    assert [each["comment"] for each in held["notes_by_moderators"]] == [comment.pk]
    assert "Zqsecret" not in str(held)
    assert "Zqsecret" not in client.get(link_to(comment)).text
    assert "Zqsecret" not in client.get(link_to(comment, "download/")).text


def test_notes_go_with_the_comment_the_address_and_their_time(desk, make_comment, settings):
    erased = make_comment(email="ada@example.org", name="Ada Winter", status="published")
    make_comment(erased.article, parent=erased, status="published")  # so the erased one keeps its place
    about_her, quoting = make_comment(email="grace@example.org"), make_comment(email="li@example.org")
    note(desk, erased, "A note.")
    note(desk, about_her, "Like Ada Winter.")
    note(desk, quoting, "See ada@example.org.")
    note(desk, quoting, "Something else.")
    erase_address("ada@example.org")
    assert [each.text for each in Note.objects.all()] == ["Something else."]
    long_ago = timezone.now() - timedelta(days=settings.RETENTION["notes"], hours=1)
    Note.objects.update(made_at=long_ago)
    assert forget("notes") == 1
    note(desk, quoting, "Once more.")
    Comment.objects.update(created_at=timezone.now() - timedelta(days=settings.RETENTION["unconfirmed"] + 1))
    forget("unconfirmed")
    assert not Note.objects.exists()


# Saved replies --------------------------------------------------------------------------------------------------------


def test_moderators_keep_saved_replies_and_editors_only_use_them(desk):
    add = "/admin/comments/savedreply/add/"
    assert desk.post(add, {"name": "Kind", "text": "Please stay kind."}).status_code == 302
    assert "There is a saved reply with this name." in desk.post(add, {"name": "KIND", "text": "Again."}).text
    assert "characters" in desk.post(add, {"name": "Long", "text": "x" * 1001}).text
    assert desk.post(add, {"name": "Blank", "text": "\u200b "}).status_code == 200
    assert [reply.name for reply in SavedReply.objects.all()] == ["Kind"]
    editor = signed_in(account("Editor"))
    assert editor.get("/admin/comments/savedreply/").status_code == 200
    assert editor.post(add, {"name": "Mine", "text": "No."}).status_code == 403


def test_a_saved_reply_fills_what_was_left_empty_and_nothing_else(desk, make_comment):
    reply = SavedReply.objects.create(name="Kind", text="Please stay kind.")
    first, second, third = (make_comment() for _ in range(3))
    assert "Kind" in desk.get(QUEUE).text
    decide(desk, "reject", first, reason="other", saved=str(reply.pk))
    decide(desk, "reject", second, reason="insult", saved=str(reply.pk), words="My own words.")
    assert [first.decisions.get().words, second.decisions.get().words] == ["Please stay kind.", "My own words."]
    fields = {"comment": third.pk, "seen": seen(third), "_reply": "yes", "message": "", "saved": str(reply.pk)}
    desk.post(QUEUE, fields)
    assert Comment.objects.get(is_staff_reply=True).message == "Please stay kind."
    for odd in ("0", "x", "9" * 30, "-1"):
        assert "choose a reason" not in decide(desk, "reject", make_comment(), reason="hate", saved=odd).text


def test_an_editor_answers_with_a_saved_reply(make_comment):
    reply = SavedReply.objects.create(name="Kind", text="Please stay kind.")
    comment = make_comment(status="published")
    address = f"/admin/comments/publishedcomment/{comment.pk}/change/"
    editor = signed_in(account("Editor"))
    assert "Kind" in editor.get(address).text
    editor.post(address, {"_answer": "yes", "message": "", "saved": str(reply.pk)})
    assert Comment.objects.get(is_staff_reply=True).message == "Please stay kind."
