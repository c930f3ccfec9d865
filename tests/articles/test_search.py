"""The search: what it finds, in which order, how it is narrowed, what it never shows, and what it costs."""
# ruff: noqa: RUF001 (letters that look like others are what some of it is about)

import re
from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from django.db import connection, connections
from django.utils import timezone
from time_machine import travel

from articles.models import Article, Byline, Person, Section, Topic
from articles.reading import full_text as the_words
from articles.reading import search as the_search
from web.paging import ROWS_ON_A_PAGE
from web.public_page import PUBLIC

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(client):
    """The headlines that a search finds, in their order."""

    def find(words, **choices):
        response = client.get("/search/", {"q": words, **choices})
        assert response.status_code == 200
        return [article.headline for article in response.context.get("page", [])]

    return find


@pytest.fixture
def page(client):
    def page(words, **choices):
        return client.get("/search/", {"q": words, **choices}).content.decode()

    return page


# What is found -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["headline", "standfirst", "body"])
def test_words_are_found_wherever_they_stand_and_in_every_form(find, make_article, field):
    text = "The bridges were leaning"
    article = make_article(headline="An article")
    make_article(headline="About something else")
    setattr(article, field, f"<p>{text}</p>" if field == "body" else text)
    article.save()
    for words in ("bridge", "BRIDGES", "lean bridge", '"bridges were leaning"', "bridge -tunnel", "tunnel or bridge"):
        assert find(words) == [article.headline], words
    for words in ('"leaning bridges"', "bridge -leaning", "bridge tunnel"):
        assert find(words) == [], words


def test_the_index_follows_every_change_whoever_writes(find, make_article):
    make_article(headline="The tide")
    Article.objects.update(headline="The bridge")
    assert find("tide") == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET body = '<p>Goldfish</p>'")
    assert find("goldfish bridge") == ["The bridge"]


@pytest.mark.parametrize(
    "words", ["strong", "href", "p", "class", "blockquote", "nofollow", "example.org", "harbour", "amp", "nbsp", "lt"]
)
def test_html_is_not_indexed_as_words(find, make_article, words):
    make_article(
        body='<p>A <strong>whole</strong> <a href="https://example.org/?a=1&amp;b=2">link</a>&nbsp;here &lt; there</p>'
        '<blockquote><p>Yes</p></blockquote><figure><img src="/media/x.jpg" alt="harbour > sea"></figure>'
    )
    assert find(words) == []


@pytest.mark.parametrize("words", ["H2O", "remarkable", "first", "second", "whole link", "café", "CAFÉ"])
def test_tags_part_words_where_a_reader_sees_them_apart(find, make_article, words):
    make_article(
        headline="Found",
        body="<p>H<sub>2</sub>O is re<strong>mark</strong>able</p><h2>first</h2><p>second</p>"
        "<p>whole <em>link</em> café</p>",
    )
    assert find(words) == ["Found"]


@pytest.mark.parametrize(
    ("language", "text", "found_by", "not_found_by"),
    [
        ("en", "The “bridges” are leaning", ["bridge", "“lean”"], ["bridged2"]),
        ("en-GB", "Harbours—and bridges", ["harbour", "bridge"], []),
        ("de", "Die Brücken und „Häuser“", ["Brücke", "Haus", "häuser"], ["und"]),
        ("fr", "Les élections n’ont pas lieu", ["élection", "n'ont lieu"], ["pas"]),
        ("es", "Las elecciones «generales»", ["elección", "general"], []),
        ("uk", "Київ: «Міст» через Дніпро — п’ять років", ["київ", "міст", "ДНІПРО", "п'ять", "п’ять"], ["мостами"]),
        ("ar", "مرحبا، العالم الجديد", ["العالم", "مرحبا"], []),
        ("zh", "东京发生地震。海啸警报", ["地震", "东京", "发生地震", "地震 海啸", "警"], ["震地", "海啸地震"]),
        ("ja", "「東京」で地震がありました", ["東京", "地震", "ありました"], ["京東"]),
        ("th", "แผ่นดินไหวในกรุงเทพ", ["กรุงเทพ"], []),
        ("ko", "서울에서 지진", ["지진"], []),
        ("hi", "हिन्दी समाचार", ["हिन्दी"], []),
        ("", "Nobody said which language", ["language", "LANGUAGE"], ["languages2"]),
        ("tlh", "Qapla batlh", ["qapla"], []),
    ],
)
def test_each_language_is_searched_in_its_own_way(find, make_article, language, text, found_by, not_found_by):
    make_article(headline="Something else entirely", body="<p>Nothing.</p>")
    make_article(headline=text, language=language)
    for words in found_by:
        assert find(words) == [text], words
    for words in not_found_by:
        assert find(words) == [], words


