"""A duration or a limit in a sentence is a value: it follows its constant, in pages, forms, mails, desk and guides."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

from articles.intake.intake_answer import LIFETIME
from articles.pictures.renditions import WIDTHS
from comments.admin.queue.suspending import SPANS
from comments.models.comment import EDITABLE_FOR, LONGEST_NAME
from comments.moderation.notice_preference import BETWEEN_NOTICES
from comments.moderation.undo import UNDO_LASTS
from comments.own.link_request import GIVEN_UP_AFTER
from comments.own.signed_links import MANAGE_LINK_LASTS
from comments.spam.form_token import TOKEN_LASTS
from comments.writing.comment_form import LONGEST_MESSAGE
from newsroom import messages
from tests import sentences
from web.admin.bounded_list import SEARCHED
from web.database.rate_count import WINDOW
from web.times.durations import duration_in_words

UNITS = (
    "seconds? minutes? hours? days? weeks? months? years? characters? pixels? megapixels? MB KB comments? reports?"
    " articles? pictures? sources? networks? mails? links?"
).replace(" ", "|")
NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety"
    " hundred half quarter"
).replace(" ", "|")
TIMES = "second|minute|hour|day|week|month|year"
FIGURE = re.compile(rf"(?<![\w.,])(\d(?:[\d,]*\d)?)(?:\.\d+)?[ \xa0](?:{UNITS})\b(?! (?:ago|more)\b)")
IN_WORDS = re.compile(
    rf"\b(?:(?:{NUMBERS})[ \xa0-](?:{TIMES}|character|pixel)|an? (?:{TIMES})|newest (?:{NUMBERS}))s?\b"
    r"|\b(?:eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred)\b",
    re.IGNORECASE,
)
# What no constant of ours says. The last are Django's own checks of a secret, a name and a password.
VAGUE = re.compile(
    "wait a minute, then|[Oo]nce a day|several comments of one day|under a minute|a minute or so|a second line"
    "|our mind within a month|[Aa] second step|50 characters or more|150 characters or fewer|at least 8 characters"
)
# The singular of a text in the plural, which holds the number.
SINGULAR = re.compile(
    '"1 comment"|in a minute|one more minute|one character at most|, a day after the article was published'
)
COUNTED = {"mail notice.html", "mail notice.txt", "moment erase", "needs you"}  # of made-up rows


def shown(text):
    text = re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
    return VAGUE.sub("", re.sub(r"\s+", " ", unescape(text)))


@pytest.fixture(scope="module")
def changed():
    """Every sentence of a site whose constants are all FACTOR times what they are."""
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "SECRET_KEY": "made up for these sentences",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    made = subprocess.run(
        [sys.executable, "-m", "tests.sentences"],
        cwd=sentences.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return {place: shown(text) for place, text in json.loads(made.stdout).items()}


# What readers and staff see ------------------------------------------------------------------------------------------


def test_every_figure_in_a_sentence_changes_with_its_constant(changed):
    old = {
        place: text
        for place, text in changed.items()
        if place not in COUNTED
        and any(int(found[1].replace(",", "")) % sentences.FACTOR for found in FIGURE.finditer(text))
    }
    assert old == {}


def test_no_duration_is_typed_in_words(changed):
    assert {place: IN_WORDS.search(text)[0] for place, text in changed.items() if IN_WORDS.search(text)} == {}


@pytest.mark.parametrize(
    ("place", "constant"),
    [
        *(
            (place, EDITABLE_FOR)
            for place in ("mail receipt.txt", "mail receipt.html", "moment edit-too-late", "page with periods")
        ),
        *(
            (place, MANAGE_LINK_LASTS)
            for place in (
                "mail receipt.txt",
                "mail receipt.html",
                "mail links.txt",
                "mail links.html",
                "moment links-are-sent",
                "moment link-expired",
                "page with periods",
            )
        ),
        ("page with periods", timedelta(seconds=settings.SESSION_COOKIE_AGE)),
        ("page with periods", GIVEN_UP_AFTER),
        ("keys", UNDO_LASTS),
        *(("suspending", span) for span in SPANS),
        ("notices", BETWEEN_NOTICES),
        ("intake", LIFETIME),
        ("token too old", TOKEN_LASTS),
        ("rate", WINDOW),
    ],
)
def test_a_sentence_states_the_constant(changed, place, constant):
    assert duration_in_words(constant * sentences.FACTOR) in changed[place]


def test_the_sentences_state_limits_of_length_too(changed):
    assert f"{LONGEST_NAME * sentences.FACTOR} characters" in changed["refusals of CommentForm"]
    assert f"{LONGEST_MESSAGE * sentences.FACTOR} characters" in changed["refusals of EditForm"]
    file = "form articles.admin.pictures.image_form.ImageForm.file"
    assert f"{WIDTHS[-1] * sentences.FACTOR} pixels" in changed[file]
    assert f"{SEARCHED * sentences.FACTOR:,} comments" in changed["desk PublishedCommentAdmin"]


# The sources ---------------------------------------------------------------------------------------------------------


def typed(text):
    text = SINGULAR.sub("", shown(text))
    return [found[0] for pattern in (FIGURE, IN_WORDS) for found in pattern.finditer(text)]


def template_text(path):
    text = ""
    source = re.sub("{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.TEXT:
            text += token.contents
        elif token.token_type is TokenType.BLOCK:
            text += " ".join(re.findall('"[^"]* [^"]*"', token.contents)) or " " * token.contents.startswith("plural")
        elif token.token_type is TokenType.VAR:
            text += "…"
    return " ".join(text.split())  # a sentence may go on in the next line


def test_no_template_types_a_duration_or_a_limit():
    paths = (path for path in (sentences.ROOT / "templates").rglob("*.*") if path.suffix in (".html", ".txt", ".xml"))
    assert {path.name: found for path in paths if (found := typed(template_text(path)))} == {}


def test_no_module_types_a_duration_or_a_limit():
    made_up = ("newsroom/demo/", "newsroom/styleguide/made_up.py")
    found = {}
    for path in sentences.sources():
        name = path.relative_to(sentences.ROOT).as_posix()
        if not name.startswith(made_up):
            found[name] = typed(" … ".join(text for text in sentences.texts(path) if " " in text))
    assert {name: phrases for name, phrases in found.items() if phrases} == {}


def test_no_script_types_a_duration_or_a_limit():
    texts = re.compile(r'"[^"\n]* [^"\n]*"|`[^`]* [^`]*`')
    paths = sorted((sentences.ROOT / "static").rglob("*.js"))
    found = {path.name: typed(" … ".join(texts.findall(path.read_text(encoding="utf-8")))) for path in paths}
    assert {name: phrases for name, phrases in found.items() if phrases} == {}


# The translations ----------------------------------------------------------------------------------------------------

TYPED_IN = {
    "de": "fünfzehn|zwanzig|dreißig|Viertelstunde|(zwei|drei|fünf|zehn) (Sekunden|Minuten|Stunden|Tagen?|Wochen)",
    "es": "quince|veinte|treinta|cuarto de hora|(dos|tres|cinco|siete|diez) (segundos|minutos|horas|días|semanas)",
    "fr": "quinze|vingt|trente|quart d’heure|(deux|trois|cinq|sept|dix) (secondes|minutes|heures|jours|semaines)",
    "uk": "п’ятнадцят|двадцят|тридцят|чверть години|(дві|два|три|п’ять|сім|десять) (секунд|хвилин|годин|дн|тижн)",
    "ar": "خمس عشرة|عشرين|ثلاثين|ربع ساعة",
}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_translation_types_a_number_of_its_own(language):
    typed_in = re.compile(TYPED_IN[language], re.IGNORECASE)
    for message in filter(lambda each: each.id, messages.read_catalog(language)):
        ids = " ".join(message.id) if message.pluralizable else message.id
        for text in message.string if message.pluralizable else [message.string]:
            assert set(re.findall(r"\d+", text)) <= set(re.findall(r"\d+", ids)), text
            assert not typed_in.search(text), text


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=90), "90 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(hours=24), "1 day"),
        (timedelta(weeks=2), "14 days"),
    ],
)
def test_a_duration_is_said_exactly(duration, words):
    assert duration_in_words(duration) == words


@pytest.mark.parametrize("duration", [timedelta(), timedelta(milliseconds=1500)])
def test_a_duration_that_words_would_falsify_is_refused(duration):
    with pytest.raises(ValueError, match="whole number of seconds"):
        duration_in_words(duration)
