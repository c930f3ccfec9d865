"""The reader's side in every language: nothing unmarked, nothing untranslated, nothing that lost a placeholder."""

import ast
import re
from collections import Counter
from datetime import UTC, date, datetime
from gettext import c2py
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template.base import Lexer, TokenType
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from articles.disclosure import disclosure_figures
from articles.models import Page
from articles.reading.default_pages import create_missing_pages
from comments.mail.receipt import send_receipt
from comments.models import Comment
from comments.upkeep import ledger
from newsroom import messages
from newsroom.start.environment import Environment
from web.numbers import grouped

LANGUAGES = messages.LANGUAGES
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|<[^>]+>")
NAMES = {"CSV", "JSON"}  # the same in every language
WORD = re.compile(r"[^\W\d_]{2,}")
SHOWN_ATTRIBUTES = {"alt", "title", "aria-label", "aria-description", "placeholder"}


def name(path):
    return path.relative_to(messages.ROOT).as_posix()


def strings(message):
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


def read(language):
    return [message for message in messages.read_catalog(language) if message.id]


def test_the_site_offers_the_languages_that_are_translated_and_english():
    assert sorted(code for code, _name in settings.LANGUAGES) == sorted(["en", "en-gb", "en-us", *LANGUAGES])


# The catalogs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_holds_exactly_the_texts_of_the_sources(language):
    held = set()
    for message in read(language):
        text = message.id if isinstance(message.id, str) else tuple(message.id)
        held.add(messages.InContext(message.context, text) if message.context else text)
    assert held == set(messages.messages()), "Run make messages, and translate what is new in each language."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_in_every_plural(language):
    assert messages.untranslated(messages.read_catalog(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_marked_as_doubtful(language):
    assert [message.id for message in read(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_placeholders_tags_and_line_ends(language):
    catalog = messages.read_catalog(language)
    names_no_number = numbers_without_digits(catalog)
    for message in catalog:
        ids = list(message.id) if message.pluralizable else [message.id]
        for index, string in enumerate(strings(message) if message.id else []):
            kept, wanted = Counter(PLACEHOLDER.findall(string)), Counter(PLACEHOLDER.findall(ids[-1]))
            if message.pluralizable and index in names_no_number:  # "one minute" may be said without a digit
                kept, wanted = (Counter({k: v for k, v in each.items() if "%(" not in k}) for each in (kept, wanted))
            assert kept == wanted, (ids, string)
            assert ids[-1].count("\n") == string.count("\n"), (ids, string)
            assert ids[-1][0].isspace() == string[0].isspace(), (ids, string)
            assert ids[-1][-1].isspace() == string[-1].isspace(), (ids, string)


def numbers_without_digits(catalog):
    """The plural forms that stand for one number only."""
    form = c2py(catalog.plural_expr)
    counted = Counter(form(number) for number in range(1000))
    return {each for each, count in counted.items() if count == 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_translated(language):
    catalog = messages.read_catalog(language)
    assert messages.catalog_path(language, "mo").read_bytes() == messages.as_mo(catalog), "Run: make messages"


def test_no_french_mark_begins_a_line():
    breaking = re.compile("« | [»:;!?]")
    assert [string for message in read("fr") for string in strings(message) if breaking.search(string)] == []


# The sources ---------------------------------------------------------------------------------------------------------


class ShownText(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self.hidden = 0

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("script", "style", "code", "svg")
        self.found += [value for key, value in attributes if key in SHOWN_ATTRIBUTES and WORD.search(value or "")]

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style", "code", "svg")

    def handle_data(self, data):
        if not self.hidden and WORD.search(data) and data.strip() not in NAMES:
            self.found.append(data.strip())


def unmarked(source):
    """The words of a template that no translation could reach."""
    text, within = "", False
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK:
            command = token.contents.split()[0]
            within = command in ("blocktranslate", "comment") or (within and not command.startswith("end"))
            text += " " * text.endswith((" ", "\n"))
        elif token.token_type is TokenType.TEXT and not within:
            text += token.contents
        elif token.token_type is TokenType.VAR:
            text += "x1"
    parser = ShownText()
    parser.feed(text)
    parser.close()
    return parser.found


@pytest.mark.parametrize("path", messages.reader_templates(), ids=name)
def test_a_template_says_nothing_that_cannot_be_translated(path):
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source", ["<p>Bare words</p>", '<img alt="A tide">', '<a {% if x %}title="Go on"{% endif %}>']
)
def test_a_bare_word_in_a_template_is_seen(source):
    assert unmarked(source)


def test_a_module_for_readers_raises_and_labels_nothing_that_cannot_be_translated():
    bare = []
    for path in messages.reader_modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            values = node.args[:1] if called == "ValidationError" else []
            values += [
                each.value for each in node.keywords if each.arg in ("label", "help_text", "violation_error_message")
            ]
            bare += [
                (name(path), each.value)
                for each in values
                if isinstance(each, ast.Constant) and WORD.search(str(each.value))
            ]
    assert bare == []


def test_scripts_take_their_words_from_the_page():
    sentence = re.compile(r"""["'`][A-Z]?[a-z]+(?: [a-z]+)+[.!?…]?["'`]""")
    for path in (Path(settings.BASE_DIR) / "static" / "js").glob("*.js"):
        code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        assert [found for found in sentence.findall(code) if found not in ('"use strict"',)] == [], path.name


# The pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("de", "ltr", "Jeder Artikel sagt, wie er entstanden ist."),
        ("es", "ltr", "Cada artículo dice cómo se hizo."),
        ("fr", "ltr", "Chaque article dit comment il a été réalisé."),
        ("uk", "ltr", "Кожна стаття каже, як її створено."),
        ("ar", "rtl", "كل مقال يقول كيف أُعدّ."),
    ],
)
def test_pages_are_in_the_language_of_the_site(client, make_article, settings, language, direction, words):
    settings.LANGUAGE_CODE = language
    make_article(ai_use="generated")
    page = client.get("/articles/article-1/").content.decode()
    assert f'<html lang="{language}" dir="{direction}"' in page
    assert words in client.get("/").content.decode()
    assert gettext("Content created by AI") in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_about_the_site_begin_in_its_language(db, settings, language):
    settings.LANGUAGE_CODE = language
    Page.objects.all().delete()
    create_missing_pages(using="default")
    with translation.override(language):
        assert gettext("How we work") in Page.objects.get(slug="about").body
        assert Page.objects.get(slug="about").title == gettext("About us")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "March 5, 2024"),
        ("en-us", "March 5, 2024"),
        ("en-gb", "5 March 2024"),
        ("de", "5. März 2024"),
        ("es", "5 de marzo de 2024"),
        ("fr", "5 mars 2024"),
        ("uk", "5 березня 2024"),
        ("ar", "5 مارس، 2024"),
    ],
)
def test_dates_are_written_as_in_the_newspapers_of_the_language(language, written):
    with translation.override(language):
        assert date_format(date(2024, 3, 5)) == written