def test_articles_of_several_languages_are_found_by_one_search(find, make_article):
    for number, language in enumerate(["en", "de", "fr", "uk"]):
        make_article(
            headline=f"Europa {language}", language=language, published_at=datetime(2024, 1, 9 - number, tzinfo=UTC)
        )
    assert find("Europa", order="newest") == ["Europa en", "Europa de", "Europa fr", "Europa uk"]
    assert find("Europa -fr -de", order="newest") == ["Europa en", "Europa uk"]


@pytest.mark.parametrize(
    ("text", "found_by", "not_found_by"),
    [
        ("An F-16 lands", ["F-16", "F 16", "f16", "16", '"F-16 lands"', '"F 16 lands"'], ["F-17", "F-1", '"16 F"']),
        ("The F16 lands", ["F-16", "F16"], ["16"]),
        ("Covid-19 and A380-800", ["covid 19", "covid19", "A380 800"], []),
        ("Send an e-mail", ["e-mail", "email", "E-Mail", "e\N{NON-BREAKING HYPHEN}mail", '"an e-mail"'], ["mails2"]),
        ("Send an email", ["e-mail", "email"], []),
        ("They co-operate on-line", ["cooperate online", "co operate", "co-operates"], []),
        (
            "A résumé by Zoë, naïve at a café",
            ["resume", "Zoe", "naive cafe", '"naive at a cafe"', "résumés"],
            ["resort"],
        ),
        ("A resume by Zoe", ["résumé", "Zoë"], []),
        ("Łódź, Ærø, Øresund and Groß", ["lodz", "aero", "oresund", "gross", "Łódź"], []),
        ("R&B at AT&T", ["R&B", "r&b", "AT&T", '"R&B at AT&T"', "R&B AT&T"], ["R&D", "B&R", "&"]),
        ("C++ before C# and .NET", ["C++", "c#", ".NET", ".net c++"], ["C+", "F#", "net"]),
        ("ASP.NET is new", ["ASP.NET", ".NET", "asp"], []),
        ("To be or not to be: a play", ['"to be or not to be"', '"To be, or not to be"', '"not to be"'], ['"be to"']),
        ("It is said to be so", ['"it is"'], ['"to be or not to be"', '"is it"']),
        ("The Who play", ['"the who"', '"The Who play"'], ['"who the"']),
        ("See https://example.org/a/b_c?d=1 or ada@example.org", ["example", "example.org", "ada@example.org"], []),
        ("It costs 1,000.50 or -5", ["1,000.50", "1000.50 or 5", "-"], ["1,000.51"]),
        ("Rock 'n' roll isn't l'homme", ["rock n roll", "isn't", "homme", "l'homme"], []),
    ],
)
def test_signs_hyphens_and_accents_are_no_hindrance(find, make_article, text, found_by, not_found_by):
    make_article(headline="Something else entirely", body="<p>Nothing.</p>")
    make_article(headline="As a headline", standfirst=text)
    make_article(headline="As a body", body=f"<p>{text.replace('&', '&amp;')}</p>")
    for words in found_by:
        assert set(find(words)) == ({"As a headline", "As a body"} if words != "-" else set()), words
    for words in not_found_by:
        assert find(words) == [], words


@pytest.mark.parametrize(
    ("language", "text", "found_by"),
    [
        ("fr", "L’été à Orléans: des élèves", ["ete", "été", "orleans eleve", "élève", '"eleves"']),
        ("de", "Schöne Grüße aus Köln", ["schon", "schöne", "koln", "Köln", "grusse"]),
        ("es", "El niño y la canción", ["nino cancion", "canción"]),
        ("uk", "Їжак біля Києва", ["їжак", "іжак", "києва"]),
        ("vi", "Phở ở Hà Nội", ["pho", "ha noi", "Hà Nội"]),
        ("el", "Η Αθήνα σήμερα", ["αθηνα", "Αθήνα"]),
        ("tr", "İstanbul'da ılık", ["istanbul", "ilik"]),
    ],
)
def test_accents_may_be_left_out_in_every_language(find, make_article, language, text, found_by):
    make_article(headline=text, language=language)
    for words in found_by:
        assert find(words) == [text], words


