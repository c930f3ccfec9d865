"""Characters that draw nothing, draw over their neighbours or turn a line round, in all that a stranger types."""
# ruff: noqa: RUF001 (characters that are mistaken for others are what this is about)

import unicodedata

import pytest
import regex
from django.utils import timezone

from articles.models import Person
from comments.models import Comment, Objection, Report, Rule
from comments.text.likeness import simhash
from comments.text.typed_text import folded, is_blank, tidied, with_few_marks, without_ignorable
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

IGNORABLE = [chr(code) for code in range(0x110000) if regex.match(r"\p{Default_Ignorable_Code_Point}", chr(code))]
SOME_IGNORABLE = [
    "\u00ad", "\u034f", "\u061c", "\u115f", "\u17b4", "\u180e", "\u200b", "\u2060", "\u2065", "\u3164", "\ufe0f",
    "\ufeff", "\uffa0", "\ufff0", "\U0001bca0", "\U0001d173", "\U000e0001", "\U000e0041", "\U000e0100", "\U000e0fff",
]  # fmt: skip
NEEDED = {
    "an emoji of a woman at a computer": "Ana 👩‍💻",
    "a flag with a selector and a joiner": "🏳️‍🌈🏴‍☠️",
    "a flag of tags": "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "a colour of skin": "👨🏽‍🚀",
    "a keycap": "1️⃣ #️⃣",
    "a heart": "❤️",
    "Persian": "می‌خواهم کتاب‌ها PDF‌ها",
    "a Persian abbreviation": "۱۳۵۷ ه\u200d.ش",
    "Bengali": "র‍্যাব",
    "Devanagari": "क्‍ष क्‌ष",
    "Sinhala": "ශ්‍රී ලංකා",
    "an ideograph in a variant of a name": "葛󠄀城",
    "Mongolian": "ᠮᠣᠩ᠋ᠭᠣᠯ",
    "Khmer": "កម្ពុជា​ខ្ញុំ",
}
MARKED = {
    "Vietnamese": "Nguyễn Thị Ánh, Việt Nam, ặ ậ ữ",
    "Thai": "ผู้ที่น้ำใส่",
    "pointed Hebrew with cantillation": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים אֵ֥ת הַשָּׁמַ֖יִם שֵּׁ֣",
    "Arabic": "ٱلرَّحْمَٰنِ ٱلرَّحِيمِ",
    "Devanagari": "क्ष्म्यां राष्ट्रीय",
    "Tibetan": "བསྒྲུབས་ ཧཱུྃ ཧྐྵྨླྺྼྻྂ",
    "Burmese": "မြွှာ့ ကြွှေ့",
    "Sanskrit in Latin letters": "r̥̄́ ṝ ḹ",
    "keycaps": "1️⃣2️⃣",
}


# What renders nothing
# ---------------------------------------------------------------------------------------------------


def test_a_text_of_any_ignorable_character_is_blank_and_compared_without_it():
    assert len(IGNORABLE) > 4000
    assert [hex(ord(each)) for each in IGNORABLE if not is_blank(f" {each}\n")] == []
    assert [hex(ord(each)) for each in IGNORABLE if without_ignorable(f"a{each}b") != "ab"] == []
    assert [hex(ord(each)) for each in IGNORABLE if tidied(f"a{each}b") != "ab" and each not in "\u1806"] == []


@pytest.mark.parametrize(
    "blank",
    [
        *SOME_IGNORABLE,
        "\u2800",
        "\u00a0",
        "\u3000",
        "\ufffc",
        "\ufff9",
        "\u0301",
        "\u20e3",
        "\ue000",
        "👩"[:0],
        "\u1680",
    ],
)
def test_a_blank_name_or_message_is_refused_with_its_sentence(make_article, post, blank):
    article = make_article()
    assert "Please enter your name." in post(article, name=f"{blank} {blank}").text
    assert "Please enter a message." in post(article, message=f"{blank}\n{blank}").text
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", NEEDED.values(), ids=NEEDED.keys())
def test_joiners_and_selectors_that_spelling_needs_stay(make_article, post, text):
    post(make_article(), name=text, message=f"{text}: yes")
    comment = Comment.objects.get()
    assert (comment.name, comment.message) == (text, f"{text}: yes")


@pytest.mark.parametrize("hidden", SOME_IGNORABLE)
def test_an_invisible_character_hides_nothing_from_names_rules_and_likeness(make_article, post, hidden):
    article = make_article()
    Person.objects.create(name="Tendai Moyo", slug="tendai-moyo")
    assert "could be mistaken for someone" in post(article, name=f"Ten{hidden}dai Moyo").text
    post(article, name=f"A{hidden}da", message=f"Visit the ca{hidden}sino of our beautiful city today")
    comment = Comment.objects.get()
    assert comment.name == "Ada"
    assert Rule(kind="words", pattern=folded("casino")).catches(comment)
    assert comment.simhash == simhash("Visit the casino of our beautiful city today")
    assert hidden not in comment.message


def test_a_name_of_staff_with_an_invisible_character_in_it_is_no_way_round(make_article, post):
    Person.objects.create(name="Ten\u3164dai\u200b Moyo", slug="tendai-moyo")
    assert "could be mistaken for someone" in post(make_article(), name="Tendai Moyo").text


def test_blank_words_of_a_report_and_an_objection_are_none(make_comment, client, link_to):
    comment = make_comment(status="published")
    fields = {"reason": "other", "words": "\u3164 \U000e0041"}
    assert client.post(f"/comments/{comment.pk}/report/", fields).status_code == 422
    rejected = make_comment(status="rejected", confirmed_at=timezone.now())
    response = client.post(link_to(rejected, "object/"), {"words": "\u2800\u200b"})
    assert "Please say why." in response.text
    assert not Report.objects.exists()
    assert not Objection.objects.exists()


