"""One mailbox is one person, and two are two: addresses are taken exactly as mail servers see them."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from comments.models import Comment, Report, Rule
from comments.moderation.rule import pattern_of
from comments.text.email_key import NotAnAddressError, email_key, exact_address

KELVIN, DOTLESS, LONG_S = "\N{KELVIN SIGN}", "\N{LATIN SMALL LETTER DOTLESS I}", "\N{LATIN SMALL LETTER LONG S}"
WIDE_A = "\N{FULLWIDTH LATIN SMALL LETTER A}"
SHARP, DOUBLE = "ada@straße.example", "ada@strasse.example"


@pytest.mark.parametrize(
    ("typed", "stored", "key"),
    [
        ("Ada@Example.ORG", "Ada@example.org", "ada@example.org"),
        ("ada+news@example.org", "ada+news@example.org", "ada@example.org"),
        ("+a@example.org", "+a@example.org", "+a@example.org"),
        ("a.d.a@example.org", "a.d.a@example.org", "a.d.a@example.org"),
        ("ada@müller.example", "ada@xn--mller-kva.example", "ada@xn--mller-kva.example"),
        ("ada@XN--mller-kva.example", "ada@xn--mller-kva.example", "ada@xn--mller-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example", "ada@xn--strae-oqa.example"),
        ("ada@strasse.example", "ada@strasse.example", "ada@strasse.example"),
        ("o'neil{}@example.co.uk", "o'neil{}@example.co.uk", "o'neil{}@example.co.uk"),
    ],
)
def test_an_address_is_stored_as_mail_servers_see_it(typed, stored, key):
    assert exact_address(typed) == stored
    assert email_key(typed) == email_key(stored) == key


@pytest.mark.parametrize(
    "typed",
    [
        f"ad{DOTLESS}@example.org",
        f"{KELVIN}ate@example.org",
        f"ada@{KELVIN}ate.example",
        f"ada@mi{LONG_S}{LONG_S}.example",
        f"{WIDE_A}da@example.org",
        "ada\N{FULLWIDTH COMMERCIAL AT}example.org",
        f"ada@ex{WIDE_A}mple.org",
        "ada@example。org",
        "ada@ﬁnance.example",
        "ada@MÜLLER.example",
        "ada@mu\N{COMBINING DIAERESIS}ller.example",
        '"ada"@example.org',
        '"a\\d a"@example.org',
        "=?utf-8?q?ada?=@example.org",
        "=?utf-8?b?YWRh?=@example.org",
        "ada@[192.0.2.1]",
        "ada@192.0.2.1",
        "ada@localhost",
        "ada@example..org",
        "ada@example.org.",
        ".ada@example.org",
        "a..da@example.org",
        "ada@-example.org",
        "ada@ex_ample.org",
        "ada@xn--0.example",
        "ada@example.org\n",
        "x" * 65 + "@example.org",
        "ada@" + ".".join(["x" * 63] * 4) + ".example",
        "ada",
        "",
    ],
)
def test_what_is_no_address_or_reads_as_another_is_refused(typed):
    with pytest.raises(NotAnAddressError):
        exact_address(typed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [f"{KELVIN}ate@example.org", f"ada@{KELVIN}ate.example", '"ada"@example.org', "=?utf-8?q?ada?=@example.org"],
)
def test_every_form_refuses_it_and_gives_it_back(make_article, make_comment, post, client, typed):
    comment = make_comment(status="published")
    notice = {"reason": "unlawful", "words": "W.", "name": "Ada", "in_good_faith": "on", "email": typed}
    for answer in (
        post(make_article(), email=typed),
        client.post(f"/comments/{comment.pk}/report/", notice),
        client.post("/comments/manage/", {"email": typed}),
    ):
        assert answer.status_code == 422
        assert "Enter an e-mail address like name@example.org." in answer.text
    with pytest.raises(ValidationError):
        pattern_of(Rule.Kind.ADDRESS, typed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"), [("ada@straße.example", "ada@strasse.example"), ("+a@x.example", "+b@x.example")]
)
def test_two_mailboxes_are_two_people(make_article, post, one, other):
    article = make_article()
    for address in (one, other):
        post(article, email=address, message=f"By {address}")
    first, second = Comment.objects.order_by("pk")
    assert first.email_key != second.email_key
    assert list(Comment.objects.of_address(first.email)) == [first]


@pytest.mark.django_db
def test_one_mailbox_is_one_person_however_its_domain_is_written(make_article, post, settings):
    settings.SPAM_CHECKS = ["rules"]
    article = make_article()
    Rule.objects.create(kind="address", pattern=pattern_of("address", "ada@müller.example"), effect="refuse")
    for address in ("ada@müller.example", "Ada+x@xn--mller-kva.example"):
        post(article, email=address, message=f"By {address}")
    assert set(Comment.objects.values_list("status", flat=True)) == {"spam"}
    assert set(Comment.objects.values_list("email_key", flat=True)) == {"ada@xn--mller-kva.example"}


@pytest.mark.django_db
def test_a_rule_about_a_domain_tells_sharp_s_from_two(make_article, post, settings):
    settings.SPAM_CHECKS = ["rules"]
    article = make_article()
    Rule.objects.create(kind="domain", pattern=pattern_of("domain", "straße.example"), effect="refuse")
    post(article, email="ada@strasse.example", message="One.")
    post(article, email="ada@straße.example", message="Two.")
    post(article, message="See https://STRAßE.example/x now.")
    assert list(Comment.objects.order_by("pk").values_list("status", flat=True)) == ["pending", "spam", "spam"]


@pytest.mark.django_db(transaction=True)
def test_mail_goes_to_the_address_that_is_stored_and_not_to_the_typed_one(
    make_article, make_comment, client, send_mail
):
    make_comment(make_article(), email="Ada@example.org")
    client.post("/comments/manage/", {"email": "ADA@EXAMPLE.ORG"})
    assert [mail.to for mail in send_mail()] == [["Ada@example.org"]]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Comment, Report])
def test_the_database_takes_no_address_beyond_ascii(make_comment, model):
    row = make_comment()
    if model is Report:
        row = Report.objects.create(comment=row, reason="insult")
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(email="ada@müller.example")


# Rows of before -------------------------------------------------------------------------------------------------------


@pytest.fixture
def former(make_comment):
    """A comment as it was stored before its domain would have been written in ASCII."""

    def make(email, key):
        comment = make_comment(created_at=timezone.now() - timedelta(days=3))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "UPDATE comments_comment SET email = %s, email_key = %s WHERE id = %s", [email, key, comment.pk]
            )
            cursor.execute("SET LOCAL session_replication_role = origin")
        comment.refresh_from_db()
        return comment

    return make


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["ada@straße.example", "ada@xn--strae-oqa.example"])
def test_who_wrote_before_is_still_known(former, typed):
    comment = former("ada@straße.example", "ada@strasse.example")
    assert list(Comment.objects.of_address(typed)) == [comment]
    assert not Comment.objects.of_address("ada@strasse.example").exists()


@pytest.mark.django_db
def test_a_comment_of_before_can_still_be_decided_on_edited_and_erased(former, client, link_to):
    comment = former("ada@straße.example", "ada@strasse.example")
    comment.publish()
    Comment.objects.update(created_at=timezone.now())
    assert client.post(link_to(comment, "edit/"), {"message": "Other words."}).status_code == 303
    assert client.post(link_to(comment, "erase/"), {"what": "address"}).status_code == 200
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_the_migration_names_the_rows_of_before_and_changes_none(former, make_comment, capsys):
    fine = make_comment(email="Ada+x@example.org")
    sharp, kelvin = former("a@straße.example", "a@strasse.example"), former(f"{KELVIN}@x.example", "k@x.example")
    quoted = former('"b"@x.example', '"b"@x.example')
    before = list(Comment.objects.order_by("pk").values_list())
    migration = importlib.import_module(REPORTING)
    with connection.schema_editor() as editor:
        migration.report(apps, editor)
    said = capsys.readouterr().out
    for comment in (sharp, kelvin, quoted):
        assert str(comment.pk) in said
    assert f"{fine.pk}," not in said
    assert "straße" not in said
    assert list(Comment.objects.order_by("pk").values_list()) == before


REPORTING = "comments.migrations.0005_exact_addresses"