@pytest.mark.parametrize(
    ("language", "written"), [("en-gb", "5 March 2024, 16:05"), ("en-us", "March 5, 2024, 4:05 p.m.")]
)
def test_the_clock_is_that_of_the_country(language, written):
    with translation.override(language):
        assert date_format(datetime(2024, 3, 5, 16, 5, tzinfo=UTC), "DATETIME_FORMAT") == written


def test_american_pages_are_spelt_as_there_and_british_as_here(settings):
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, settings.AMERICAN_SPELLING]
    for language, words in (("en-us", "Write a color"), ("en-gb", "Write a colour")):
        with translation.override(language):
            said = gettext("Write a colour as # and six letters or digits, such as #0b5568.")
            assert said.startswith(words), language


def test_the_american_catalog_is_that_of_the_sources():
    assert messages.catalog_path(messages.AMERICAN).read_bytes() == messages.as_po(messages.in_american())


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "12,345"), ("en-gb", "12,345"), ("de", "12.345"), ("fr", "12\u202f345"), ("es", "12\u202f345")],
)
def test_thousands_are_set_apart_as_the_language_does(language, written):
    with translation.override(language):
        assert grouped(12345).replace("\xa0", "\u202f") == written


def test_a_page_about_the_site_follows_its_language_until_someone_edits_it(db, settings):
    about = Page.objects.get(slug="about")
    Page.objects.filter(slug="contact").update(body="<p>Ring twice.</p>")
    settings.LANGUAGE_CODE = "de"
    create_missing_pages(using="default")
    about.refresh_from_db()
    with translation.override("de"):
        assert about.title == gettext("About us")
        assert gettext("How we work") in about.body
    assert about.history.first().title == about.title
    assert Page.objects.get(slug="contact").body == "<p>Ring twice.</p>"
    versions = about.history.count()
    create_missing_pages(using="default")
    assert about.history.count() == versions
    settings.LANGUAGE_CODE = "en-us"
    create_missing_pages(using="default")
    about.refresh_from_db()
    assert about.title == "About us"


