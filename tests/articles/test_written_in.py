"""The language and the direction of the newsroom's words, where they differ from those of the site."""

import pytest

from articles.templatetags.written_in import written_in


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he", "rtl"),
        ("pt-BR", "ltr"),
        ("fa-IR", "rtl"),
        ("zh-cn", "ltr"),
        ("tlh", "auto"),
    ],
)
def test_the_language_tells_the_direction(language, direction):
    assert written_in(language) == f'lang="{language}" dir="{direction}"'


def test_what_is_no_language_stays_within_its_attribute():
    assert written_in('"><script>') == 'lang="&quot;&gt;&lt;script&gt;" dir="auto"'


def test_a_headline_that_begins_with_a_name_in_other_letters_keeps_its_direction(make_article, client):
    article = make_article(headline="الجزيرة reports on itself", language="en")
    for address in ("/", article.get_absolute_url()):
        assert 'lang="en" dir="ltr">' in client.get(address).text
    assert 'dir="auto"' not in client.get("/").text


def test_every_part_of_an_article_says_its_language_and_direction(make_article, client):
    article = make_article(headline="خبر", standfirst="نص", kicker="رأي", body="<p>نص</p>", language="ar")
    page = client.get(article.get_absolute_url()).text
    for opening in ("<span", "<h1", '<p class="standfirst"', '<div class="prose"'):
        assert f'{opening} lang="ar" dir="rtl">' in page
