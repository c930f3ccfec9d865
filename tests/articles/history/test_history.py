"""The history of an article: every change of every part in an editor's words, and any version whole."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import Article, Image, Page, Person, Topic
from tests.pictures import make_picture
from tests.staff import ADD, ARTICLES, account, formset, page_of, publish, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return account("Editor")


@pytest.fixture
def desk(editor):
    return signed_in(editor)


@pytest.fixture
def write(desk, section):
    def send(**changes):
        answer = desk.post(ADD, typed(section=section.pk, **changes))
        assert answer.status_code == 302, answer.context["adminform"].form.errors
        return Article.objects.latest("pk")

    return send


def press(desk, article, step="save", **changes):
    answer = desk.post(page_of(article), typed(article, _step=step, **changes))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    article.refresh_from_db()


def history_of(row):
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/history/"


def entries(desk, row):
    """The text of each entry, newest first."""
    page = desk.get(history_of(row)).text
    return page.partition('<ol class="desk-history">')[2].partition("</ol>")[0].split('<li id="version-')[1:]


def test_it_names_the_author_and_marks_the_words(desk, write, editor):
    article = write(body="<p>Twice a day.</p>")
    press(desk, article, body="<p>Thrice a day.</p>")
    newest, first = entries(desk, article)
    assert editor.username in newest
    assert "<del>Twice</del> <ins>Thrice</ins>" in newest
    assert "Created." in first


def test_a_link_a_picture_a_heading_and_a_bold_word_are_changes_in_words(desk, write):
    article = write(body='<p>See <a href="https://example.org/a">the table</a> today.</p><p>More.</p>')
    press(
        desk,
        article,
        body='<p>See <a href="https://example.org/b">the table</a> <strong>today</strong>.</p><h2>More.</h2>'
        '<figure><img src="/media/a.jpg" alt="A bridge"><figcaption>Opened.</figcaption></figure>',
    )
    newest = entries(desk, article)[0]
    for said in (
        "(link to https://example.org/a)",
        "(link to https://example.org/b)",
        "<strong>today</strong>",
        "[Heading]",
        "[Picture: A bridge]",
        "Opened.",
    ):
        assert said in newest, said


def test_topics_bylines_sources_and_corrections_are_changes_in_words(desk, write):
    ada = Person.objects.create(name="Ada", slug="ada")
    grace = Person.objects.create(name="Grace", slug="grace")
    sea, sky = (Topic.objects.create(name=name, slug=name.lower()) for name in ("Sea", "Sky"))
    article = write(ai_use="none")
    publish(desk, article)
    article.refresh_from_db()
    press(
        desk,
        article,
        topics=sea.pk,
        **formset("byline_set", {"person": ada.pk, "position": "0"}),
        **formset("sources", {"title": "Tide tables", "address": "https://example.org/", "position": "0"}),
        **formset("corrections", {"kind": "correction", "text": "It was the other moon.", "cause": "ai"}),
    )
    newest = entries(desk, article)[0]
    for label, words in (
        ("Topics", "<ins>Sea</ins>"),
        ("Bylines", "<ins>Ada</ins>"),
        ("Sources", "<ins>Tide tables, https://example.org/</ins>"),
        ("Corrections", "<ins>Correction: It was the other moon. (cause: AI)</ins>"),
    ):
        assert f"<dt>{label}</dt>" in newest
        assert words in newest
    byline, source, correction = article.byline_set.get(), article.sources.get(), article.corrections.get()
    press(
        desk,
        article,
        topics=sky.pk,
        **formset("byline_set", {"id": byline.pk, "person": grace.pk, "position": "0"}, initial=1),
        **formset("sources", {"id": source.pk, "title": "Better tables", "position": "0"}, initial=1),
        **formset(
            "corrections",
            {"id": correction.pk, "kind": "correction", "text": "It was another moon.", "cause": "ai"},
            initial=1,
        ),
    )
    newest = entries(desk, article)[0]
    for words in (
        "<del>Sea</del> <ins>Sky</ins>",
        "<del>Ada</del> <ins>Grace</ins>",
        "<del>Tide</del> <ins>Better</ins>",
        "<del>the other</del> <ins>another</ins>",
    ):
        assert words in newest, words


def test_each_step_of_an_article_is_a_sentence(desk, write):
    article = write(ai_use="none")
    press(desk, article, "submit")
    desk.post(f"{ARTICLES}{article.pk}/send-back/", {"note": "Name a source."})
    article.refresh_from_db()
    publish(desk, article, "2100-01-01 12:00")
    article.refresh_from_db()
    press(desk, article, "return")
    publish(desk, article)
    desk.post(f"{ARTICLES}{article.pk}/withdraw/", {"withdrawal_reason": "It was wrong.", "kind": "error"})
    article.refresh_from_db()
    press(desk, article, "reinstate")
    said = entries(desk, article)
    for words in (
        "Submitted.",
        "Sent back: <q>Name a source.</q>",
        "Scheduled for January 1, 2100",
        "Taken off the schedule.",
        "Published.",
        "Withdrawn (It is wrong): <q>It was wrong.</q>",
        "Published again.",
    ):
        assert any(words in " ".join(each.split()) for each in said), words
    assert not any("Saved without a change" in each for each in said)


def test_steps_from_before_the_record_are_read_off_the_versions(desk, make_article):
    article = make_article(published_at=None)
    now = timezone.now()
    steps = [
        ({"submitted_at": now}, "Submitted for review."),
        ({"submitted_at": None}, "Back to draft."),
        ({"published_at": now + timedelta(days=9)}, "Scheduled for"),
        ({"published_at": None}, "Taken off the schedule."),
        ({"published_at": now}, "Published."),
        ({"withdrawn_at": now, "withdrawal_reason": "It was wrong."}, "Withdrawn."),
        ({"withdrawn_at": None}, "Published again."),
    ]
    for changes, words in steps:
        vars(article).update(changes)
        article.save()
        assert words in entries(desk, article)[0]


def test_pictures_moments_and_choices_are_said_as_people_say_them(desk, write, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TIME_ZONE = "Europe/Berlin"
    article = write(ai_use="none")
    article.lead_image = make_picture(alternative_text="A bridge")
    article.save()
    article.lead_image = None
    article.publish(by=None, at=datetime(2100, 1, 1, 12, 0, 30, 123456, tzinfo=UTC))
    article.leads_front = True
    article.ai_use = "assisted"
    article.review(by=Person.objects.create(name="Grace", slug="grace"), scope=["facts", "names"])
    article.save()
    article.lead_image = make_picture(alternative_text="A harbour")
    article.save()
    Image.objects.filter(alternative_text="A harbour").delete()
    said = "".join(entries(desk, article))
    for words in (
        "<ins>A bridge</ins>",
        "<del>A bridge</del>",
        "<ins>deleted: picture</ins>",
        "<del>No</del> <ins>Yes</ins>",
        "Checked by Grace: Facts, Names.",
        date_format(timezone.localtime(article.published_at), "DATETIME_FORMAT"),
    ):
        assert words in said, words
    for raw in ("pk=", ">None<", "2100-01-01", "+00:00", "[&#x27;", ">True<", ">assisted<"):
        assert raw not in said.replace("datetime=", ""), raw


def test_any_version_is_shown_whole(desk, write):
    article = write(
        body="<h2>Tides</h2><p>Twice a day.</p>",
        standfirst="How the sea moves.",
        **formset("sources", {"title": "Tide tables", "position": "0"}),
    )
    article.save()
    for number in range(5):
        press(desk, article, body=f"<p>Another text, {number}.</p>", standfirst="")
    old = article.history.order_by("history_id")[1]
    page = desk.get(f"{history_of(article)}{old.pk}/").text
    for words in ("<h2>Tides</h2>", "Twice a day.", "How the sea moves.", "Tide tables"):
        assert words in page
    assert "Another text" not in page
    for odd in ("0", "9" * 30, article.pk + 99999):
        assert desk.get(f"{history_of(article)}{odd}/").status_code == 404


def test_a_version_from_before_parts_were_on_record_says_so(desk, make_article):
    article = make_article()
    article.history.update(parts=None)
    article.save()
    old = article.history.last()
    assert "were not on record" in desk.get(f"{history_of(article)}{old.pk}/").text
    assert desk.get(history_of(article)).status_code == 200
    newest = article.history.first()
    compared = desk.get(f"{history_of(article)}compare/", {"old": old.pk, "new": newest.pk}).text
    assert "so they are not compared" in compared


def test_any_two_versions_are_compared_word_by_word_also_over_pages_of_the_history(desk, make_article):
    article = make_article(body="<p>One sea.</p><p>It moves.</p>")
    for number in range(60):
        article.body = f"<p>{number} seas.</p><p>It moves.</p>"
        article.save()
    first, newest = article.history.last(), article.history.first()
    page = desk.get(history_of(article), {"page": 3, "new": newest.pk})
    assert f'name="new" value="{newest.pk}" checked' in page.text
    assert f'name="old" value="{first.pk}"' in page.text
    for chosen in ({"old": first.pk, "new": newest.pk}, {"old": newest.pk, "new": first.pk}):
        compared = desk.get(f"{history_of(article)}compare/", chosen).text
        assert "<del>One sea.</del> <ins>59 seas.</ins>" in compared
        assert "<span>It moves.</span>" in compared


@pytest.mark.parametrize("odd", [{}, {"old": "x"}, {"old": "1" * 40, "new": "-1"}, {"old": "²", "new": "1"}])
def test_without_two_versions_to_compare_the_history_says_what_to_do(desk, make_article, odd):
    answer = desk.get(f"{history_of(make_article())}compare/", odd, follow=True)
    assert "Choose two different versions to compare." in answer.text


def test_a_version_of_another_article_is_not_shown_under_this_one(desk, make_article):
    one, other = make_article(), make_article(headline="Another one")
    key = other.history.get().pk
    assert desk.get(f"{history_of(one)}{key}/").status_code == 404
    assert desk.get(f"{history_of(one)}{key}/restore/").status_code == 404
    compared = desk.get(f"{history_of(one)}compare/", {"old": key, "new": one.history.get().pk}, follow=True)
    assert "Another one" not in compared.text


def test_the_history_takes_the_same_queries_for_two_versions_and_for_a_thousand(
    desk, make_article, django_assert_num_queries
):
    article = make_article(lead_image=None)
    article.save()
    desk.get(history_of(article))
    with django_assert_num_queries(11):
        desk.get(history_of(article))
    version = article.history.first()
    rows = [type(version)(**vars_of(version, number)) for number in range(1_000)]
    type(version).objects.bulk_create(rows)
    for page in ("", "?page=20", "?page=x"):
        with django_assert_num_queries(11):
            assert desk.get(history_of(article) + page).status_code == 200


def vars_of(version, number):
    fields = {field.attname: getattr(version, field.attname) for field in version._meta.concrete_fields}
    later = version.history_date + timedelta(seconds=number)
    return fields | {"history_id": None, "history_date": later, "headline": f"Headline {number}"}


def test_pages_and_pictures_have_a_history_in_words_too(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = Page.objects.get(slug="about")
    desk.post(f"/admin/articles/page/{page.pk}/change/", stored(page) | {"title": "Who we are"})
    newest = entries(desk, page)[0]
    assert "<dt>Title</dt>" in newest
    assert "<ins>Who we are</ins>" in newest
    assert page.history.first().history_user.username in newest
    picture = make_picture(alternative_text="A bridge", credit="Ada")
    desk.post(f"/admin/articles/image/{picture.pk}/change/", stored(picture) | {"alternative_text": "An old bridge"})
    newest = entries(desk, picture)[0]
    assert "<del>A</del> <ins>An old</ins> <span>bridge</span>" in newest
    for row in (page, picture):
        assert desk.get(f"{history_of(row)}{row.history.last().pk}/").status_code == 200


def stored(row):
    """What the form of a page or a picture would send back."""
    form = signed_in(account("Editor")).get(f"{history_of(row)}".replace("history", "change")).context["adminform"].form
    fields = {name: form[name].value() for name in form.fields if name != "file"}
    return {name: str(value) for name, value in fields.items() if value is not None}
