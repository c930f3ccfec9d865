"""Names and addresses that pretend to be others': refused with a sentence, or put right."""
# ruff: noqa: RUF001 (letters that look alike are what this is about)

import pytest

from articles.models import Person
from comments.models import Comment
from comments.text.lookalikes import skeleton

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "Tendai Moyo",
        "tendai  MOYO",
        "Tendai-Moyo",
        "Tendaı Moyo",
        "Теп\u0501аі Моуо",
        "Téndài Môyo",
        "T3ndai M0y0",
        "Ｔｅｎｄａｉ Ｍｏｙｏ",
        "𝐓𝐞𝐧𝐝𝐚𝐢 𝐌𝐨𝐲𝐨",
        "Tendai\u200b Moyo",
        "\u202eTendai Moyo",
        "Ten\u00addai Moyo",
        "Editor",
        "Your EDITOR",
        "Chief Ed1tor",
        "The Moderator",
        "Μoderator",
        "M0derator",
        "Administrator",
        "@dmin",
        "E.d.i.t.o.r",
        "Harbour Post",
        "HARB0UR P0ST support",
        "HarbourPost",
    ],
)
def test_a_name_that_imitates_the_newsroom_is_refused_with_a_sentence(make_article, post, settings, name):
    settings.SITE_NAME = "Harbour Post"
    Person.objects.create(name="Tendai Moyo", slug="tendai-moyo")
    response = post(make_article(), name=name, message="Kept words.")
    assert response.status_code == 422
    assert "could be mistaken for someone" in response.text or "mixes look-alike letters" in response.text
    assert "Kept words." in response.text
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "Tendai Moyo-Harris",
        "Edith Torrance",
        "Adminka",
        "Иван Петров (Ivan)",
        "Ελένη Παπαδοπούλου",
        "山田 太郎 Yamada",
        "राम Ram",
        "Søren Łukasz Ĳsbrand",
        "O’Brien 3rd",
        "مریم",
        "Nguyễn Thị Ánh",
        "김민수Kim",
    ],
)
def test_honest_names_of_any_script_are_taken_as_they_are(make_article, post, settings, name):
    settings.SITE_NAME = "Harbour Post"
    Person.objects.create(name="Tendai Moyo", slug="tendai-moyo")
    assert post(make_article(), name=name).status_code == 303
    assert Comment.objects.get().name == name


@pytest.mark.parametrize("name", ["Аda", "Pаul", "Ελenη", "ΡaypaΙ"])
def test_a_word_of_two_alphabets_is_refused_with_a_sentence(make_article, post, name):
    response = post(make_article(), name=name)
    assert response.status_code == 422
    assert "Please write each word in one alphabet." in response.text


def test_an_address_of_two_alphabets_is_refused_with_a_sentence(make_article, post):
    response = post(make_article(), email="ada@exаmple.org")
    assert response.status_code == 422
    assert "This address mixes look-alike letters of different alphabets." in response.text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("A\u200bd\u200da", "Ada"),
        ("\ufeffAda\u2060", "Ada"),
        ("\u202eAda\u202c", "Ada"),
        ("\u2066Ada\u2069 \u200fLove\u00adlace", "Ada Lovelace"),
        ("Ada\u3164", "Ada"),
        ("A\u034fda", "Ada"),
    ],
)
def test_what_cannot_be_seen_in_a_name_is_taken_out(make_article, post, name, kept):
    post(make_article(), name=name)
    assert Comment.objects.get().name == kept


@pytest.mark.parametrize(
    "email",
    [
        "ada@example.org\r\nBcc: all@example.org",
        "ada@example.org\nSubject: Hello",
        "ada@example.org\u2028Bcc: all@example.org",
        "ada@example.org\u0085Bcc: all@example.org",
        "ada@example.org%0D%0ABcc: all@example.org",
        "ada@example.org, bob@example.org",
        "ada@example.org\x0bBcc: x@example.org",
    ],
)
def test_an_address_that_would_write_headers_of_a_mail_is_refused_with_a_sentence(make_article, post, email):
    response = post(make_article(), email=email)
    assert response.status_code == 422
    sentences = ("Please write it on one line.", "Enter an e-mail address like", "We removed characters")
    assert any(sentence in response.text for sentence in sentences)
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("one", "another"), [("paypal", "раураӏ"), ("modern", "modem"), ("vvilliam", "William"), ("Illich", "lllich")]
)
def test_what_looks_alike_has_one_skeleton(one, another):
    assert skeleton(one) == skeleton(another)
