"""What is said of an article's making cannot be talked down, and a check cannot be faked: whichever way is tried."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from articles.models import Article, Image, Person
from tests.staff import account, page_of, signed_in, typed
from web.signed_writes import signed

pytestmark = pytest.mark.django_db

SCOPE = ["facts", "names"]


@pytest.fixture
def editor():
    return account("Editor")


@pytest.fixture
def reporter():
    return account("Reporter")


@pytest.fixture
def grace():
    return Person.objects.create(name="Grace", slug="grace")


@pytest.fixture
def generated(make_article, reporter):
    """A published article that a reporter had AI write."""
    article = make_article(ai_use="generated", created_by=reporter)
    article.refresh_from_db()
    return article


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def sign_as(number, reason="Trust me."):
    sql("SELECT set_config('newsroom.account', %s, true), set_config('newsroom.reason', %s, true)", number, reason)


def press(user, article, **changes):
    return signed_in(user).post(page_of(article), typed(article, **changes), follow=True)


def errors(answer):
    return answer.context["adminform"].form.errors


def stored(article):
    return Article.objects.get(pk=article.pk)


# A check says what was checked ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", [[], ["tone"], ["facts", "tone"]])
def test_a_review_names_what_was_checked_by_whichever_path(generated, grace, scope):
    with pytest.raises(ValidationError):
        generated.review(by=grace, scope=scope)
    generated.review(by=grace, scope=SCOPE)
    generated.review_scope = scope
    generated.reviewed_digest = generated._digest()
    with pytest.raises(IntegrityError, match="article_review_is_complete"), transaction.atomic():
        generated.save()
    with pytest.raises(ValidationError):
        generated.full_clean()
    fields = {
        name: getattr(generated, name) for name in ("reviewed_by", "reviewed_at", "review_scope", "reviewed_digest")
    }
    with pytest.raises(IntegrityError, match="article_review_is_complete"), transaction.atomic():
        Article.objects.update(**fields)
    assert stored(generated).level.key == "ai_generated"


def test_what_was_checked_cannot_be_added_to_afterwards(generated, grace):
    generated.review(by=grace, scope=SCOPE)
    generated.save()
    Article.objects.update(review_scope=["facts", "names", "quotes"])
    assert stored(generated).level.key == "ai_generated"


# Who had AI write it does not check it --------------------------------------------------------------------------------


def test_who_first_had_ai_write_an_article_is_on_record_by_whichever_path(make_article, reporter, editor):
    assert stored(make_article(ai_use="generated", created_by=reporter)).generated_by == reporter
    with signed(editor):
        assert stored(make_article(ai_use="generated")).generated_by == editor
    human = make_article(created_by=reporter)
    Article.objects.filter(pk=human.pk).update(ai_use="generated")
    assert stored(human).generated_by == reporter
    assert stored(make_article(ai_use="generated")).generated_by is None


def test_who_had_ai_write_an_article_stays_on_record(generated, reporter, editor):
    generated.generated_by = None
    generated.save()
    Article.objects.update(generated_by=None)
    sql("UPDATE articles_article SET generated_by_id = NULL")
    assert stored(generated).generated_by == reporter
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.update(generated_by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        reporter.delete()


def test_who_had_ai_write_it_cannot_check_it_by_whichever_path(generated, reporter, grace):
    with pytest.raises(ValidationError):
        generated.review(by=reporter.person, scope=SCOPE)
    generated.review(by=grace, scope=SCOPE)
    fields = {name: getattr(generated, name) for name in ("reviewed_at", "review_scope", "reviewed_digest")}
    generated.reviewed_by = reporter.person
    with pytest.raises(ValidationError):
        generated.full_clean()
    refused = pytest.raises(IntegrityError, match="article_reviewer_did_not_generate")
    with refused, transaction.atomic():
        generated.save()
    with refused, transaction.atomic():
        Article.objects.update(reviewed_by=reporter.person, **fields)
    with refused, transaction.atomic():
        sql(
            "UPDATE articles_article"
            " SET reviewed_by_id = %s, reviewed_at = %s, review_scope = %s, reviewed_digest = %s",
            reporter.person.pk,
            *fields.values(),
        )
    assert stored(generated).level.key == "ai_generated"


def test_who_had_ai_write_it_cannot_put_somebody_elses_name_under_the_check(generated, reporter, grace):
    generated.review(by=grace, scope=SCOPE)
    with pytest.raises(IntegrityError, match="article_reviewer_did_not_generate"), signed(reporter):
        generated.save()


def test_a_person_cannot_become_the_one_who_generated_what_they_checked(generated, reporter, grace):
    generated.review(by=grace, scope=SCOPE)
    generated.save()
    reporter.person.delete()
    grace.account = reporter
    with pytest.raises(ValidationError):
        grace.full_clean()
    with pytest.raises(IntegrityError, match="person_did_not_generate"), transaction.atomic():
        grace.save()
    with pytest.raises(IntegrityError, match="person_did_not_generate"), transaction.atomic():
        Person.objects.filter(pk=grace.pk).update(account=reporter)


def test_an_editor_who_states_that_ai_wrote_it_cannot_check_it_at_the_desk(make_article, editor, grace):
    article = make_article(ai_use="", published_at=None)
    tick = {"checked": "on", "checked_parts": "facts", "ai_use": "generated"}
    assert "checked_by" in errors(press(editor, article, **tick))
    assert "checked" in errors(press(editor, article, **tick, checked_by=grace.pk))
    press(editor, article, ai_use="generated")
    assert stored(article).generated_by == editor
    assert "checked_by" in errors(press(editor, article, **tick))
    press(account("Editor"), article, **tick)
    assert stored(article).level.key == "ai_reviewed"


# When the check was made ----------------------------------------------------------------------------------------------


def test_a_check_of_what_readers_can_read_is_not_told_as_one_before_publication(generated, grace):
    generated.review(by=grace, scope=SCOPE)
    generated.save()
    assert stored(generated).level.explanation == "Checked by an editor after publication."
    refused = pytest.raises(IntegrityError, match="article_check_of_a_public_text_came_later")
    for earlier in (generated.published_at, generated.published_at - timedelta(days=1)):
        generated.review(by=grace, scope=SCOPE, at=earlier)
        with refused, transaction.atomic():
            generated.save()
        with refused, transaction.atomic():
            Article.objects.update(reviewed_at=earlier)
        with refused, transaction.atomic():
            sql("UPDATE articles_article SET reviewed_at = %s", earlier)
    assert stored(generated).level.explanation == "Checked by an editor after publication."


def test_publication_and_check_cannot_be_moved_together_past_each_other(generated, grace):
    first = generated.published_at
    generated.review(by=grace, scope=["facts"], at=first)
    generated.published_at = first + timedelta(seconds=1)
    refused = pytest.raises(IntegrityError, match="article_check_of_a_public_text_came_later")
    with refused, transaction.atomic():
        generated.save()
    generated.refresh_from_db()
    assert generated.level.key == "ai_generated"


def test_a_check_before_publication_is_told_as_one(make_article, grace, editor):
    article = make_article(ai_use="generated", published_at=None)
    article.review(by=grace, scope=SCOPE)
    article.publish(by=editor)
    article.save()
    assert stored(article).level.explanation == "Checked by an editor before publication."


# Less AI than was stated ----------------------------------------------------------------------------------------------

LESS = [("generated", "assisted"), ("generated", "none"), ("assisted", "none")]


@pytest.mark.parametrize(
    ("before", "after", "what_matters"),
    [
        *((*less, {}) for less in LESS),
        *((*less, {"published_at": None}) for less in [*LESS, ("generated", ""), ("assisted", "")]),
    ],
)
def test_less_ai_than_stated_needs_an_account_and_a_reason_by_whichever_path(
    make_article, editor, before, after, what_matters
):
    article = make_article(ai_use=before, **what_matters)
    refused = pytest.raises(IntegrityError, match="article_less_ai_needs_a_reason")
    article.ai_use = after
    with refused, transaction.atomic():
        article.save()
    with refused, transaction.atomic():
        Article.objects.update(ai_use=after)
    with refused, transaction.atomic():
        Article.objects.bulk_update([article], ["ai_use"])
    with refused, transaction.atomic():
        sql("UPDATE articles_article SET ai_use = %s", after)
    for account_number in ("", "987654"):
        with refused, transaction.atomic():
            sign_as(account_number)
            article.save()
    for reason in ("", "  "):
        with refused, signed(editor, reason):
            article.save()
    assert stored(article).ai_use == before
    with signed(editor, "The wrong box was ticked."):
        article.save()
    assert stored(article).ai_use == after


def test_a_reason_counts_for_its_own_transaction_and_no_later_one(make_article, editor):
    first, second = make_article(ai_use="generated"), make_article(ai_use="generated")
    first.ai_use = second.ai_use = "none"
    with signed(editor, "The wrong box was ticked."):
        first.save()
    with pytest.raises(IntegrityError, match="article_less_ai_needs_a_reason"), transaction.atomic():
        second.save()


def test_more_ai_than_stated_needs_nothing(make_article):
    article = make_article()
    for more in ("assisted", "generated"):
        Article.objects.update(ai_use=more)
    assert stored(article).ai_use == "generated"


@pytest.mark.parametrize(("before", "after"), LESS)
def test_an_editor_takes_ai_back_with_a_written_reason_and_a_reporter_never(make_article, editor, before, after):
    reporter = account("Reporter")
    draft = make_article(ai_use=before, published_at=None, created_by=reporter)
    why = {"less_ai_reason": "The interview was typed by hand."}
    assert "ai_use" in errors(press(reporter, draft, ai_use=after))
    assert "ai_use" in errors(press(reporter, draft, ai_use=after, **why))
    assert "less_ai_reason" in errors(press(editor, draft, ai_use=after))
    assert "less_ai_reason" in errors(press(editor, draft, ai_use=after, less_ai_reason="  "))
    assert stored(draft).ai_use == before
    press(editor, draft, ai_use=after, **why)
    assert stored(draft).ai_use == after


def test_an_import_cannot_take_ai_back(write, run_import):
    run_import(write(ai_use="generated"))
    run = run_import(write(ai_use="assisted"))
    assert ":5: ai_use: The article says “generated”. An import cannot state that less AI took part" in run.refusals
    assert Article.objects.get().ai_use == "generated"


# What a check of sources or pictures is bound to ----------------------------------------------------------------------


@pytest.fixture
def with_sources(generated, grace):
    generated.sources.create(title="Tide tables", publisher="Harbour", address="https://example.org/")
    generated.sources.create(title="Ünïcode 潮", position=1)
    generated.review(by=grace, scope=["facts", "sources"])
    generated.save()
    assert stored(generated).level.key == "ai_reviewed"
    return generated


SOURCE_CHANGES = [
    lambda article: article.sources.create(title="Another"),
    lambda article: article.sources.first().delete(),
    lambda article: article.sources.filter(position=1).update(title="Another"),
    lambda article: sql("DELETE FROM articles_source"),
    lambda article: sql("UPDATE articles_source SET address = 'https://example.com/' WHERE position = 0"),
]


@pytest.mark.parametrize("change", SOURCE_CHANGES)
def test_a_change_of_the_sources_voids_a_check_of_them_and_no_other(with_sources, make_article, grace, change):
    change(with_sources)
    after = stored(with_sources)
    assert (after.level.key, after.reviewed_by, after.review_scope) == ("ai_generated", None, [])
    after.review(by=grace, scope=["facts"])
    after.save()
    after.sources.create(title="One more")
    assert stored(after).level.key == "ai_reviewed"


def test_an_article_in_memory_cannot_bring_a_voided_check_back(with_sources):
    in_memory = stored(with_sources)
    with_sources.sources.create(title="Another")
    in_memory.save()
    assert stored(with_sources).level.key == "ai_generated"


def test_a_change_of_the_lead_picture_voids_a_check_of_it(generated, grace, draw, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"

    def picture(**options):
        content = ContentFile(draw(**options).read_bytes(), "tide.jpg")
        kind = Image.DigitalSourceType.CAPTURE
        return Image.objects.create(file=content, alternative_text="A tide.", digital_source_type=kind)

    def checked(article):
        article.review(by=grace, scope=["pictures"])
        article.save()
        assert stored(article).level.key == "ai_reviewed"

    generated.lead_image = picture()
    checked(generated)
    Article.objects.update(lead_image=picture(colour="red"))
    assert stored(generated).level.key == "ai_generated"
    again = stored(generated)
    checked(again)
    Image.objects.filter(pk=again.lead_image_id).update(caption="Something else")
    assert stored(generated).level.key == "ai_generated"
    again = stored(generated)
    checked(again)
    again.lead_image.delete()
    assert stored(generated).level.key == "ai_generated"


def test_a_signature_that_is_no_number_is_an_error_of_the_database_and_no_way_in(generated):
    generated.ai_use = "none"
    refused = pytest.raises(DatabaseError)
    with refused, transaction.atomic():
        sign_as("x")
        generated.save()
