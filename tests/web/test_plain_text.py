"""Characters that no feed could carry never get into the database, whichever way they come."""

import pytest

from articles.models import Article
from articles.text.body import clean_body

UNWRITABLE = "\x01\x08\x0b\x1f\ufffe\uffff"


def test_saving_an_article_drops_control_characters_from_its_texts(make_article):
    article = make_article(
        headline=f"A{UNWRITABLE} head\nline", standfirst=f"One.{UNWRITABLE}\nTwo.", body=f"<p>Te{UNWRITABLE}xt</p>"
    )
    article.refresh_from_db()
    assert (article.headline, article.standfirst, article.body) == ("A head line", "One.\nTwo.", "<p>Text</p>")


@pytest.mark.parametrize("reference", ["&#1;", "&#x1f;", "&#65534;"])
def test_a_control_character_written_as_a_reference_is_dropped_from_the_body(reference):
    assert clean_body(f"<p>Te{reference}xt</p>") == "<p>Text</p>"


def test_bulk_writes_drop_control_characters_too(make_article, section):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(headline=f"Up{UNWRITABLE}dated")
    Article.objects.bulk_create(
        [Article(headline=f"Bu{UNWRITABLE}lk", slug="bulk", body="", section=section, standfirst=UNWRITABLE)]
    )
    assert list(Article.objects.order_by("pk").values_list("headline", flat=True)) == ["Updated", "Bulk"]


def test_a_review_of_a_text_with_control_characters_holds_once_they_are_dropped(make_article):
    from articles.models import Person

    article = make_article(ai_use="generated")
    article.headline = f"Check{UNWRITABLE}ed"
    article.review(by=Person.objects.create(name="Ada Editor", slug="ada-editor"), scope=["facts"])
    article.save()
    article.refresh_from_db()
    assert article.level.key == "ai_reviewed"
