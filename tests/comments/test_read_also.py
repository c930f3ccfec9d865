"""What an editor wants readers to read after an article: first among the articles below it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article
from articles.workflow.working_copy import start_copy
from tests.staff import account, page_of, signed_in, typed

pytestmark = pytest.mark.django_db


def read_next(client, article):
    return [card.slug for card in client.get(article.get_absolute_url()).context["related"]]


@pytest.fixture
def articles(make_article):
    """One that is read, and five others, of which the last is the newest."""
    return [make_article(slug=f"number-{number}", headline=f"Number {number}") for number in range(6)]


def test_an_editors_choice_comes_first_in_its_order_and_others_fill_up_to_four(client, articles):
    this, *_others = articles
    signed_in(account("Editor")).post(page_of(this), typed(this, read_also="number-1\n/articles/number-3/\n"))
    this.refresh_from_db()
    assert this.read_also == "number-1\nnumber-3"
    shown = read_next(client, this)
    assert shown[:2] == ["number-1", "number-3"]
    assert len(shown) == len(set(shown)) == 4
    assert this.slug not in shown


def test_a_choice_drops_out_while_readers_cannot_read_it_and_another_takes_its_place(client, articles, make_article):
    this, first, second, *_others = articles
    draft = make_article(slug="a-draft", published_at=None)
    Article.objects.filter(pk=this.pk).update(read_also=f"{draft.slug}\n{first.slug}\n{second.slug}\nnever-there")
    assert read_next(client, this)[:2] == [first.slug, second.slug]
    first.withdrawn_at, first.withdrawal_reason = timezone.now(), "Wrong."
    first.save()
    assert read_next(client, this)[0] == second.slug
    assert first.slug not in read_next(client, this)
    second.delete()
    assert len(read_next(client, this)) == 3
    Article.objects.filter(pk=draft.pk).update(published_at=timezone.now(), ai_use="none")
    assert read_next(client, this)[0] == draft.slug


def test_a_choice_is_followed_to_a_new_address(client, articles):
    this, first, *_others = articles
    Article.objects.filter(pk=this.pk).update(read_also=first.slug)
    first.slug = "moved"
    first.save()
    assert read_next(client, this)[0] == "moved"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["no-such-article"], "There is no article at no-such-article."),
        (["number-0"], "Readers are on this article already: choose others."),
        (["number-1", "number-2", "number-3", "number-4", "number-5"], "Choose 4 articles at most."),
        (["https://elsewhere.example/number/"], "There is no article at https://elsewhere.example/number/."),
    ],
)
def test_what_is_no_choice_is_refused_in_words_and_nothing_is_lost(articles, lines, words):
    this = articles[0]
    response = signed_in(account("Editor")).post(page_of(this), typed(this, read_also="\n".join(lines)))
    assert words in response.text
    assert lines[0] in response.text
    assert Article.objects.get(pk=this.pk).read_also == ""


def test_a_reporter_learns_nothing_of_a_colleagues_draft(make_article):
    reporter = account("Reporter")
    own = make_article(published_at=None, created_by=reporter)
    make_article(slug="secret", published_at=None)
    response = signed_in(reporter).post(page_of(own), typed(own, read_also="secret"))
    assert "There is no article at secret." in response.text


def test_the_database_takes_no_fifth(articles):
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=articles[0].pk).update(read_also="a\nb\nc\nd\ne")


def test_a_working_copy_and_the_history_have_the_choice(articles):
    this = articles[0]
    this.read_also = "number-1"
    this.save()
    assert start_copy(this, by=account("Editor")).read_also == "number-1"
    assert this.history.first().read_also == "number-1"
    with pytest.raises(ValidationError):
        Article(read_also="x" * 501).full_clean()