def test_the_language_may_be_written_as_people_do(monkeypatch):
    monkeypatch.setenv("LANGUAGE_CODE", "en-GB")
    assert Environment().language("LANGUAGE_CODE", ["en", "en-gb"], "en") == "en-gb"


def test_an_average_is_written_in_the_language_for_people_and_plainly_for_programs(
    client, make_article, make_comment, settings
):
    settings.LANGUAGE_CODE = "de"
    article = make_article()
    for stars in (5, 5, 3):
        make_comment(article, stars=stars).publish()
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<data class="rating-average" value="4.3">4,3</data> von 5 Sternen' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_form_says_what_to_do_in_the_language(client, make_article, settings, language):
    settings.LANGUAGE_CODE = language
    article = make_article()
    response = client.post(f"{article.get_absolute_url()}comments/", {}, headers={"Origin": "http://testserver"})
    assert response.status_code == 422
    page = unescape(response.content.decode())
    for sentence in ("Please enter email address.", "Please enter your name.", "Please enter a message."):
        assert gettext(sentence) != sentence
        assert gettext(sentence) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_mails_are_in_the_language(make_comment, mailoutbox, settings, language):
    settings.LANGUAGE_CODE = language
    comment = make_comment()
    send_receipt.call(comment.pk)
    (mail,) = mailoutbox
    assert gettext("Confirm that this address is yours:") in mail.body
    html = mail.alternatives[0][0]
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert gettext("Confirm your address") in unescape(html)


def test_plurals_follow_the_language():
    with translation.override("uk"):
        days = [ngettext("%(count)d day ago", "%(count)d days ago", n) % {"count": n} for n in (1, 2, 5, 11, 21, 22)]
    assert days == ["1 день тому", "2 дні тому", "5 днів тому", "11 днів тому", "21 день тому", "22 дні тому"]
    with translation.override("ar"):
        days = [ngettext("%(count)d day ago", "%(count)d days ago", n) % {"count": n} for n in (1, 2, 3, 11, 100)]
    assert days == ["قبل يوم واحد", "قبل يومين", "قبل 3 أيام", "قبل 11 يومًا", "قبل 100 يوم"]


def test_a_language_that_there_is_not_stops_the_start(monkeypatch):
    monkeypatch.setenv("LANGUAGE_CODE", "tlh")
    with pytest.raises(ImproperlyConfigured, match="LANGUAGE_CODE is 'tlh', but has to be one of: ar, de, en"):
        Environment().choice("LANGUAGE_CODE", [code for code, _name in settings.LANGUAGES], "en")


@pytest.mark.parametrize(
    ("language", "in_a_table", "before_a_date", "of_a_comment"),
    [
        ("fr", ["Reçus", "Publiés", "Refusés", "Indésirables"], "Publié", "Refusé"),
        ("es", ["Recibidos", "Publicados", "Rechazados", "Spam"], "Publicado", "Rechazado"),
    ],
)
def test_a_word_agrees_with_what_it_is_said_of(
    client, make_article, settings, language, in_a_table, before_a_date, of_a_comment
):
    make_article()
    settings.LANGUAGE_CODE = language
    page = client.get("/articles/article-1/").text
    assert f'<p class="times">{before_a_date} <time' in page
    with translation.override(language):
        words = [str(word) for word, _value, is_part in ledger.rows({}) if not is_part]
        assert words[:4] == in_a_table
        assert str(disclosure_figures.rows({})[0][0]) == in_a_table[1]
        assert str(Comment.Status.REJECTED.label) == of_a_comment


def test_a_text_in_a_context_is_one_of_its_own():
    template = '{% translate "Open" context "a shop" %}{% translate "Open" %}'
    module = 'pgettext("a door", "Open")\npgettext_lazy("a file", "Open")'
    found = [*messages.template_messages(template), *messages.module_messages(module)]
    assert found == [
        messages.InContext("a shop", "Open"),
        "Open",
        messages.InContext("a door", "Open"),
        messages.InContext("a file", "Open"),
    ]
