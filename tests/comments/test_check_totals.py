"""``manage.py check_totals``: stored totals are compared with the comments, put right, and staff hear of it."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from comments.models import Comment, Discussion, RatingQuarantine, TotalsCheck
from comments.totals import totals_check
from comments.totals.totals_check import compare_all, repair_discussion
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def without_triggers(sql):
    """What happens where rows are restored or damaged: the database writes, and no trigger looks."""
    ids = ",".join(trigger.get_pgid(model) for model, trigger in pgtrigger.registered())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{ids}}}"])
        for statement in sql.split(";"):
            cursor.execute(statement)


def check(*options):
    """What the command prints, and whether it ends well."""
    said = io.StringIO()
    try:
        call_command("check_totals", *options, stdout=said, stderr=said)
    except CommandError as fault:
        return f"{said.getvalue()}{fault}", False
    return said.getvalue(), True


def totals(article):
    discussion = Discussion.objects.get(article=article)
    return discussion.comment_count, list(discussion.true_star_counts.values())


THE_OLDER_COUNTS = """
    UPDATE comments_comment SET rating_counts = false WHERE stars = 5;
    UPDATE comments_comment SET rating_counts = true WHERE stars = 1
"""


@pytest.fixture
def discussed(make_article, make_comment):
    """An article with three published comments, of which the two ratings of one address count once."""
    article = make_article()
    earlier = timezone.now() - timedelta(days=1)
    make_comment(article, email="ada@example.org", stars=1, status="published", created_at=earlier)
    make_comment(article, email="ada@example.org", stars=5, status="published")
    make_comment(article, email="bob@example.org", stars=4, status="published")
    make_comment(article, stars=2)
    return article


def test_totals_that_are_true_pass_and_the_result_is_kept(discussed, make_article):
    make_article()
    said, ends_well = check()
    assert ends_well
    assert "2 discussions compared, 0 wrong, 0 repaired" in said
    assert TotalsCheck.objects.get().discussions == 2


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE comments_discussion SET comment_count = 7",
        "UPDATE comments_discussion SET one_star_count = 1, five_star_count = 0",
        THE_OLDER_COUNTS,
        "UPDATE comments_comment SET rating_counts = false",
        "UPDATE comments_comment SET status = 'rejected', rating_counts = false WHERE stars = 5",
        "DELETE FROM comments_comment",
        "UPDATE comments_comment SET status = 'published'",
        "UPDATE comments_comment SET confirmed_at = now() WHERE stars = 1",
        "UPDATE comments_comment SET is_tombstone = true WHERE status = 'pending'",
    ],
)
def test_what_is_wrong_is_named_left_alone_and_put_right_when_asked(discussed, damage):
    without_triggers(damage)
    before = totals(discussed)
    said, ends_well = check()
    assert not ends_well
    assert f"article {discussed.pk}: " in said
    assert totals(discussed) == before

    said, ends_well = check("--repair")
    assert ends_well
    assert "1 wrong, 1 repaired" in said
    assert check() == ("1 discussions compared, 0 wrong, 0 repaired\n", True)


def test_an_average_that_is_frozen_with_no_burst_to_decide_about_thaws(discussed):
    without_triggers("UPDATE comments_discussion SET frozen_star_counts = '{9,9,9,9,9}'")
    said, _ends_well = check("--repair")
    assert "frozen_star_counts does not agree" in said
    assert totals(discussed) == (3, [0, 0, 0, 1, 1])
    assert check()[1]


def test_an_average_that_a_burst_should_freeze_shows_what_was_there_before_it(discussed, make_comment):
    began_at = timezone.now()
    make_comment(discussed, stars=1, status="published", created_at=began_at + timedelta(seconds=1))
    RatingQuarantine.objects.create(
        discussion=discussed.discussion, began_at=began_at, ratings=1, networks=1, new_addresses=1
    )
    assert not check()[1]
    check("--repair")
    shown = Discussion.objects.get(article=discussed)
    assert list(shown.star_counts.values()) == [0, 0, 0, 1, 1]
    assert shown.comment_count == 4
    assert shown.rating_count == 3
    assert check()[1]


def test_a_repair_gives_what_the_triggers_would_have_given(discussed):
    assert totals(discussed) == (3, [0, 0, 0, 1, 1])
    without_triggers("UPDATE comments_discussion SET comment_count = 0, four_star_count = 9")
    without_triggers(THE_OLDER_COUNTS)
    check("--repair")
    assert totals(discussed) == (3, [0, 0, 0, 1, 1])
    Comment.objects.filter(stars=5).reject()
    assert totals(discussed) == (2, [1, 0, 0, 1, 0])


def test_a_comment_that_ought_to_stand_over_its_replies_stands_there_once_it_is_repaired(discussed, make_comment):
    gone = Comment.objects.get(status="pending")
    make_comment(discussed, parent=gone, status="published")
    without_triggers("UPDATE comments_comment SET is_tombstone = false")
    version = Discussion.objects.get(article=discussed).version
    said, _ends_well = check("--repair")
    assert f"article {discussed.pk}: is_tombstone is wrong on 1 (repaired)" in said
    assert gone in Comment.objects.threads()
    assert Discussion.objects.get(article=discussed).version != version, "kept pages show the list as it was"
    assert check()[1]


def test_any_number_of_discussions_takes_one_comparison_for_some_hundred(make_article, django_assert_num_queries):
    for _ in range(5):
        make_article()
    with django_assert_num_queries(3):
        assert sum(compared for compared, _differences in compare_all()) == 5


def test_a_repair_under_traffic_stays_true_and_harms_no_writer(make_article, make_comment):
    article = make_article()
    comments = [make_comment(article, stars=n % 5 + 1) for n in range(40)]
    without_triggers("UPDATE comments_discussion SET comment_count = 1000, three_star_count = 50")

    def publish(comment):
        try:
            Comment.objects.get(pk=comment.pk).publish()
            if comment.pk % 3 == 0:
                Comment.objects.get(pk=comment.pk).reject()
        finally:
            connection.close()

    def mend(_number):
        try:
            without_triggers("UPDATE comments_comment SET rating_counts = false WHERE stars = 3 AND rating_counts")
            repair_discussion(article.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        writers = [pool.submit(publish, comment) for comment in comments]
        menders = [pool.submit(mend, number) for number in range(6)]
        for work in [*writers, *menders]:
            work.result()
    check("--repair")
    published = Comment.objects.published()
    assert totals(article) == (published.count(), [published.filter(stars=stars).count() for stars in range(1, 6)])


def test_a_repair_does_not_hold_up_writers_behind_one_that_takes_long(discussed, monkeypatch):
    without_triggers("UPDATE comments_discussion SET comment_count = 7")
    monkeypatch.setattr(totals_check, "WAIT", "10ms")

    def check_elsewhere():
        try:
            return check("--repair")
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool, transaction.atomic():
        Comment.objects.filter(stars=2).lock()
        said, ends_well = pool.submit(check_elsewhere).result()
    assert not ends_well
    assert f"article {discussed.pk}: its comments are being written to. Try again." in said
    assert "1 wrong, 0 repaired" in said
    assert check("--repair")[1]


def test_staff_read_the_last_result_and_everybody_else_a_plain_ok(client, discussed):
    staff = signed_in(account("Moderator"))
    assert "never compared" in staff.get("/readyz").text
    check()
    assert "0 wrong, 0 repaired" in staff.get("/readyz").text
    without_triggers("UPDATE comments_discussion SET comment_count = 7")
    check()
    answer = staff.get("/readyz")
    assert answer.status_code == 200
    assert "WRONG" in answer.text
    assert answer["Cache-Control"] == "private, no-store"

    assert client.get("/readyz").content == b"ok\n"
    client.cookies["sessionid"] = "made-up"
    assert client.get("/readyz").content == b"ok\n"


def test_an_account_that_is_not_staff_reads_a_plain_ok(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get("/readyz").content == b"ok\n"