def test_an_excerpt_shows_what_was_found_without_its_accents_as_it_is_written(page, make_article):
    make_article(headline="Iron", body=f"<p>{'Filler. ' * 200}The old Café of Ænne, F-16.</p>")
    assert "The old <mark>Café</mark> of" in page("cafe")
    assert "<mark>F</mark>-<mark>16</mark>" in page("F 16")


# Who wrote it --------------------------------------------------------------------------------------------------------


@pytest.fixture
def by(make_article):
    def by(person, **what_matters):
        article = make_article(**what_matters)
        Byline.objects.create(article=article, person=person)
        return article

    return by


def test_articles_are_found_by_the_names_of_those_who_wrote_them(find, by, make_article):
    ada = Person.objects.create(name="Ada Lovelace-Byron", slug="ada")
    by(ada, headline="Engines")
    make_article(headline="Something else entirely")
    for words in ("ada", "Lovelace", '"Ada Lovelace"', "lovelace engines", "engines ada -grace", "byron"):
        assert find(words) == ["Engines"], words
    for words in ('"Lovelace Ada"', "ada tunnel", "engines -ada", "adam"):
        assert find(words) == [], words


def test_a_new_name_is_found_at_once_whoever_writes(find, by):
    person = Person.objects.create(name="José Núñez", slug="jose")
    article = by(person, headline="Engines")
    assert find("jose nunez") == find("José") == ["Engines"]
    Person.objects.update(name="Grace Hopper")
    assert find("nunez") == []
    assert find("hopper") == ["Engines"]
    other = Person.objects.create(name="Ida Rhodes", slug="ida")
    Byline.objects.update(person=other)
    assert find("hopper") == []
    assert find("rhodes engines") == ["Engines"]
    article.refresh_from_db()
    article.save()
    assert find("rhodes") == ["Engines"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_byline")
    assert find("rhodes") == []


def test_of_many_namesakes_those_who_bear_all_the_words_are_found(find, by):
    for number in range(the_words.MOST_PEOPLE + 5):
        by(Person.objects.create(name=f"John Doe{number}", slug=f"john-{number}"), headline=f"By {number}")
    by(Person.objects.create(name="John Sought", slug="sought"), headline="By the one")
    assert find("john sought") == ["By the one"]


# What no text may do -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        "x-",
        "x/",
        "x.",
        "x_",
        "x@y.",
        "-1+2",
        "x",
        "漢字",
        "x&amp;",
        "x+",
        "x#",
        "é",
        "x.net",
        "'",
        "to be ",
        "http://x/",
        *("ab-cd ", "1-2-", "x-1_y.z/", "-", ".", "x\N{HYPHEN}", "&lt;", "x=1&amp;", "ß-", "я-", "e\u0301", "\u0301"),
    ],
)
def test_no_text_keeps_the_index_busy(find, make_article, word):
    """PostgreSQL itself took a minute for the first, and four times as long for twice as much."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20s'")
        make_article(headline="A bridge", standfirst=(word * 250)[:500], body=f"<p>{word * (99_000 // len(word))}</p>")
        assert find("bridge") == ["A bridge"]
        assert find(f"{word * (200 // len(word))}") in ([], ["A bridge"])
        assert find(f"bridge {word * (190 // len(word))}") in ([], ["A bridge"])


@pytest.mark.parametrize(
    "state",
    [
        {"published_at": None},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"withdrawn_at": timezone.now(), "withdrawal_reason": "It was wrong."},
    ],
    ids=["draft", "scheduled", "withdrawn"],
)
def test_only_published_articles_are_found(page, make_article, state):
    make_article(headline="A secret bridge", **state)
    assert "A secret" not in page("bridge")


@pytest.mark.parametrize(
    "body", ["漢字" * 150_000, " ".join(f"w{number:x}" for number in range(150_000)), "x" * 400_000]
)
def test_a_text_that_is_too_long_to_be_indexed_is_saved_all_the_same(find, make_article, body):
    make_article(headline="A very long bridge", body=f"<p>{body}</p>")
    assert find("bridge") == ["A very long bridge"]


# In which order ------------------------------------------------------------------------------------------------------


def test_a_word_counts_most_in_the_headline_then_in_the_standfirst(find, make_article):
    same_day = {"published_at": datetime(2024, 3, 1, tzinfo=UTC)}
    make_article(headline="Third", body="<p>A bridge.</p>", **same_day)
    make_article(headline="Second", standfirst="A bridge.", **same_day)
    make_article(headline="First bridge", **same_day)
    assert find("bridge") == ["First bridge", "Second", "Third"]


def test_of_articles_that_match_alike_the_newer_comes_first(find, make_article):
    for year in (2014, 2024, 2019):
        make_article(headline=f"Bridge {year}", published_at=datetime(year, 3, 1, tzinfo=UTC))
    assert find("bridge") == find("bridge", order="newest") == ["Bridge 2024", "Bridge 2019", "Bridge 2014"]


def test_a_reader_may_have_the_newest_first(find, make_article):
    make_article(headline="A bridge", published_at=datetime(2024, 3, 1, tzinfo=UTC))
    make_article(headline="A tide", body="<p>A bridge.</p>", published_at=datetime(2024, 3, 2, tzinfo=UTC))
    assert find("bridge") == ["A bridge", "A tide"]
    assert find("bridge", order="newest") == ["A tide", "A bridge"]


# How it is narrowed --------------------------------------------------------------------------------------------------


def test_results_are_narrowed_by_how_they_were_made(find, make_article):
    made = {"human": "none", "ai_assisted": "assisted", "ai_reviewed": "generated", "ai_generated": "generated"}
    for level, ai_use in made.items():
        article = make_article(headline=f"Bridge {level}", ai_use=ai_use)
        if level == "ai_reviewed":
            article.review(by=Person.objects.create(name="Ada", slug="ada"), scope=["facts"])
            article.save()
    for level in made:
        assert find("bridge", made=level) == [f"Bridge {level}"]


def test_results_are_narrowed_to_a_section(find, make_article):
    science = Section.objects.create(name="Science", slug="science")
    make_article(headline="Bridge of science", section=science)
    make_article(headline="Bridge of the world")
    assert find("bridge", section="science") == ["Bridge of science"]


@pytest.mark.parametrize(
    "choice", ["made=robots", "section=nowhere", "section=%00", "order=random", "page=0", "page=2"]
)
def test_a_choice_that_there_is_not_is_not_found(client, make_article, choice):
    make_article(headline="Bridge")
    assert client.get(f"/search/?q=bridge&{choice}").status_code == 404


def test_every_way_to_narrow_a_search_keeps_the_rest_of_it(client, make_article):
    make_article(headline="Bridge & tide", section=Section.objects.create(name="Science", slug="science"))
    make_article(headline="Bridge & tide", ai_use="assisted")
    for number in range(25):
        make_article(headline=f"Bridge & tide {number}")
    response = client.get("/search/", {"q": "bridge & tide", "section": "world", "made": "human", "order": "newest"})
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    links = {link.get("href") for link in tree.iter("a")}
    everything = "?q=bridge+%26+tide&section=world&made=human&order=newest"
    assert {
        everything,
        f"{everything}&page=2",
        everything.replace("&section=world", ""),
        everything.replace("world", "science"),
        everything.replace("&made=human", ""),
        everything.replace("human", "ai_assisted"),
        everything.replace("&order=newest", ""),
    } <= links


@pytest.mark.parametrize(
    ("written", "asked"),
    [("Die Ärzte", "ÄRZTE"), ("Мости", "МОСТИ"), ("STRAẞE", "straße"), ("თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ"), ("«Дніпро»", "дніпро")],
)
def test_capitals_are_small_letters_to_it_in_every_script_whatever_the_locale(find, make_article, written, asked):
    article = make_article(headline=written, language="la")
    assert find(asked) == [article.headline]


def test_every_capital_and_every_sign_is_what_unicode_says_as_new_servers_know_it(db):
    if connection.cursor().connection.info.server_version < 180000:
        pytest.skip("an older PostgreSQL has nothing to compare with")
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT number FROM (
                SELECT number, chr(number) COLLATE pg_c_utf8 AS letter FROM generate_series(1, 1114111) AS number
                WHERE number NOT BETWEEN 55296 AND 57343
            ) AS letters
            WHERE articles_lowercase(letter) <> lower(letter) OR unicode_assigned(letter)
                AND letter ~ articles_punctuation() <> (letter ~ '(?![\\x01-\\x7f])[[:punct:][:space:]]')
        """)
        assert cursor.fetchall() == []


