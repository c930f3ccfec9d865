"""The publishing panel: what blocks, what is advised, and what of that is on record as waved through."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.admin.article.article_admin import ArticleAdmin
from articles.models import Article, Byline, Image, Person, Source, Topic, WorkflowEntry
from articles.workflow.checklist import check_before_publishing
from articles.workflow.day_words import day_words
from articles.workflow.name_spellings import spelled_two_ways
from tests.pictures import make_picture
from tests.staff import ADD, ARTICLES, account, page_of, publish, signed_in, typed

pytestmark = pytest.mark.django_db
LATER = datetime(2100, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def editor():
    return account("Editor")


@pytest.fixture
def desk(editor):
    return signed_in(editor)


@pytest.fixture
def finished(make_article):
    """A draft in which the checklist finds nothing, unless what matters to the test says otherwise."""

    def make(**what_matters):
        article = make_article(
            **{"published_at": None, "standfirst": "What it is.", "without_sources": True} | what_matters
        )
        Byline.objects.create(article=article, person=Person.objects.create(name="Ada Winter", slug="ada-winter"))
        return article

    return make


def codes(article, at=None):
    return [finding.code for finding in check_before_publishing(article, at)]


# The way there --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "page"), [("publish", "publish"), ("schedule", "schedule")])
def test_the_button_saves_what_was_typed_and_opens_the_panel(step, page, desk, section):
    answer = desk.post(ADD, typed(section=section.pk, headline="Just typed", _step=step))
    article = Article.objects.get()
    assert answer.url == f"{ARTICLES}{article.pk}/{page}/"
    assert (article.headline, article.state) == ("Just typed", "draft")
    panel = desk.get(answer.url).text
    assert "State how the article was made before you publish it." in panel
    answer = desk.post(page_of(article), typed(article, headline="Changed", _step=step))
    assert Article.objects.get().headline == "Changed"


def test_each_finding_leads_to_its_field(desk, make_article):
    article = make_article(published_at=None, ai_use="", embargo_until=LATER, headline="Long " * 20)
    panel = desk.get(f"{ARTICLES}{article.pk}/publish/")
    form = desk.get(page_of(article)).text
    findings = panel.context["form"].findings
    assert {finding.code for finding in findings} >= {
        "making",
        "embargo",
        "sources",
        "standfirst",
        "bylines",
        "headline",
    }
    checklist = panel.context["checklist"]
    shown = [*checklist.blocking, *checklist.advice]
    assert {each.words for each in shown} == {finding.words for finding in findings}
    for each in shown:
        page, _hash, target = each.address.partition("#")
        assert f'href="{each.address}"' in panel.text
        assert page == page_of(article)
        assert f'id="{target}"' in form


def test_each_field_that_a_rule_can_name_has_its_place_in_the_form(desk, make_article):
    article = make_article(published_at=None)
    form = desk.get(page_of(article))
    rules = "".join(Path("articles/workflow", f"{name}.py").read_text() for name in ("checklist", "blocking"))
    named = {field for _code, field in re.findall(r'Finding\(\s*"(\w+)", "(\w+)"', rules)}
    assert {"ai_use", "embargo_until", "lead_image", "body", "byline_set"} <= named
    targets = ArticleAdmin(Article, admin.site).targets(form.wsgi_request, article)
    for field in named:
        assert f'id="{targets[field]}"' in form.text


def test_publishing_twice_by_two_people_is_told_to_the_second(desk, finished):
    article = finished()
    publish(desk, article)
    late = desk.post(f"{ARTICLES}{article.pk}/publish/", {"version": article.version}, follow=True)
    assert "This article is published already." in late.text
    assert WorkflowEntry.objects.filter(verb="publish").count() == 1


def test_a_press_counts_for_the_text_that_the_panel_was_about(desk, finished):
    article = finished()
    panel = f"{ARTICLES}{article.pk}/publish/"
    shown = {"version": article.version, "seen": ""}
    Article.objects.filter(pk=article.pk).update(headline="Changed")
    refused = desk.post(panel, shown)
    assert refused.status_code == 422
    assert "changed after this page was opened" in refused.text
    form = refused.context["form"]
    assert desk.post(panel, {"version": form["version"].value(), "seen": form["seen"].value()}).status_code == 302
    assert Article.objects.get().state == "published"


def test_advice_that_was_not_shown_is_not_waved_through(desk, finished):
    article = finished()
    version = article.version
    article.byline_set.all().delete()
    panel = f"{ARTICLES}{article.pk}/publish/"
    article.refresh_from_db()
    refused = desk.post(panel, {"version": article.version, "seen": ""})
    assert refused.status_code == 422
    assert "There is no byline." in refused.text
    assert article.version >= version


def test_advice_of_a_kind_that_was_shown_for_something_else_is_not_waved_through(desk, finished, make_article):
    link = make_article(slug="there")
    article = finished(body='<p><a href="/articles/gone/">x</a> <a href="/articles/there/">y</a></p>')
    panel = f"{ARTICLES}{article.pk}/publish/"
    form = desk.get(panel).context["form"]
    said = {"version": form["version"].value(), "seen": form["seen"].value()}
    link.withdraw(None, "Wrong.")
    link.save()
    refused = desk.post(panel, said)
    assert refused.status_code == 422
    assert "/articles/there/" in refused.text


def test_what_was_waved_through_is_on_record(desk, editor, make_article):
    article = make_article(published_at=None)
    publish(desk, article)
    entry = WorkflowEntry.objects.of(article).first()
    assert (entry.verb, entry.made_by) == ("publish", editor)
    assert "There is no byline." in entry.waved_through
    assert len(entry.waved_through) == 3


def test_the_panel_and_the_record_name_the_moment_with_its_zone(desk, finished, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    article = finished()
    answer = publish(desk, article, "2100-01-01 13:00")
    assert "Readers will see it from January 1, 2100, 1:00 p.m. (Europe/Berlin, UTC+1)." in answer.text
    article.refresh_from_db()
    assert article.published_at == LATER
    assert WorkflowEntry.objects.of(article).first().moment == LATER


def test_a_scheduled_article_can_be_published_now_and_moved(desk, finished):
    article = finished(published_at=LATER)
    publish(desk, article, "2100-02-01 12:00")
    article.refresh_from_db()
    assert article.published_at == datetime(2100, 2, 1, 12, tzinfo=UTC)
    publish(desk, article)
    article.refresh_from_db()
    assert article.state == "published"


@pytest.mark.parametrize("page", ["publish", "schedule"])
def test_a_reporter_opens_no_panel(page, make_article):
    reporter = account("Reporter")
    article = make_article(published_at=None, created_by=reporter)
    answer = signed_in(reporter).post(f"{ARTICLES}{article.pk}/{page}/", {"version": article.version})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "odd", [{}, {"version": "x"}, {"version": "9" * 30}, {"version": "1", "seen": "\0"}, {"publish_at_0": "9" * 99}]
)
def test_odd_input_publishes_nothing(odd, desk, finished):
    article = finished()
    for page in ("publish", "schedule"):
        assert desk.post(f"{ARTICLES}{article.pk}/{page}/", odd).status_code == 422
    article.refresh_from_db()
    assert article.state == "draft"


# What blocks ----------------------------------------------------------------------------------------------------------


def test_an_embargo_blocks_until_its_end(desk, finished):
    article = finished(embargo_until=LATER)
    for at in ("", "2099-12-31 12:00"):
        refused = publish(desk, article, at)
        assert refused.status_code == 422
        assert "Nobody can publish this article before its embargo ends: January 1, 2100" in refused.text
    publish(desk, article, "2100-01-01 12:00")
    article.refresh_from_db()
    assert article.state == "scheduled"


def test_a_picture_without_alternative_text_blocks_the_panel_and_the_verb(desk, editor, finished):
    article = finished(body='<figure><img src="/media/images/a.webp" alt=""></figure>')
    refused = publish(desk, article)
    assert refused.status_code == 422
    assert "1 picture in the text has no alternative text." in refused.text
    with pytest.raises(ValidationError, match="alternative text"):
        article.publish(by=editor)
    Article.objects.filter(pk=article.pk).update(body=article.body.replace('alt=""', 'alt="A bridge"'))
    publish(desk, article)
    article.refresh_from_db()
    assert article.state == "published"


def test_an_imported_draft_with_a_picture_without_alternative_text_is_blocked(desk, write, run_import):
    path = write(published=None, body='Text.\n\n<figure><img src="/media/images/a.webp" alt=""></figure>')
    assert run_import(path).succeeded
    article = Article.objects.get()
    assert "<img" in article.body
    refused = publish(desk, article)
    assert refused.status_code == 422
    assert "1 picture in the text has no alternative text." in refused.text


def test_saving_a_live_article_brings_in_no_picture_without_alternative_text(desk, finished):
    figure = '<figure><img src="/media/images/a.webp" alt=""></figure>'
    article = finished(published_at=timezone.now())
    refused = desk.post(page_of(article), typed(article, body=figure))
    assert "has no alternative text" in refused.context["adminform"].form.errors["body"][0]
    Article.objects.filter(pk=article.pk).update(body=figure)  # published before pictures needed words
    article.refresh_from_db()
    saved = desk.post(page_of(article), typed(article, body=f"{figure}<p>Mended.</p>"))
    assert saved.status_code == 302
    article.refresh_from_db()
    assert "Mended." in article.body
    refused = desk.post(page_of(article), typed(article, body=f"{figure}{figure.replace('a.webp', 'b.webp')}"))
    assert "2 pictures in the text have no alternative text" in refused.context["adminform"].form.errors["body"][0]


# What is advised ------------------------------------------------------------------------------------------------------


def test_a_finished_article_is_published_with_two_presses(desk, finished):
    article = finished()
    panel = desk.post(page_of(article), typed(article, without_sources="on", _step="publish"), follow=True)
    assert "The checklist found nothing." in panel.text
    publish(desk, article)
    article.refresh_from_db()
    assert article.state == "published"
    assert WorkflowEntry.objects.of(article).first().waved_through == []


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"without_sources": False}, "sources"),
        ({"standfirst": ""}, "standfirst"),
        ({"headline": "A headline that goes on and on " * 3}, "headline"),
        ({"body": "<h2>One</h2><h4>Three</h4>"}, "headings"),
        ({"body": "<h3>Two</h3>"}, "headings"),
        ({"body": "<p>Ada Winter spoke. Later Ada Wintre left.</p>"}, "names"),
        ({"body": "<p>We met Ada Vinter.</p>"}, "names"),
        ({"body": '<p><a href="/articles/no-such/">x</a></p>'}, "links"),
    ],
)
def test_the_checklist_advises_on(missing, code, finished):
    assert codes(finished(**missing)) == [code]


def test_a_named_source_or_an_explicit_none_answers_the_question_for_sources(desk, finished):
    article = finished(without_sources=False)
    Source.objects.create(article=article, title="Tide tables")
    assert codes(article) == []
    Source.objects.all().delete()
    desk.post(
        page_of(article), typed(article, without_sources="on", **{"byline_set-0-id": article.byline_set.get().pk})
    )
    article.refresh_from_db()
    assert article.without_sources
    assert codes(article) == []


def test_a_lead_picture_too_narrow_for_large_cards_is_named(finished, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    article = finished(lead_image=make_picture(alternative_text="A bridge"))
    assert codes(article) == ["picture_size"]


def test_a_picture_in_the_text_that_is_narrower_than_its_column_is_named(finished, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = make_picture(alternative_text="A bridge")
    article = finished(body=f'<figure><img src="{picture.file.url}" alt=""></figure>')
    (finding,) = check_before_publishing(article)
    assert (finding.code, finding.field) == ("pictures_size", "body")
    assert "“A bridge” (60)" in finding.words
    Image.objects.filter(pk=picture.pk).update(width=2000)
    assert codes(article) == []


LIVE = [
    "/",
    "/articles/live/",
    "/articles/LIVE/",
    "/articles/former/",
    "/sections/world/",
    "/topics/sea/",
    "/corrections/",
]
DEAD = [
    "/articles/gone/",
    "/articles/withdrawn/",
    "/articles/draft/",
    "/sections/no-such/",
    "/topics/live/",
    "/no-such-page/",
    "/admin/",
    "no-such",
    "#source-1",
]


def test_links_within_the_site_are_followed_with_one_query(finished, make_article, settings, django_assert_num_queries):
    Topic.objects.create(name="Sea", slug="sea")
    live = make_article(slug="former")
    live.slug = "live"
    live.save()
    make_article(slug="draft", published_at=None)
    make_article(slug="withdrawn", withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    elsewhere = ["https://example.org/articles/gone/", "mailto:a@example.org", "#fn-1"]
    links = [*LIVE, *DEAD, *elsewhere, f"{settings.SITE_URL}/articles/live/", f"{settings.SITE_URL}/articles/gone-too/"]
    article = finished(body="<p>" + " ".join(f'<a href="{link}">x</a>' for link in links) + "</p>")
    from articles.workflow.internal_links import dead_links

    with django_assert_num_queries(1):
        dead = dead_links([article], timezone.now(), sources={})[article.pk]
    assert dead == [*DEAD, f"{settings.SITE_URL}/articles/gone-too/"]


def test_a_link_to_what_is_published_by_then_is_no_dead_one(finished, make_article):
    make_article(slug="soon", published_at=LATER - timedelta(days=1))
    article = finished(body='<p><a href="/articles/soon/">x</a></p>')
    assert codes(article) == ["links"]
    assert codes(article, LATER) == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Today and tomorrow; holidaytoday is no word.", ["today", "tomorrow"]),
        ("de", "Heute und morgen, am Morgen.", ["heute", "morgen"]),
        ("fr", "Aujourd’hui comme hier.", ["aujourd’hui", "hier"]),
        ("es-MX", "Hoy y mañana.", ["hoy", "mañana"]),
        ("uk", "Сьогодні вранці.", ["сьогодні"]),
        ("ar", "وصل أمس.", ["أمس"]),
        ("en", "The last\nnight.", ["last night"]),
        ("xx", "today", []),
    ],
)
def test_words_that_move_with_the_day_are_found_in_the_articles_language(language, text, found):
    assert day_words(text, language) == found


def test_today_is_named_in_a_scheduled_article_and_not_in_one_for_now(desk, finished):
    article = finished(body="<p>It rains today.</p>")
    assert codes(article) == []
    assert codes(article, LATER) == ["day"]
    assert "today" in desk.get(f"{ARTICLES}{article.pk}/schedule/").text


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Jonas Meier came. Then Jonas Maier went.", [("Jonas Meier", "Jonas Maier")]),
        ("Jonas Meier came. We asked Meyer.", [("Meier", "Meyer")]),
        ("Olha Kravets und Olha Kravetz", [("Olha Kravets", "Olha Kravetz")]),
        ("Jonas Müller. Also Jonas Muller.", [("Jonas Müller", "Jonas Muller")]),
        ("Ada Winter’s house. Ada Winters.", []),
        ("Ann Lee met Ana Lee.", []),
        ("Ada Winter met Bob Winter.", []),
        ("New York and New Jersey", []),
        ("The German army and the Germany of then.", []),
    ],
)
def test_a_name_in_two_spellings_is_found_and_two_names_are_not(text, pairs):
    assert spelled_two_ways(text) == pairs


def test_the_checklist_takes_the_same_queries_for_a_short_and_a_long_text(finished, django_assert_num_queries):
    article = finished(body='<p><a href="/articles/a/">x</a></p>')
    with django_assert_num_queries(3):
        check_before_publishing(article)
    for number in range(9):
        Source.objects.create(article=article, title=f"Table {number}")
        Byline.objects.create(article=article, person=Person.objects.create(name=f"P {number}", slug=f"p{number}"))
    article.body = "".join(f'<p><a href="/articles/{number}/">Anna Nass{number}</a></p>' for number in range(99))
    with django_assert_num_queries(3):
        check_before_publishing(article)
