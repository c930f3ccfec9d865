"""What the comment form says to whom, field by field."""

import pytest
from django.http import QueryDict

from comments.writing.comment_form import CommentForm

pytestmark = pytest.mark.django_db  # a name is compared with those of the staff

FINE = {"email": "ada@example.org", "name": "Ada", "message": "Well put.", "rating": "4"}


@pytest.fixture(autouse=True)
def _no_captcha(settings):
    settings.CAPTCHA_PROVIDER = "none"


def form(**changes):
    return CommentForm({name: value for name, value in (FINE | changes).items() if value is not None})


def test_a_form_filled_in_properly_is_accepted():
    assert form().is_valid()
    assert form().errors == {}


def test_stars_are_optional():
    bare = form(rating=None)
    assert bare.is_valid()
    assert bare.cleaned_data["rating"] is None


@pytest.mark.parametrize("nothing", [None, "", "   ", "\r\n\t", "\u200b\u2060", "\u3164", "\u00a0\ufeff"])
@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("email", "Please enter email address."),
        ("name", "Please enter your name."),
        ("message", "Please enter a message."),
    ],
)
def test_what_is_empty_or_cannot_be_seen_is_asked_for_by_name(field, sentence, nothing):
    assert form(**{field: nothing}).errors == {field: [sentence]}


@pytest.mark.parametrize("rating", ["0", "6", "4.5", "x", "-1", "\uff11", "5 ", "1e0", "٣", "\x00"])
def test_only_one_to_five_stars_can_be_given(rating):
    assert form(rating=rating).errors == {"rating": ["Choose one to five stars, or leave the stars empty."]}


@pytest.mark.parametrize("email", ["ada", "ada@", "@example.org", "a b@example.org", "ada@example", "ada@example..org"])
def test_a_malformed_address_is_told_what_one_looks_like(email):
    assert form(email=email).errors == {"email": ["Enter an e-mail address like name@example.org."]}


@pytest.mark.parametrize("email", ["ada@example.org\nBcc: all@example.org", "ada@example.org\r\n\r\nHello"])
def test_an_address_cannot_smuggle_in_a_mail_header(email):
    assert not form(email=email).is_valid()


def test_a_limit_that_was_passed_is_named_with_the_count():
    assert form(message="x" * 5001).errors == {"message": ["Keep your message to 5000 characters; it has 5001."]}
    assert form(name="x" * 81).errors == {"name": ["Keep your name to 80 characters; this one has 81."]}
    assert form(message="x" * 5000, name="y" * 80).is_valid()


def test_a_line_end_counts_as_one_character_whatever_the_browser_sends():
    assert form(message="a\r\n" * 2499 + "ab").is_valid()


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9b"])
@pytest.mark.parametrize("field", ["email", "name", "message"])
def test_control_characters_are_refused_and_taken_out_of_what_comes_back(field, character):
    refused = form(**{field: f"{FINE[field]}{character}"})
    assert refused.errors == {
        field: ["We removed characters that cannot be shown. Please check your text and send it again."]
    }
    assert refused[field].value() == FINE[field]


def test_text_damaged_on_the_way_is_said_to_be():
    assert "damaged on the way" in form(message="caf\ufffd").errors["message"][0]


def test_a_name_is_one_line():
    refused = form(name="Ada\nLovelace")
    assert refused.errors == {"name": ["Please write your name on one line."]}
    assert refused["name"].value() == "Ada Lovelace"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada\u202e Lovelace", "Ada Lovelace"),
        ("\u2066Ada\u2069", "Ada"),
        ("A\u200bd\u200da", "Ada"),
        ("E\u0301mile", "\u00c9mile"),
        ("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",) * 2,
        ("\u0915\u094d\u200d\u0937",) * 2,
        ("  Ada \t Lovelace ", "Ada Lovelace"),
    ],
)
def test_a_name_is_kept_without_what_cannot_be_seen(typed, kept):
    accepted = form(name=typed)
    assert accepted.is_valid()
    assert accepted.cleaned_data["name"] == kept


def test_a_message_is_kept_as_written_in_one_spelling_of_its_characters():
    accepted = form(message="  cafe\u0301\r\n\r\n\u0623\u0647\u0644\u200f!  ")
    assert accepted.is_valid()
    assert accepted.cleaned_data["message"] == "caf\u00e9\n\n\u0623\u0647\u0644\u200f!"


@pytest.mark.parametrize("field", ["rating", "email", "name", "message"])
def test_a_field_sent_twice_is_asked_for_again(field):
    data = QueryDict(mutable=True)
    data.update(FINE)
    data.appendlist(field, FINE[field])
    refused = CommentForm(data)
    assert refused.errors == {field: ["This was sent more than once. Please check it and send it again."]}
    assert str(refused[field].value()) == FINE[field]


def test_long_text_is_not_cut_off_by_the_browser():
    assert "maxlength" not in str(form()["message"])
    assert 'data-max-length="5000"' in str(form()["message"])


@pytest.fixture(params=[("altcha", "altcha"), ("recaptcha", "g-recaptcha-response")])
def answer_field(request, settings):
    settings.CAPTCHA_PROVIDER, name = request.param
    settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY = "site", "secret"
    return name


def test_a_missing_answer_to_the_check_is_said_together_with_all_else(answer_field):
    assert form(message="").errors == {
        "message": ["Please enter a message."],
        "captcha": ["Please check re-captcha."],
    }


@pytest.mark.parametrize("answer", ["", "x" * 100_000])
def test_an_answer_that_cannot_be_one_is_none(answer_field, answer):
    assert form(**{answer_field: answer}).errors == {"captcha": ["Please check re-captcha."]}


def test_who_cannot_do_the_check_says_so_and_is_held(answer_field):
    accepted = form(cannot_do_check="on")
    assert accepted.is_valid()
    assert accepted.passes_captcha(address="")
    assert [finding.check for finding in accepted.suspicions] == ["check_skipped"]


def test_where_the_check_is_off_the_form_does_not_speak_of_it():
    assert "captcha" not in form().fields
    assert "cannot_do_check" not in form().fields


def test_the_check_is_no_hidden_field_and_brings_no_script(answer_field):
    assert [field.name for field in form().hidden_fields()] == ["token"]
    assert "<script" not in str(form()["captcha"])