# What it shows -------------------------------------------------------------------------------------------------------


def test_a_result_carries_its_label_and_the_words_in_their_place(page, make_article):
    make_article(headline="Iron", body=f"<p>{'Filler. ' * 200}The old bridges lean.</p>", ai_use="generated")
    text = page("bridge")
    assert "Content created by AI" in text
    assert re.search(r"The old <mark>bridges</mark> lean", text)


def test_an_excerpt_is_text_whatever_the_article_holds(page, make_article):
    make_article(body="<p>A bridge &lt;script&gt;alert(1)&lt;/script&gt; AT&amp;T<strong> of iron</strong></p>")
    text = page("bridge")
    assert "<mark>bridge</mark> &lt;script&gt;alert(1)&lt;/script&gt; AT&amp;T of iron" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("language", "body", "words", "shown"),
    [
        ("zh", "东京发生地震。海啸警报", "地震", "东京发生<mark>地</mark><mark>震</mark>。海啸警报"),
        ("uk", "Міст «Дніпро» — довгий", "дніпро", "Міст «<mark>Дніпро</mark>» — довгий"),
        ("de", "Die „Häuser“ stehen", "haus", "Die „<mark>Häuser</mark>“ stehen"),
        ("de", "ÄRZTE und Ämter", "ärzte amt", "<mark>ÄRZTE</mark> und <mark>Ämter</mark>"),
        ("tr", "Yol İstanbul’a gider", "istanbul", "Yol <mark>İstanbul</mark>’a gider"),
    ],
)
def test_words_are_marked_in_every_script(page, make_article, language, body, words, shown):
    make_article(language=language, body=f"<p>{body}</p>")
    assert shown in page(words)