# What renders over its neighbours
# ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", MARKED.values(), ids=MARKED.keys())
def test_marks_that_a_script_needs_stay(make_article, post, text, form):
    text = unicodedata.normalize(form, text)
    post(make_article(), name=text, message=text)
    comment = Comment.objects.get()
    assert (comment.name, comment.message) == (unicodedata.normalize("NFC", text),) * 2


@pytest.mark.parametrize(
    "marks",
    [
        "\u0301" * 78,
        "".join(chr(0x300 + number) for number in range(78)),
        "\u20dd" * 20,
        "\u0e49" * 30,
        "\u0301\u034f" * 40,
        "\u0301\u200d" * 40,
        "\u0f74" * 40,
        "\u0489" * 30,
        "\u05b0\u05bc" * 30,
    ],
)
def test_marks_do_not_pile_up_on_a_letter_in_anything_that_a_stranger_types(
    make_article, make_comment, post, client, link_to, settings, marks
):
    settings.COMMENTS_MODERATION = "open"
    article = make_article()
    post(article, name=f"Z{marks}", message=f"Hello Z{marks} and Z{marks}")
    comment = Comment.objects.get()
    client.post(link_to(comment, "edit/"), {"message": f"Hello Z{marks} again"})
    comment.refresh_from_db()
    assert comment.edited_at
    client.post(f"/comments/{comment.pk}/report/", {"reason": "other", "words": f"Z{marks}"})
    rejected = make_comment(status="rejected", confirmed_at=timezone.now())
    client.post(link_to(rejected, "object/"), {"words": f"Z{marks}"})
    for text in (comment.name, comment.message, Report.objects.get().words, Objection.objects.get().words):
        assert not regex.search(r"\p{M}{9}", text)
        assert len(regex.findall(r"[\p{Inherited}&&\p{M}]", text, regex.VERSION1)) <= 4
        assert "Z" in unicodedata.normalize("NFD", text)


def test_marks_are_limited_once():
    text = with_few_marks("Z" + "\u0301\u0302\u0303\u0304\u0305" * 9)
    assert with_few_marks(text) == text


def test_another_reason_needs_words_that_show_something(make_comment):
    desk = signed_in(account("Moderator"))
    comment = make_comment()
    fields = {"_decide": "reject", "seen": f"{comment.pk} pending", "reason": "other", "words": "\u3164\u200b"}
    desk.post("/admin/comments/comment/", fields)
    comment.refresh_from_db()
    assert comment.status == "pending"


# What turns a line round ----------------------------------------------------------------------------------------------

TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", TURNS)
def test_no_direction_control_is_shown_anywhere(make_article, post, client, settings, send_mail, link_to, turn):
    settings.COMMENTS_MODERATION = "open"
    article = make_article()
    text = f"safe{turn}gpj.exe\u202c"
    post(article, name=f"Ada {turn}nettirw", message=text)
    comment = Comment.objects.get()
    client.post(f"/comments/{comment.pk}/report/", {"reason": "other", "words": text})
    desk = signed_in(account("Moderator"))
    pages = [
        client.get(article.get_absolute_url()),
        client.get(f"{article.get_absolute_url()}comments/"),
        client.get(f"{article.get_absolute_url()}comments.atom"),
        client.get("/comments.atom"),
        client.get(link_to(comment)),
        client.get(f"/comments/{comment.pk}/report/"),
        desk.get("/admin/comments/comment/?list=all"),
        desk.get(f"/admin/comments/comment/{comment.pk}/change/"),
        desk.get("/admin/comments/report/"),
    ]
    for page in pages:
        assert page.status_code == 200
        assert not set(TURNS) & set(page.text)
    for mail in send_mail():
        whole = mail.subject + mail.body + "".join(content for content, _kind in mail.alternatives)
        assert not set(TURNS) & set(whole)


@pytest.mark.parametrize("turn", TURNS)
def test_the_database_takes_direction_controls_out_whoever_writes(make_comment, turn):
    comment = make_comment(name=f"A{turn}da", message=f"We{turn}ll put.", status="rejected")
    report = Report.objects.create(comment=comment, reason="other", words=f"B{turn}ad", name=f"B{turn}ob")
    objection = Objection.objects.create(comment=comment, words=f"N{turn}o")
    Comment.objects.filter(pk=comment.pk).update(message=f"{turn}Changed")
    for row in (comment, report, objection):
        row.refresh_from_db()
    assert (comment.name, comment.message) == ("Ada", "Changed")
    assert (report.words, report.name, objection.words) == ("Bad", "Bob", "No")


def test_a_name_from_right_to_left_is_isolated_from_what_stands_around_it(make_article, make_comment, client):
    article = make_article()
    comment = make_comment(article, name="مریم (1)", status="published")
    assert "<bdi>مریم (1)</bdi>" in client.get(article.get_absolute_url()).text
    assert "<bdi>مریم (1)</bdi>" in signed_in(account("Moderator")).get("/admin/comments/comment/?list=all").text
    assert comment.name == "مریم (1)"


def test_a_mark_of_direction_that_hebrew_and_arabic_need_stays():
    assert tidied("אני כותב C++\u200e.") == "אני כותב C++."
    assert tidied("שלום!\u200f אבא") == "שלום! אבא"
    assert tidied("שלום\u200f (1)") == "שלום\u200f (1)"