def test_what_was_asked_comes_back_escaped(page, make_article):
    text = page('"><script>alert(1)</script>')
    assert "<script>alert" not in text
    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_what_was_found_is_not_for_search_engines_but_the_search_itself_is(client, page):
    assert '<meta name="robots" content="noindex">' in page("bridge")
    assert "noindex" not in client.get("/search/").content.decode()
    assert "Disallow: /search/?\n" in client.get("/robots.txt").content.decode()


# What cannot be answered ---------------------------------------------------------------------------------------------


@pytest.fixture
def one_article(make_article):
    article = make_article(headline="The bridge of the town", body="<p>The and of it.</p>")
    article.topics.add(Topic.objects.create(name="Rivers", slug="rivers"))
    Topic.objects.create(name="Secret plans", slug="secret")


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ("", 200, None),
        ("   ", 200, None),
        ("\0", 200, None),
        ("tunnel", 200, "No article contains all these words."),
        ("the and of", 200, "These words appear in almost every article."),
        ("!?", 200, "These words appear in almost every article."),
        ("x" * 201, 400, "Please search for fewer words: 200 characters at most."),
    ],
)
def test_a_search_without_a_result_says_why_and_offers_a_way_on(client, one_article, words, status, says):
    response = client.get("/search/", {"q": words})
    assert response.status_code == status
    text = response.content.decode()
    assert ('<div class="notice"' in text) == (says is not None)
    assert says is None or says in text
    assert 'href="/topics/rivers/"' in text
    assert 'href="/archive/"' in text
    assert "Secret plans" not in text


def test_nothing_in_a_choice_leads_to_everything(page, one_article):
    text = page("bridge", made="ai_generated")
    assert "None of the articles you chose contains all these words." in text
    assert '<a href="?q=bridge">Search all articles</a>' in text


@pytest.mark.parametrize(
    "words",
    [
        '"bridge',
        '"',
        '""',
        '"" ""',
        "'",
        "bridge -",
        "-",
        "--",
        "- - -",
        "or",
        "or or or",
        "bridge or",
        "-bridge",
        '-"bridge town"',
        "bridge & | ! ( ) <-> :* \\",
        "bridge\\",
        "'; drop table articles_article; --",
        "%s %(a)s %",
        "\x1f\x02\x03bridge",
        "bridge\0",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "\u202e\u200b",
        "(" * 200,
        "-" * 200,
        '"' * 199,
        "地" * 200,
        '"地震',
        "-地震",
        "«»“”",
        "a " * 100,
        " ".join(map(chr, range(0x3B1, 0x3B1 + 90))),
        '-"' * 100,
        "- " * 100,
        "-a" * 100,
        "地-" * 100,
        "a or " * 40,
        '-"a" ' * 40,
    ],
)
def test_whatever_is_asked_is_answered(client, one_article, words):
    assert client.get("/search/", {"q": words}).status_code == 200


def test_bytes_that_are_no_text_are_answered(client, one_article):
    for query in ("q=%ff%fe", "q=%00bridge", "q=bridge&q=tide", "q[]=bridge", "q=%ED%A0%80"):
        assert client.get(f"/search/?{query}").status_code == 200


# What it costs -------------------------------------------------------------------------------------------------------


def test_a_common_word_ranks_the_newest_and_says_that_there_are_more(client, make_article):
    first = make_article(headline="Bridge 0", published_at=datetime(2020, 1, 1, tzinfo=UTC))
    Article.objects.bulk_create(
        Article(
            section=first.section,
            slug=f"bridge-{number}",
            headline=f"Bridge {number}",
            ai_use="none",
            published_at=first.published_at + timedelta(minutes=number),
        )
        for number in range(1, the_search.MOST_FOUND + 5)
    )
    for order in the_search.ORDERS:
        response = client.get("/search/", {"q": "bridge", "order": order})
        assert f"More than {the_search.MOST_FOUND} articles" in response.content.decode()
        assert response.context["page"].paginator.count == the_search.MOST_FOUND
        pages = the_search.MOST_FOUND // ROWS_ON_A_PAGE
        last = client.get("/search/", {"q": "bridge", "order": order, "page": pages})
        assert [article.headline for article in last.context["page"]][-1] == "Bridge 5"
        assert client.get("/search/", {"q": "bridge", "order": order, "page": pages + 1}).status_code == 404


def test_a_search_takes_the_same_queries_for_few_articles_and_for_many(client, make_article, django_assert_num_queries):
    for rows in (the_search.FEW, 25):
        for number in range(rows):
            make_article(headline=f"Bridge {number}")
        with django_assert_num_queries(15):  # two of them are the savepoint that holds the time limit
            assert client.get("/search/?q=bridge").status_code == 200
    with django_assert_num_queries(13):
        assert client.get("/search/?q=tunnel").status_code == 200
    with django_assert_num_queries(2):
        assert client.get("/search/").status_code == 200


def test_no_other_page_reads_the_search_column(client, make_article, django_assert_max_num_queries):
    article = make_article()
    for address in ("/", article.get_absolute_url(), "/sections/world/", "/feed.atom", "/corrections/"):
        with django_assert_max_num_queries(30) as queries:
            client.get(address)
        assert not [query for query in queries if '"search"' in query["sql"]], address


def test_the_index_serves_the_search(make_article):
    make_article()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM articles_article WHERE search @@ '''bridg'''::tsquery")
        assert "article_search" in "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_is_stopped_and_says_so(client, make_article):
    make_article(headline="Bridge")
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:  # holds the articles, so the search has to wait
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE articles_byline, articles_article IN ACCESS EXCLUSIVE MODE")
            question = the_search.read_query("bridge", "en")
            with pytest.raises(the_search.OperationalError) as stopped:
                the_search.find(Article.objects.published(), question, "newest")
            assert the_search.was_cancelled(stopped.value)
    finally:
        other.close()
    assert client.get("/search/?q=bridge").status_code == 200


def test_a_search_may_be_kept_by_shared_caches_and_sets_no_cookie(client, make_article):
    make_article(headline="Bridge")
    response = client.get("/search/?q=bridge")
    assert response["Cache-Control"] == PUBLIC
    assert not response.cookies
    assert client.post("/search/", {"q": "bridge"}).status_code == 405


@pytest.mark.parametrize("days", [0, 3650])
def test_an_old_article_is_found_as_well(find, make_article, days):
    make_article(headline="Bridge")
    with travel(timezone.now() + timedelta(days=days)):
        assert find("bridge") == ["Bridge"]


def test_a_byline_makes_no_new_version_of_its_article(by):
    """Someone at the desk would be told that a colleague had saved the text."""
    article = by(Person.objects.create(name="Ada", slug="ada"))
    Byline.objects.all().delete()
    article.refresh_from_db()
    assert article.version == 1
